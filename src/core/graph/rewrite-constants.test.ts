import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { denseOptions } from "../../test-fixtures/dense-options.ts";
import { branches, sharedWeights, width } from "../../test-fixtures/shared-weights.ts";
import { encodeSparse } from "../../test-fixtures/sparse.ts";
import { localExecutor } from "../kernels/local.ts";
import { neverCancelled } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { float32View, int8View } from "../tensor/views.ts";
import { constantBytes, copyModel, type Model, operatorName } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { firstDifference } from "../tflite/same-model.ts";
import { TensorType, tensorTypeName } from "../tflite/tensor-types.ts";
import { verifyFlatbuffer } from "../tflite/verify.ts";
import { writeModel } from "../tflite/write.ts";
import { modelBuilder } from "./build.ts";
import { hasPackedWeights, unpackWeights } from "./unpack-weights.ts";

const context = { kernels: localExecutor, signal: neverCancelled };

/** What must hold of every model that anything rewrote. */
function checkSound(model: Model): void {
  const written = writeModel(model);
  verifyFlatbuffer(written, { strict: true });
  const again = readModel(written);
  expect(again.buffers[0]!.data?.length ?? 0).toBe(0);
  const used = new Set(again.subgraphs.flatMap((g) => g.tensors.map((t) => t.buffer)));
  for (const entry of again.metadata ?? []) used.add(entry.buffer);
  for (const buffer of again.metadataBuffer ?? []) used.add(buffer);
  expect(again.buffers.flatMap((_, i) => (i === 0 || used.has(i) ? [] : [i]))).toEqual([]);
  for (const graph of again.subgraphs) {
    const known = new Set(graph.inputs);
    graph.tensors.forEach((tensor, t) => {
      if (constantBytes(again, tensor) !== null || tensor.isVariable) known.add(t);
    });
    for (const op of graph.operators) {
      for (const t of op.inputs)
        expect(t < 0 || known.has(t), `${operatorName(again, op)} reads ${t}`).toBe(true);
      for (const t of op.outputs) known.add(t);
    }
    for (const t of graph.outputs) expect(known.has(t)).toBe(true);
  }
  expect(again.operatorCodes.length).toBe(
    new Set(again.subgraphs.flatMap((g) => g.operators.map((op) => op.opcodeIndex))).size,
  );
}

/** Types of an op's inputs, by the op's index. */
const inputTypes = (model: Model, g: number, o: number): (string | null)[] =>
  model.subgraphs[g]!.operators[o]!.inputs.map((t) =>
    t < 0 ? null : tensorTypeName(model.subgraphs[g]!.tensors[t]!.type),
  );
const opNames = (model: Model, g = 0): string[] =>
  model.subgraphs[g]!.operators.map((op) => operatorName(model, op));

test("a weight with readers of different needs is stored in each form once", async () => {
  const model = sharedWeights();
  const before = copyModel(model);
  const { model: result, report } = await applyTechnique(model, "dynamic-int8");
  checkSound(result);
  expect(firstDifference(model, before)).toBeNull();
  expect([0, 1, 2, 3].map((o) => inputTypes(result, 0, o)[1])).toEqual(["INT8", "INT8", "INT8", "FLOAT32"]);
  const { tensors, operators, outputs } = result.subgraphs[0]!;
  expect(operators[0]!.inputs[1]).toBe(operators[1]!.inputs[1]);
  expect(tensors[operators[2]!.inputs[1]!]!.buffer).toBe(tensors[operators[0]!.inputs[1]!]!.buffer);
  expect(tensors[outputs[2]!]!.name).toBe("w");
  expect(constantBytes(result, tensors[outputs[2]!]!)).toEqual(
    constantBytes(model, model.subgraphs[0]!.tensors[1]!),
  );
  expect(report.map((line) => [line.opName, line.action])).toEqual([
    ["FULLY_CONNECTED", "changed"],
    ["FULLY_CONNECTED", "changed"],
    ["FULLY_CONNECTED", "changed"],
    ["ADD", "kept"],
  ]);
  expect(report[0]).toMatchObject({
    bytesBefore: 4 * (width * width + width),
    bytesAfter: width * width + 4 * width,
  });
});

test("readers in float get the stored weight through one DEQUANTIZE, before the first of them", async () => {
  const { model: result } = await applyTechnique(sharedWeights(), "weight-int8");
  checkSound(result);
  expect(opNames(result)).toEqual([
    "DEQUANTIZE",
    "FULLY_CONNECTED",
    "FULLY_CONNECTED",
    "DEQUANTIZE",
    "FULLY_CONNECTED",
    "ADD",
  ]);
  const { operators, tensors } = result.subgraphs[0]!;
  expect(operators[1]!.inputs[1]).toBe(operators[0]!.outputs[0]);
  expect(operators[5]!.inputs[1]).not.toBe(operators[0]!.outputs[0]);
  expect(tensors[operators[0]!.inputs[0]!]!.buffer).toBe(tensors[operators[3]!.inputs[0]!]!.buffer);
});

test("branches of an IF that share a buffer share the new one", async () => {
  for (const id of ["dynamic-int8", "weight-int4", "float16"] as const) {
    const model = branches();
    const { model: result, report } = await applyTechnique(model, id);
    checkSound(result);
    const holders = result.subgraphs
      .slice(1)
      .flatMap((graph) => graph.tensors.filter((tensor) => constantBytes(result, tensor) !== null));
    expect(holders.map((tensor) => tensor.type)).toHaveLength(2);
    expect(new Set(holders.map((tensor) => tensor.buffer)).size).toBe(1);
    expect(report.filter((line) => line.action === "changed")).toHaveLength(3);
  }
});

test("float16 constants become float32 again, exactly, without their DEQUANTIZE ops", async () => {
  const original = sharedWeights();
  const { model: half } = await applyTechnique(original, "float16");
  expect(hasPackedWeights(half)).toBe(true);
  checkSound(half);
  const plain = await unpackWeights(half, context);
  checkSound(plain);
  expect(opNames(plain)).toEqual(opNames(original));
  expect(hasPackedWeights(plain)).toBe(false);
  const weights = (model: Model): Float32Array => {
    const graph = model.subgraphs[0]!;
    return float32View(constantBytes(model, graph.tensors[graph.operators[0]!.inputs[1]!]!)!);
  };
  const error = weights(plain).reduce((most, x, i) => Math.max(most, Math.abs(x - weights(original)[i]!)), 0);
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThan(2 ** -12);
  expect(await unpackWeights(plain, context)).toBe(plain);
});

test.each([
  ["node_modules/@mediapipe/face_detection/face_detection_full_range_sparse.tflite", 577],
  ["node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.tflite", 252],
])("%s unpacks to a float32 model", async (file, least) => {
  const model = readModel(new Uint8Array(readFileSync(file)));
  expect(model.subgraphs[0]!.tensors.length).toBeGreaterThanOrEqual(least);
  const plain = await unpackWeights(model, context);
  checkSound(plain);
  expect(opNames(plain).filter((name) => name === "DEQUANTIZE" || name === "DENSIFY")).toEqual([]);
  const { tensors } = plain.subgraphs[0]!;
  expect(tensors.some((t) => t.sparsity !== null || t.type === TensorType.FLOAT16)).toBe(false);
  for (const t of tensors) {
    const bytes = constantBytes(plain, t);
    if (bytes !== null && t.type === TensorType.FLOAT32) {
      expect(bytes.length).toBe(4 * t.shape.reduce((n, d) => n * d, 1));
    }
  }
});

/** FULLY_CONNECTED over a sparse weight behind DENSIFY. */
function sparseNet(type: "FLOAT32" | "INT8"): { model: Model; dense: number[] } {
  const random = seededRandom(4);
  const rows = Array.from({ length: width }, () =>
    Array.from({ length: width }, () => (random() < 0.7 ? 0 : Math.ceil(random() * 100))),
  );
  const { sparsity, values } = encodeSparse(rows, 4);
  const build = modelBuilder("sparse");
  const x = build.input("x", [1, width]);
  const stored = type === "INT8" ? Int8Array.from(values) : values;
  const scales = { scales: Array.from({ length: width }, (_, i) => 1 + i), axis: 0 };
  const quantization = type === "INT8" ? scales : undefined;
  const sparse = build.constant("w", [width, width], stored, type, quantization);
  const dense = build.value("dense", [width, width], type, quantization);
  const y = build.value("y", [1, width]);
  build.op("DENSIFY", [sparse], [dense]);
  build.op("FULLY_CONNECTED", [x, dense, -1], [y], denseOptions());
  const model = build.finish([y]);
  model.subgraphs[0]!.tensors[sparse]!.sparsity = sparsity;
  return { model, dense: rows.flat() };
}

function nameless(model: Model): Model {
  const copy = copyModel(model);
  for (const tensor of copy.subgraphs[0]!.tensors) tensor.name = "";
  return copy;
}

test("a sparse float32 weight becomes dense, or dense integers", async () => {
  const { model, dense } = sparseNet("FLOAT32");
  const plain = await unpackWeights(model, context);
  checkSound(plain);
  expect(opNames(plain)).toEqual(["FULLY_CONNECTED"]);
  const weight = plain.subgraphs[0]!.tensors[plain.subgraphs[0]!.operators[0]!.inputs[1]!]!;
  expect([...float32View(constantBytes(plain, weight)!)]).toEqual(dense);
  for (const id of ["dynamic-int8", "weight-int8", "weight-int4"] as const) {
    const a = (await applyTechnique(model, id)).model;
    checkSound(a);
    // Quantizing what is sparse is quantizing what was unpacked.
    expect(firstDifference(nameless(a), nameless((await applyTechnique(plain, id)).model))).toBeNull();
  }
});

test("a sparse int8 weight becomes dense int8 with the same scales; techniques call it integers", async () => {
  const { model, dense } = sparseNet("INT8");
  const plain = await unpackWeights(model, context);
  checkSound(plain);
  expect(opNames(plain)).toEqual(["FULLY_CONNECTED"]);
  const weight = plain.subgraphs[0]!.tensors[plain.subgraphs[0]!.operators[0]!.inputs[1]!]!;
  expect([...int8View(constantBytes(plain, weight)!)]).toEqual(dense);
  expect(weight.quantization?.scale?.slice(0, 3)).toEqual([1, 2, 3]);
  expect((await applyTechnique(model, "dynamic-int8")).unchanged).toMatch(/integers already/);
});
