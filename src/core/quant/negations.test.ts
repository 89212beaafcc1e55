import { describe, expect, test } from "vitest";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { firstOutputs } from "../../test-fixtures/first-outputs.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import type { Dataset } from "../data/dataset.ts";
import { describeInputs } from "../data/inputs/describe-inputs.ts";
import { syntheticDataset } from "../data/synthetic/synthetic.ts";
import { modelBuilder } from "../graph/build.ts";
import { type Model, operatorName } from "../tflite/model.ts";
import { negationsAsProducts } from "./negations.ts";

const runtime = await runtimeForTests();

/** y = relu(x) + (−mean(x)), as layers that normalize are decomposed; or NEG between two FLOORs. */
function negating(between: "integer" | "float"): Model {
  const b = modelBuilder("negating");
  const x = b.input("x", [1, 8]);
  const [a, mean, negated, y] = ["a", "mean", "negated", "y"].map((name) =>
    b.value(name, name === "mean" || name === "negated" ? [1, 1] : [1, 8]),
  );
  if (between === "float") {
    const inner = b.value("inner", [1, 8]);
    const [f, n] = [b.value("f", [1, 8]), b.value("n", [1, 8])];
    b.op("FLOOR", [x], [f]);
    b.op("NEG", [f], [n], { type: "NegOptions" });
    b.op("FLOOR", [n], [inner]);
    return b.finish([inner]);
  }
  b.op("RELU", [x], [a!]);
  const axes = b.constant("axes", [1], Int32Array.of(1), "INT32");
  b.op("MEAN", [a!, axes], [mean!], { type: "ReducerOptions", keepDims: true });
  b.op("NEG", [mean!], [negated!], { type: "NegOptions" });
  b.op("ADD", [a!, negated!], [y!], { type: "AddOptions", fusedActivationFunction: 0, potScaleInt16: true });
  return b.finish([y!]);
}

const names = (model: Model): string[] => model.subgraphs[0]!.operators.map((op) => operatorName(model, op));

describe("NEG", () => {
  test.each(["int8", "int16x8"] as const)("runs on %s as MUL, also where all ops have to", async (id) => {
    const model = negating("integer");
    const data: Dataset = syntheticDataset(describeInputs(model), 16, 1);
    const { model: made, report } = await applyTechnique(model, id, { strict: true }, { runtime, data });
    expect(names(made)).toEqual(["QUANTIZE", "RELU", "MEAN", "MUL", "ADD", "DEQUANTIZE"]);
    expect(report[2]).toMatchObject({ opName: "NEG", action: "changed" });
    expect(report[2]!.detail).toMatch(/as MUL by −1$/);
    const [before, after] = await Promise.all([model, made].map((m) => firstOutputs(runtime, m, data)));
    const largest = before!.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    const off = before!.reduce((most, v, i) => Math.max(most, Math.abs(v - after![i]!)), 0);
    expect(off / largest).toBeLessThan(id === "int8" ? 0.03 : 0.001);
  });

  test("stays where float ops alone are beside it", () => {
    const model = negating("float");
    expect(negationsAsProducts(model, () => ({ precision: "int8" }))).toBe(model);
  });

  test("stays where it is to be float", () => {
    const model = negating("integer");
    const choose = (o: number) => ({ precision: o === 2 ? "float" : "int8" }) as const;
    expect(negationsAsProducts(model, choose)).toBe(model);
  });
});
