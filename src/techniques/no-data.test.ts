import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { modelBuilder } from "../core/graph/build.ts";
import { unpackWeights } from "../core/graph/unpack-weights.ts";
import { localExecutor } from "../core/kernels/local.ts";
import {
  CancelledError,
  InputError,
  neverCancelled,
  type Progress,
  sharedCancelSignal,
} from "../core/outcome.ts";
import { seededRandom } from "../core/random.ts";
import type { TensorValues } from "../core/run/runtime.ts";
import { constantBytes, type Model, operatorName } from "../core/tflite/model.ts";
import { readModel } from "../core/tflite/read.ts";
import { TensorType, tensorTypeName } from "../core/tflite/tensor-types.ts";
import { verifyFlatbuffer } from "../core/tflite/verify.ts";
import { writeModel } from "../core/tflite/write.ts";
import { applyTechnique, withoutData } from "../test-fixtures/apply-technique.ts";
import { fixture } from "../test-fixtures/node/fixtures.ts";
import { runtimeForTests } from "../test-fixtures/node/runtime.ts";
import { branches, noise, sharedWeights, width } from "../test-fixtures/shared-weights.ts";
import { tinyNet } from "../test-fixtures/tiny-net.ts";
import { runPipeline } from "./pipeline.ts";
import type { TechniqueId } from "./technique.ts";

const noData = [
  "float16",
  "dynamic-int8",
  "weight-int8",
  "weight-int4",
] as const satisfies readonly TechniqueId[];
const mediapipe = "node_modules/@mediapipe";
const published = [
  "face_detection/face_detection_short_range.tflite",
  "face_detection/face_detection_full_range.tflite",
  "face_detection/face_detection_full_range_sparse.tflite",
  "selfie_segmentation/selfie_segmentation.tflite",
  "selfie_segmentation/selfie_segmentation_landscape.tflite",
];
const publishedFile = (name: string): Uint8Array => new Uint8Array(readFileSync(`${mediapipe}/${name}`));

const runtime = await runtimeForTests();

/** A picture of a few soft waves, 0 to 1. */
function waves(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const parts = Array.from({ length: 6 }, () => [random() * 0.02, random() * 7] as const);
  return Float32Array.from({ length: count }, (_, i) =>
    parts.reduce((sum, [f, p]) => sum + (1 + Math.sin(i * f + p)) / 12, 0),
  );
}

/** All outputs of the model for one seeded input, one after the other. */
async function run(model: Model, inputs?: readonly TensorValues[]): Promise<Float32Array> {
  const session = await runtime.load(writeModel(model));
  const values =
    inputs ??
    session.inputs.map((port, i) =>
      waves(
        port.shape.reduce((n, d) => n * d, 1),
        i + 1,
      ),
    );
  const outputs = await session.runMany(values, 1);
  session.close();
  return Float32Array.from(outputs.flatMap((out) => Array.from(out as Float32Array)));
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, v, i) => sum + v * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

const sizeOf = (model: Model): number => writeModel(model).length;
const storedTypes = (model: Model): Set<string | null> =>
  new Set(
    model.subgraphs.flatMap((graph) =>
      graph.tensors.flatMap((tensor) =>
        constantBytes(model, tensor) === null ? [] : tensorTypeName(tensor.type),
      ),
    ),
  );

describe("models of the fixtures", () => {
  // Least cosine between the outputs, and the largest share of the size.
  const limits = {
    float16: [0.9999, 0.56],
    "dynamic-int8": [0.999, 0.37],
    "weight-int8": [0.999, 0.37],
    "weight-int4": [0.93, 0.26],
  } as const;
  const cases = ["fm_cnn", "fm_mnv1", "fm_resnet", "fm_vit", "fm_lstm"].flatMap((name) =>
    noData.map((id) => [name, id] as const),
  );
  test.each(cases)("%s, %s: smaller, runs, and says nearly the same", async (name, id) => {
    const model = readModel(fixture(`${name}.tflite`));
    const result = await applyTechnique(model, id);
    const [near, share] = limits[id];
    expect(sizeOf(result.model) / sizeOf(model)).toBeLessThan(share);
    expect(cosine(await run(result.model), await run(model))).toBeGreaterThan(near);
    expect(result.report).toHaveLength(model.subgraphs.reduce((n, graph) => n + graph.operators.length, 0));
    expect(result.report.some((line) => line.action === "changed")).toBe(true);
    const expected = name === "fm_mnv1" && id === "dynamic-int8" ? ["slow-depthwise"] : [];
    expect(result.warnings.map((warning) => warning.code)).toEqual(expected);
  });

  test("depthwise weights can stay float, for speed", async () => {
    const { report, warnings } = await applyTechnique(readModel(fixture("fm_mnv1.tflite")), "dynamic-int8", {
      depthwise: "float",
    });
    const lines = report.filter((line) => line.opName === "DEPTHWISE_CONV_2D");
    expect(lines.every((line) => line.action === "kept" && line.bytesAfter === line.bytesBefore)).toBe(true);
    expect(warnings).toEqual([]);
  });
});

describe("published models: float16 or sparse weights, no signatures", () => {
  test.each(published)("%s, unpacked, computes the same", async (name) => {
    const model = readModel(publishedFile(name));
    const plain = await unpackWeights(model, { kernels: localExecutor, signal: neverCancelled });
    const [a, b] = [await run(plain), await run(model)];
    expect(cosine(a, b)).toBeGreaterThan(0.9999999);
  });

  const cases = published.flatMap((name) =>
    (["dynamic-int8", "weight-int8"] as const).map((id) => [name, id] as const),
  );
  test.each(cases)("%s, %s: at most 0.72 of its size, and runs", async (name, id) => {
    const file = publishedFile(name);
    const { model, report } = await applyTechnique(readModel(file), id);
    const written = writeModel(model);
    verifyFlatbuffer(written, { strict: true });
    expect(written.length / file.length).toBeLessThan(name.includes("sparse") ? 0.96 : 0.64);
    expect(model.subgraphs[0]!.operators.some((op) => operatorName(model, op) === "DENSIFY")).toBe(false);
    expect((await run(model)).every(Number.isFinite)).toBe(true);
    const removed = report.filter(
      (line) => line.opName === "DEQUANTIZE" && line.detail.startsWith("removed"),
    );
    expect(removed.length).toBeGreaterThan(20);
  });

  test("in float16 already: said, and nothing changed", async () => {
    const model = readModel(publishedFile(published[0]!));
    const result = await applyTechnique(model, "float16");
    expect(result.model).toBe(model);
    expect(result.unchanged).toMatch(/float32 constants/);
  });
});

describe("graphs that share constants", () => {
  test.each(noData)("%s: shared weights and constants that are outputs", async (id) => {
    const model = sharedWeights();
    const result = await applyTechnique(model, id);
    const input = noise(width, 9);
    // The runtime of the tests takes no constant as an output, so the weight itself is looked at in the file.
    const computed = (m: Model): Model => {
      const graph = { ...m.subgraphs[0]!, outputs: m.subgraphs[0]!.outputs.slice(0, 2) };
      return { ...m, subgraphs: [graph], signatureDefs: null };
    };
    expect(
      cosine(await run(computed(result.model), [input]), await run(computed(model), [input])),
    ).toBeGreaterThan(id === "weight-int4" ? 0.97 : 0.999);
  });

  test.each(noData)("%s: weights in the branches of an IF", async (id) => {
    const model = branches();
    const result = await applyTechnique(model, id);
    expect(storedTypes(result.model)).toEqual(
      new Set([
        { float16: "FLOAT16", "dynamic-int8": "INT8", "weight-int8": "INT8", "weight-int4": "INT4" }[id],
      ]),
    );
    expect(sizeOf(result.model)).toBeLessThan(sizeOf(model));
  });
});

describe("what stays as it is", () => {
  test.each(noData)("%s: an int8 model, with a sentence", async (id) => {
    const model = readModel(fixture("fm_mnv1.int8.tflite"));
    const result = await applyTechnique(model, id);
    expect(result.model).toBe(model);
    expect(result.unchanged).toMatch(/integers already/);
    expect(result.report.every((line) => line.action === "kept")).toBe(true);
  });

  test("a model that was quantized is not quantized again", async () => {
    const { model } = await applyTechnique(tinyNet(), "weight-int8");
    for (const id of noData) expect((await applyTechnique(model, id)).unchanged).toMatch(/integers already/);
  });

  test("the biases of dynamic range weights, in float16: the runtime refuses them behind DEQUANTIZE", async () => {
    const part = await applyTechnique(readModel(fixture("fm_mnv1.tflite")), "dynamic-int8", {
      depthwise: "float",
    });
    const { model } = await applyTechnique(part.model, "float16");
    const graph = model.subgraphs[0]!;
    expect(storedTypes(model)).toContain("FLOAT16");
    const beside = graph.operators.flatMap(({ inputs: [, weight, bias] }) =>
      graph.tensors[weight ?? -1]?.type === TensorType.INT8 && bias !== undefined ? [bias] : [],
    );
    expect(beside.length).toBeGreaterThan(5);
    expect(beside.filter((t) => constantBytes(model, graph.tensors[t]!) === null)).toEqual([]);
  });

  test("a model without weights", async () => {
    const build = modelBuilder("no weights");
    const x = build.input("x", [1, 4]);
    const y = build.value("y", [1, 4]);
    build.op("RELU", [x], [y]);
    const model = build.finish([y]);
    for (const id of noData) {
      const result = await applyTechnique(model, id);
      expect(result.model).toBe(model);
      expect(result.unchanged).toMatch(/^No op/);
    }
  });

  test("a weight that holds NaN, with a warning that names it", async () => {
    const model = sharedWeights();
    const values = noise(width * width, 1);
    values[5] = Number.NaN;
    model.buffers[model.subgraphs[0]!.tensors[1]!.buffer] = {
      data: new Uint8Array(values.buffer),
      outside: false,
    };
    const result = await applyTechnique(model, "dynamic-int8");
    expect(result.model).toBe(model);
    expect(result.warnings).toMatchObject([{ code: "not-finite", tensor: "w" }, { tensor: "twin" }]);
  });

  test("weights smaller than minElements", async () => {
    const model = readModel(fixture("fm_cnn.tflite"));
    const { report } = await applyTechnique(model, "dynamic-int8", { minElements: 2000 });
    expect(report.filter((line) => line.detail.includes("fewer than minElements"))).toHaveLength(2);
    expect(report.filter((line) => line.action === "changed")).toHaveLength(2);
  });
});

describe("float16's range", () => {
  const wide = (): Model => {
    const model = sharedWeights();
    const values = noise(width * width, 1);
    values[3] = -1e6;
    values[7] = 65519;
    model.buffers[model.subgraphs[0]!.tensors[1]!.buffer] = {
      data: new Uint8Array(values.buffer),
      outside: false,
    };
    return model;
  };

  test("values beyond it become the nearest, with a warning that names the tensor", async () => {
    const { warnings, model } = await applyTechnique(wide(), "float16");
    expect(warnings[0]).toMatchObject({ code: "float16-overflow", tensor: "w" });
    expect(warnings[0]!.message).toMatch(/^1 value /);
    const plain = await unpackWeights(model, { kernels: localExecutor, signal: neverCancelled });
    const { tensors, operators } = plain.subgraphs[0]!;
    const stored = constantBytes(plain, tensors[operators[0]!.inputs[1]!]!)!;
    const values = new Float32Array(stored.buffer, stored.byteOffset, width * width);
    expect([values[3], values[7]]).toEqual([-65504, 65504]);
  });

  test("or are refused", async () => {
    await expect(applyTechnique(wide(), "float16", { overflow: "refuse" })).rejects.toThrow(InputError);
  });
});

test("int4 is not used where no kernel takes it, and the report says so", async () => {
  const { report } = await applyTechnique(readModel(fixture("fm_mnv1.tflite")), "weight-int4");
  const depthwise = report.filter((line) => line.opName === "DEPTHWISE_CONV_2D");
  expect(depthwise.length).toBeGreaterThan(5);
  for (const line of depthwise) expect(line.detail).toMatch(/^depthwise int4: no kernel takes it; int8 used/);
});

test("progress names the tensors, and a cancelled job stops", async () => {
  const seen: Progress[] = [];
  await applyTechnique(tinyNet(), "dynamic-int8", {}, { progress: (p) => seen.push(p) });
  expect(seen.at(-1)).toMatchObject({ phase: "weights", done: seen.at(-1)!.total });
  expect(seen.at(-1)!.subject).toBeTruthy();
  const signal = sharedCancelSignal(Int32Array.of(1));
  await expect(applyTechnique(tinyNet(), "dynamic-int8", {}, { signal })).rejects.toThrow(CancelledError);
});

test("a technique that needs data says of an input of strings that it cannot be fed", async () => {
  const b = modelBuilder("strings");
  const [x, words, y] = [b.input("x", [1, 8]), b.input("words", [1], "STRING"), b.value("y", [1, 8])];
  b.op("RELU", [x], [y]);
  const model = b.finish([y, words]);
  const steps = [{ technique: "int8", options: {} }] as const;
  await expect(runPipeline(model, steps, withoutData(model))).rejects.toThrow("“words” takes strings");
});
