// Every op of the table through the runtime: the integer op must load, run, and compute what the float op does.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../runtime/node/in-process.ts";
import { arrayDataset } from "../../test-fixtures/node/fixtures.ts";
import { build, type Case, cases, elements, noise } from "../../test-fixtures/op-cases.ts";
import { localExecutor } from "../kernels/local.ts";
import { neverCancelled } from "../outcome.ts";
import type { Runtime } from "../run/runtime.ts";
import type { Model } from "../tflite/model.ts";
import { writeModel } from "../tflite/write.ts";
import { quantizeInteger } from "./integer.ts";
import { opRules } from "./op-rules.ts";
import type { Precision } from "./plan.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

const samples = 16;

async function run(model: Model, values: Float32Array): Promise<Float32Array[]> {
  const session = await runtime.load(writeModel(model));
  const outputs = await session.runMany([values], samples);
  session.close();
  return outputs as Float32Array[];
}

async function check(given: Case, precision: Precision): Promise<void> {
  const model = build(given);
  const values = noise(elements * samples, 11, given.low ?? -1, given.high ?? 1);
  const result = await quantizeInteger(
    model,
    {
      choose: () => ({ precision }),
      calibration: "minmax",
      percentile: 100,
      perChannel: true,
      biasCorrection: true,
      strict: true,
      border: "float32",
      solveLstms: null,
    },
    {
      kernels: localExecutor,
      runtime,
      data: arrayDataset(values, elements),
      progress: () => {},
      signal: neverCancelled,
    },
  );
  const [wanted, got] = [await run(model, values), await run(result.model, values)];
  wanted.forEach((output, i) => {
    const spread = output.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    const error = output.reduce((most, v, k) => Math.max(most, Math.abs(v - got[i]![k]!)), 0);
    // A few steps of an 8-bit range; weights stay 8-bit in 16x8.
    expect(error / spread).toBeLessThan(0.05);
  });
}

test("every op whose output is real is tried", () => {
  const tried = new Set<string>(cases.map((c) => c.name));
  const left = Object.keys(opRules).filter(
    (name) => !tried.has(name) && opRules[name]!.scales.kind !== "none",
  );
  // The first two take a condition as well; lstm.test.ts tries the others.
  expect(left).toEqual(["SELECT", "SELECT_V2", "UNIDIRECTIONAL_SEQUENCE_LSTM", "LSTM"]);
});

describe("int8", () => {
  test.each(cases.map((c) => [c.name, c] as const))("%s", (_, given) => check(given, "int8"));
});

describe("int16x8", () => {
  test.each(cases.filter((c) => opRules[c.name]!.int16).map((c) => [c.name, c] as const))("%s", (_, given) =>
    check(given, "int16x8"),
  );
});
