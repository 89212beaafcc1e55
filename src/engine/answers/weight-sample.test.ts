import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { localExecutor } from "../../core/kernels/local.ts";
import { readModel } from "../../core/tflite/read.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { previewBasis, previewWeights } from "../../techniques/preview/preview.ts";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { weightSample } from "./weight-sample.ts";

const gzipOf = (bytes: Uint8Array): number => gzipSync(bytes, { level: 6 }).length;

test.each([
  ["as the file comes", false],
  ["where the file keeps them in float16", true],
])("the download after clustering is foretold from the weights %s", async (_, half) => {
  const plain = readModel(fixture("fm_mnv1.tflite"));
  const bytes = writeModel(half ? (await applyTechnique(plain, "float16")).model : plain);
  const model = readModel(bytes);
  const sample = await weightSample({ model, bytes }, localExecutor);
  expect(new Set(sample.layers.map((layer) => layer.half))).toEqual(new Set([half]));
  const options = { clusters: 16, init: "density" };
  const { gzip } = previewWeights(previewBasis(sample), [{ technique: "cluster", options }], gzipOf(bytes));
  const real = gzipOf(writeModel((await applyTechnique(model, "cluster", options)).model));
  expect(Math.abs(gzip.after / real - 1)).toBeLessThan(0.15);
});
