import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { weightLayers } from "../../core/graph/weight-layers.ts";
import { sampleWeights } from "../../core/preview/sample-weights.ts";
import { readModel } from "../../core/tflite/read.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { withoutData } from "../../test-fixtures/apply-technique.ts";
import { runPipeline, type Step } from "../pipeline.ts";
import { previewBasis, previewWeights } from "./preview.ts";

const file = new Uint8Array(readFileSync("src/test-fixtures/fm_mnv1.tflite"));
const model = readModel(file);
const gzipOf = (bytes: Uint8Array): number => gzipSync(bytes, { level: 6 }).length;
const gzip = gzipOf(file);
const layers = weightLayers(model);
const basis = previewBasis(sampleWeights(model, layers, file.length));
const some = previewBasis(sampleWeights(model, layers, file.length, { most: 1 << 14 }));

/** What a run without data makes of the same steps. */
const made = (steps: readonly Step[]) => runPipeline(model, steps, withoutData(model));

const prune = (sparsity: number): Step => ({ technique: "prune", options: { sparsity } });
const cluster = (clusters: number, granularity = "tensor"): Step => ({
  technique: "cluster",
  options: { clusters, granularity, init: "density" },
});

describe("a preview of weights", () => {
  test.each([
    ["prune", [prune(0.5)]],
    ["prune far", [prune(0.8)]],
    ["cluster", [cluster(16)]],
    ["cluster each channel", [cluster(8, "channel")]],
    ["all together", [prune(0.5), cluster(32), { technique: "weight-int8", options: {} }]],
  ] as const)("%s: the estimated download is near that of a real run", async (_, steps) => {
    const { gzip: whole } = previewWeights(basis, steps, gzip);
    const { gzip: part } = previewWeights(some, steps, gzip);
    const real = gzipOf(writeModel((await made(steps)).model));
    expect(whole.before).toBe(gzip);
    expect(Math.abs(whole.after / real - 1)).toBeLessThan(0.15);
    expect(Math.abs(part.after / real - 1)).toBeLessThan(0.2);
  });

  test("zeros are as many as asked for over the layers that are pruned, none in the others", () => {
    const { layers: seen } = previewWeights(basis, [prune(0.5)], gzip);
    const chosen = seen.filter((l) => l.left === null);
    const zeros = chosen.reduce((n, l) => n + l.zeros * l.weights, 0);
    expect(zeros / chosen.reduce((n, l) => n + l.weights, 0)).toBeCloseTo(0.5, 2);
    expect(seen[0]!.left).toMatch(/first layer/);
    for (const l of seen) if (l.left !== null) expect(l.zeros).toBeLessThan(0.01);
  });

  test("clusters are as many as asked for, and zeros stay zero", () => {
    const { layers: seen, histogram } = previewWeights(basis, [prune(0.5), cluster(16)], gzip);
    for (const l of seen) expect(l.values ?? 0).toBeLessThanOrEqual(16);
    expect(Math.max(...seen.map((l) => l.values ?? 0))).toBeGreaterThan(12);
    expect(histogram.after.zeros / histogram.after.total).toBeGreaterThan(0.35);
    expect(histogram.before.zeros).toBeLessThan(histogram.before.total / 100);
  });

  test("nothing asked for is nothing changed", () => {
    const { gzip: same, zeros } = previewWeights(basis, [prune(0)], gzip);
    expect(same.after).toBe(same.before);
    expect(zeros).toBeLessThan(0.01);
  });

  test("a sample is small however large the model", () => {
    expect(some.sample.layers.reduce((n, l) => n + l.values.length, 0)).toBeLessThan(60_000);
  });
});
