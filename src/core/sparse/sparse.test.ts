import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tinyNet } from "../../test-fixtures/tiny-net.ts";
import { replaceWeights } from "../graph/replace.ts";
import { sparseLayout } from "../graph/sparse-layout.ts";
import { unpackWeights } from "../graph/unpack-weights.ts";
import { weightLayers, weightsOf } from "../graph/weight-layers.ts";
import { densify } from "../kernels/densify.ts";
import { localExecutor } from "../kernels/local.ts";
import { neverCancelled } from "../outcome.ts";
import { copyModel, type Model, newTensor } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { writeModel } from "../tflite/write.ts";
import { compressRows, encodeSparse } from "./encode.ts";
import { xnnpackSparse } from "./xnnpack.ts";

const published = (name: string): Model =>
  readModel(new Uint8Array(readFileSync(`node_modules/@mediapipe/face_detection/${name}`)));

/** Every third weight of the layers kept. */
function thinned(model: Model): Model {
  const result = copyModel(model);
  for (const layer of weightLayers(result)) {
    replaceWeights(
      result,
      layer,
      weightsOf(result, layer).map((w, i) => (i % 4 === 0 ? w : 0)),
    );
  }
  return result;
}

describe("sparse tensors", () => {
  test("the reader's densify gives back what was compressed, in any shape", () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.nat(), fc.integer({ min: 1, max: 5 }), (shape, seed, keep) => {
        const count = shape.reduce((n, d) => n * d, 1);
        const values = Float32Array.from({ length: count }, (_, i) =>
          (i * 7 + seed) % 5 < keep ? i - 3.5 : 0,
        );
        const compressed = compressRows(values, shape);
        const tensor = { ...newTensor("w", TensorType.FLOAT32, shape), sparsity: compressed.sparsity };
        const dense = new Float32Array(count);
        densify({ values: compressed.values, layout: sparseLayout(tensor), dense });
        expect(dense).toEqual(values);
      }),
    );
  });

  test("a model stored sparse unpacks to the same weights, and its file is smaller", async () => {
    const model = thinned(tinyNet());
    const { model: sparse, encoded } = encodeSparse(model);
    expect(encoded).toHaveLength(weightLayers(model).length);
    const bytes = writeModel(sparse);
    expect(bytes.length).toBeLessThan(writeModel(model).length);
    const back = await unpackWeights(readModel(bytes), { kernels: localExecutor, signal: neverCancelled });
    const [ours, theirs] = [model, back].map((m) => weightLayers(m).map((l) => weightsOf(m, l)));
    expect(theirs).toEqual(ours);
  });

  test("dense weights are left as they are", () => {
    const model = tinyNet();
    expect(encodeSparse(model)).toEqual({ model, encoded: [] });
  });
});

describe("XNNPACK's sparse kernels", () => {
  test("run the published sparse model", () => {
    const verdict = xnnpackSparse(published("face_detection_full_range_sparse.tflite"));
    expect(verdict.used).toBe(true);
    expect(verdict.zeros!).toBeGreaterThan(2 / 3);
    expect(verdict.ops).toBeGreaterThan(100);
  });

  test("run no dense model, whatever it is", () => {
    for (const file of readdirSync("node_modules/@mediapipe/face_detection")) {
      if (!file.endsWith(".tflite") || file.includes("sparse")) continue;
      expect(xnnpackSparse(published(file))).toMatchObject({
        used: false,
        failing: { rule: "stored-sparse" },
      });
    }
  });

  test("need a beginning that is padded explicitly", () => {
    // SAME with stride 2 pads unevenly.
    const { model } = encodeSparse(thinned(tinyNet()));
    expect(xnnpackSparse(model)).toMatchObject({ used: false, failing: { rule: "entry" } });
  });

  test("need two thirds of zeros", async () => {
    const dense = await unpackWeights(published("face_detection_full_range_sparse.tflite"), {
      kernels: localExecutor,
      signal: neverCancelled,
    });
    const fuller = copyModel(dense);
    for (const layer of weightLayers(fuller)) {
      if (layer.name !== "CONV_2D") continue;
      const w = weightsOf(fuller, layer);
      replaceWeights(
        fuller,
        layer,
        w.map((x, i) => (x === 0 && i % 4 === 0 ? 0.01 : x)),
      );
    }
    expect(xnnpackSparse(encodeSparse(dense).model).used).toBe(true);
    const verdict = xnnpackSparse(encodeSparse(fuller).model);
    expect(verdict).toMatchObject({ used: false, failing: { rule: "zeros" } });
    expect(verdict.zeros!).toBeLessThan(2 / 3);
  });
});
