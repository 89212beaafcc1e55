import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../core/kernels/local.ts";
import { neverCancelled } from "../../core/outcome.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Model, Tensor } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { TensorType } from "../../core/tflite/tensor-types.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { createNodeRuntime } from "../../runtime/node/in-process.ts";
import { fashionPictures, fixture } from "../../test-fixtures/node/fixtures.ts";
import { int16x8 } from "../int16x8/index.ts";
import { resolveOptions } from "../options.ts";
import type { OptionValue, Technique, TechniqueResult } from "../technique.ts";
import { int8 } from "./index.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

const pictures = fashionPictures();
const float = readModel(fixture("fm_mnv1.tflite"));

function apply(
  technique: Technique,
  given: Record<string, OptionValue>,
  model: Model = float,
): Promise<TechniqueResult> {
  return technique.apply(model, resolveOptions(technique.id, technique.options, given), {
    kernels: localExecutor,
    runtime,
    data: pictures,
    keep: { sparsity: false, clusters: false },
    original: model,
    seed: 1,
    progress: () => {},
    signal: neverCancelled,
  });
}

const tensorsOf = (model: Model): Tensor[] => model.subgraphs[0]!.tensors;
const byName = (model: Model, name: string): Tensor | undefined =>
  tensorsOf(model).find((t) => t.name === name);

/** Share of the calibration pictures on which both models decide alike. */
async function agreement(a: Model, b: Model): Promise<number> {
  const decide = async (model: Model): Promise<number[]> => {
    const session = await runtime.load(writeModel(model));
    const { inputs, count } = await pictures.read(0, pictures.count);
    const { scale, zeroPoint } = tensorsOf(model)[model.subgraphs[0]!.inputs[0]!]!.quantization ?? {};
    const quantize = (v: number): number => Math.round(v / scale![0]! + zeroPoint![0]!);
    const input = inputs[0] as Float32Array;
    const { type } = session.inputs[0]!;
    const arrays = { INT8: Int8Array, UINT8: Uint8Array, INT16: Int16Array };
    const given = type === "FLOAT32" ? input : new arrays[type as keyof typeof arrays](input.map(quantize));
    const [output] = await session.runMany([given], count);
    session.close();
    return Array.from({ length: count }, (_, i) => {
      const row = Array.from(output!.slice(i * 10, i * 10 + 10), Number);
      return row.indexOf(Math.max(...row));
    });
  };
  const [x, y] = [await decide(a), await decide(b)];
  return x.filter((v, i) => v === y[i]).length / x.length;
}

describe.each([
  ["int8", int8, "fm_mnv1.int8.tflite"],
  ["int16x8", int16x8, "fm_mnv1.int16x8.tflite"],
] as const)("%s with moving averages and no bias correction", (_, technique, file) => {
  test("is the reference tool's file: weights, their scales, ranges", async () => {
    const golden = readModel(fixture(file));
    const { model } = await apply(technique, {
      calibration: "moving-average",
      biasCorrection: false,
      rounding: "nearest",
    });
    let weights = 0;
    let activations = 0;
    for (const tensor of tensorsOf(golden)) {
      const scales = tensor.quantization?.scale ?? [];
      if (scales.length === 0) continue;
      const ours =
        byName(model, `${tensor.name}_${tensor.type === TensorType.INT8 ? "int8" : "int16"}`) ??
        byName(model, tensor.name)!;
      const data = golden.buffers[tensor.buffer]!.data ?? [];
      if (data.length > 0 && tensor.type === TensorType.INT8) {
        expect(ours.quantization!.scale).toEqual(scales);
        expect(ours.quantization!.quantizedDimension).toBe(tensor.quantization!.quantizedDimension);
        expect(model.buffers[ours.buffer]!.data).toEqual(data);
        weights++;
      } else if (data.length === 0) {
        expect(Math.abs(ours.quantization!.scale![0]! / scales[0]! - 1)).toBeLessThan(0.01);
        expect(ours.quantization!.zeroPoint).toEqual(tensor.quantization!.zeroPoint);
        activations++;
      }
    }
    expect([weights, activations]).toEqual([18, 22]);
  });
});

describe("int8", () => {
  test("agrees with the float model and reports every op", async () => {
    const { model, report, warnings } = await apply(int8, {});
    expect(await agreement(float, model)).toBeGreaterThan(0.98);
    expect(report).toHaveLength(float.subgraphs[0]!.operators.length);
    expect(new Set(report.map((line) => line.action))).toEqual(new Set(["changed"]));
    expect(warnings).toEqual([]);
    // One conversion at each end and none within.
    expect(model.subgraphs[0]!.operators).toHaveLength(report.length + 2);
  });

  test.each(["int8", "uint8"])("takes and gives %s", async (io) => {
    const { model } = await apply(int8, { io, rounding: "nearest" });
    const graph = model.subgraphs[0]!;
    const type = io === "int8" ? TensorType.INT8 : TensorType.UINT8;
    expect(graph.tensors[graph.inputs[0]!]!.type).toBe(type);
    expect(graph.tensors[graph.outputs[0]!]!.type).toBe(type);
    expect(model.signatureDefs![0]!.inputs![0]!.tensorIndex).toBe(graph.inputs[0]);
    expect(await agreement(float, model)).toBeGreaterThan(0.98);
  });

  test.each(["int8", "uint8", "int16"])("of 16 bits inside takes and gives %s", async (io) => {
    const { model } = await apply(int16x8, { io, rounding: "nearest" });
    const graph = model.subgraphs[0]!;
    const types = { int8: TensorType.INT8, uint8: TensorType.UINT8, int16: TensorType.INT16 };
    const [input, output] = [graph.tensors[graph.inputs[0]!]!, graph.tensors[graph.outputs[0]!]!];
    expect([input.type, output.type]).toEqual(Array(2).fill(types[io as keyof typeof types]));
    // Pictures from 0 to 1 and shares of a whole use all of the eight bits.
    if (io === "int8") expect(input.quantization!.zeroPoint).toEqual([-128]);
    if (io === "int8") expect(output.quantization!.scale).toEqual([1 / 256]);
    expect(await agreement(float, model)).toBeGreaterThan(0.98);
  });

  test("gives one scale a tensor where asked", async () => {
    const { model } = await apply(int8, { perChannel: false, rounding: "nearest" });
    const most = Math.max(...tensorsOf(model).map((t) => t.quantization?.scale?.length ?? 0));
    expect(most).toBe(1);
    expect(await agreement(float, model)).toBeGreaterThan(0.8);
  });

  test("leaves an integer model as it is", async () => {
    const already = readModel(fixture("fm_mnv1.int8.tflite"));
    const result = await apply(int8, {}, already);
    expect(result.model).toBe(already);
    expect(result.unchanged).toContain("already");
  });

  test("needs data", async () => {
    const options = resolveOptions("int8", int8.options, {});
    const context = {
      kernels: localExecutor,
      runtime,
      data: null,
      keep: { sparsity: false, clusters: false },
    };
    await expect(
      int8.apply(float, options, {
        ...context,
        original: float,
        seed: 1,
        progress() {},
        signal: neverCancelled,
      }),
    ).rejects.toMatchObject({ code: "needs-data" });
  });
});
