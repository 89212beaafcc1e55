// Integer LSTMs through the runtime: each must load, run, and compute what the float op does.
import { describe, expect, test } from "vitest";
import {
  inputSizeOf,
  type LstmShape,
  lstmModel,
  lstmShapes,
  sampleElements,
} from "../../test-fixtures/lstm-cases.ts";
import { arrayDataset } from "../../test-fixtures/node/fixtures.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import { noise } from "../../test-fixtures/op-cases.ts";
import { indexGraph } from "../graph/index.ts";
import { localExecutor } from "../kernels/local.ts";
import { neverCancelled } from "../outcome.ts";
import { bytesOf, float32View } from "../tensor/views.ts";
import { copyModel, type Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { tensorTypeName } from "../tflite/tensor-types.ts";
import { writeModel } from "../tflite/write.ts";
import { type IntegerResult, quantizeInteger } from "./integer.ts";
import type { IntegerOptions } from "./integer-job.ts";
import { planOps } from "./plan.ts";

const runtime = await runtimeForTests();

const count = 16;

const samplesOf = (shape: LstmShape): Float32Array => noise(count * sampleElements(shape), 11);

/** Samples whose elements rise and fall together, as real ones do. */
function togetherOf(shape: LstmShape): Float32Array {
  const [own, common] = [samplesOf(shape), noise(count * sampleElements(shape), 12)];
  return own.map((v, i) => 0.2 * v + common[Math.floor(i / inputSizeOf(shape))]!);
}

function quantize(
  shape: LstmShape,
  model = lstmModel(shape),
  solveLstms: IntegerOptions["solveLstms"] = null,
  samples = samplesOf(shape),
): Promise<IntegerResult> {
  return quantizeInteger(
    model,
    {
      choose: () => ({ precision: "int8" }),
      calibration: "minmax",
      percentile: 100,
      perChannel: true,
      biasCorrection: true,
      strict: true,
      border: "float32",
      solveLstms,
    },
    {
      kernels: localExecutor,
      runtime,
      data: arrayDataset(samples, sampleElements(shape)),
      progress: () => {},
      signal: neverCancelled,
    },
  );
}

async function run(model: Model, values: Float32Array): Promise<Float32Array> {
  const session = await runtime.load(writeModel(model));
  const [output] = await session.runMany([values], count);
  session.close();
  return output as Float32Array;
}

/** Root of the mean square of the difference, beside that of the values themselves. */
function relativeError(wanted: Float32Array, got: Float32Array): number {
  const power = (of: (i: number) => number): number => wanted.reduce((sum, _, i) => sum + of(i) ** 2, 0);
  return Math.sqrt(power((i) => wanted[i]! - got[i]!) / power((i) => wanted[i]!));
}

describe("on int8, an LSTM", () => {
  test.each(lstmShapes.map((shape) => [shape.name, shape] as const))("%s", async (_, shape) => {
    const model = lstmModel(shape);
    const result = await quantize(shape, model);
    const values = samplesOf(shape);
    const error = relativeError(await run(model, values), await run(result.model, values));
    // A step of an 8-bit range is 0.8 % of it.
    expect(error).toBeLessThan(0.02);
  });

  test("has the tensors that the kernel asks for", async () => {
    const { model } = await quantize({ name: "", normalized: true, projection: { size: 8 } });
    const { tensors, operators } = readModel(writeModel(model)).subgraphs[0]!;
    const op = operators.find(({ inputs }) => inputs.length === 24)!;
    const types = (list: readonly number[]): string[] =>
      list.map((t) => (t < 0 ? "none" : tensorTypeName(tensors[t]!.type)!));
    expect(types(op.inputs)).toEqual([
      ...Array(9).fill("INT8"),
      ...Array(3).fill("none"),
      ...Array(4).fill("INT32"),
      ...["INT8", "INT32", "INT8", "INT16"],
      ...Array(4).fill("INT16"),
    ]);
    expect(types(op.intermediates!)).toEqual([...Array(4).fill("INT16"), "INT8"]);
    const [state, cell, output] = [op.inputs[18]!, op.inputs[19]!, op.outputs[0]!].map((t) => tensors[t]!);
    expect(state!.quantization).toEqual(output!.quantization);
    expect([state!.isVariable, cell!.isVariable]).toEqual([true, true]);
    expect(Number.isInteger(Math.log2(cell!.quantization!.scale![0]!))).toBe(true);
  });

  test("whose cell grows past what the kernel holds is pointed out", async () => {
    const shape: LstmShape = { name: "", remembers: 9, fills: 5, steps: 120 };
    const { notes } = await quantize(shape);
    expect(notes.map(({ code }) => code)).toContain("cell-saturates");
  });
});

test.each<[string, LstmShape]>([
  ["plain", { name: "" }],
  ["normalized", { name: "", normalized: true }],
])("weights chosen on the samples bring a %s LSTM nearer to float", async (_, shape) => {
  const model = lstmModel(shape);
  const values = togetherOf(shape);
  const wanted = await run(model, values);
  const errorOf = async (solve: IntegerOptions["solveLstms"]): Promise<number> =>
    relativeError(wanted, await run((await quantize(shape, model, solve, values)).model, values));
  expect(await errorOf({ keepZeros: false })).toBeLessThan(0.97 * (await errorOf(null)));
});

test("weights chosen on the samples keep zeros where asked", async () => {
  const shape: LstmShape = { name: "" };
  const model = copyModel(lstmModel(shape));
  const graph = model.subgraphs[0]!;
  const zeroed = graph.tensors[graph.operators[0]!.inputs[2]!]!;
  const weights = float32View(model.buffers[zeroed.buffer]!.data!).map((w, i) => (i % 2 === 0 ? 0 : w));
  model.buffers[zeroed.buffer]!.data = bytesOf(weights);
  const zeros = async (keepZeros: boolean): Promise<number> => {
    const result = (await quantize(shape, model, { keepZeros }, togetherOf(shape))).model;
    const stored = result.subgraphs[0]!.tensors.find(({ name }) => name === zeroed.name)!;
    const integers = result.buffers[stored.buffer]!.data!;
    return integers.filter((_, i) => i % 2 === 0).filter((q) => q === 0).length;
  };
  expect(await zeros(true)).toBe(weights.length / 2);
  expect(await zeros(false)).toBeLessThan(weights.length / 2);
});

describe("stays float, with the reason, an LSTM", () => {
  const reasonOf = (shape: LstmShape, precision: "int8" | "int16x8" = "int8"): string => {
    const model = lstmModel(shape);
    const [plan] = planOps(model, indexGraph(model.subgraphs[0]!), () => ({ precision }));
    return plan!.kind === "float" ? plan!.reason : plan!.kind;
  };

  test.each<[string, LstmShape, RegExp]>([
    ["with diagonal weights", { name: "", diagonal: true }, /diagonal/],
    ["with another activation", { name: "", activation: 1 }, /TANH/],
    ["with peepholes and a projection", { name: "", peepholes: true, projection: { size: 8 } }, /peepholes/],
  ])("%s", (_, shape, reason) => {
    expect(reasonOf(shape)).toMatch(reason);
  });

  test("on 16-bit activations", () => {
    expect(reasonOf({ name: "" }, "int16x8")).toBe("the runtime has no 16-bit kernel for it");
  });

  test("of the basic kernel, and one that shares its state", () => {
    const model = lstmModel({ name: "", op: "LSTM" });
    const graph = model.subgraphs[0]!;
    const plan = () => planOps(model, indexGraph(graph), () => ({ precision: "int8" }))[0];
    const options = graph.operators[0]!.builtinOptions;
    if (options?.type !== "LSTMOptions") throw new Error("no LSTM");
    options.kernelType = 1;
    expect(plan()).toMatchObject({ reason: expect.stringContaining("basic kernel") });
    options.kernelType = 0;
    graph.operators.push(graph.operators[0]!);
    expect(plan()).toMatchObject({ reason: expect.stringContaining("shares its state") });
  });
});
