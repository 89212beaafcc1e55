import { describe, expect, test } from "vitest";
import { weightLayers, weightsOf } from "../../core/graph/weight-layers.ts";
import { localExecutor } from "../../core/kernels/local.ts";
import { neverCancelled } from "../../core/outcome.ts";
import type { Model } from "../../core/tflite/model.ts";
import { tinyNet } from "../../test-fixtures/tiny-net.ts";
import { resolveOptions } from "../options.ts";
import type { OptionValue, TechniqueContext } from "../technique.ts";
import { prune } from "./index.ts";

const context = (model: Model): TechniqueContext => ({
  kernels: localExecutor,
  runtime: null,
  data: null,
  keep: { sparsity: false, clusters: false },
  original: model,
  seed: 0,
  progress: () => {},
  signal: neverCancelled,
});

const apply = (model: Model, given: Record<string, OptionValue>) =>
  prune.apply(model, resolveOptions("prune", prune.options, given), context(model));

const zeroShares = (model: Model): number[] =>
  weightLayers(model).map((layer) => {
    const w = weightsOf(model, layer);
    return w.filter((x) => x === 0).length / w.length;
  });

describe("prune without samples", () => {
  test("zeroes the asked share of the layers in scope, smallest first, and says why others stay", async () => {
    const model = tinyNet();
    const { model: pruned, report } = await apply(model, { sparsity: 0.6, allocation: "uniform" });
    const shares = zeroShares(pruned);
    // first convolution, 1x1, depthwise, 1x1, convolution, head
    expect(shares.map((s) => Math.round(s * 100))).toEqual([0, 60, 0, 60, 60, 0]);
    expect(report.map((line) => line.action)).toEqual([
      "kept",
      "changed",
      "kept",
      "changed",
      "changed",
      "kept",
    ]);
    expect(report[0]!.detail).toContain("first layer");
    expect(report[2]!.detail).toContain("depthwise");
    expect(report[5]!.detail).toContain("last layer");
    const [before, after] = [model, pruned].map((m) => weightsOf(m, weightLayers(m)[1]!));
    const kept = before!.filter((_, i) => after![i] !== 0).map(Math.abs);
    const gone = before!.filter((_, i) => after![i] === 0).map(Math.abs);
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(Math.max(...gone));
    expect(zeroShares(model).every((s) => s === 0)).toBe(true);
  });

  test("one threshold for all layers gives the asked share in all", async () => {
    const model = tinyNet();
    const { model: pruned } = await apply(model, { sparsity: 0.5, allocation: "global", scope: "all" });
    const all = weightLayers(pruned).flatMap((layer) => [...weightsOf(pruned, layer)]);
    expect(all.filter((w) => w === 0).length / all.length).toBeCloseTo(0.5, 2);
  });

  test.each([
    ["2:4", 4, 2],
    ["block1x4", 4, 4],
    ["block1x16", 16, 16],
  ] as const)("pattern %s: runs of %i with the right zeros", async (pattern, width, most) => {
    const model = tinyNet();
    const { model: pruned, report } = await apply(model, { pattern, allocation: "uniform" });
    let seen = 0;
    weightLayers(pruned).forEach((layer, i) => {
      if (report[i]!.action === "kept") return;
      const w = weightsOf(pruned, layer);
      for (let at = 0; at < w.length; at += width) {
        const zeros = w.subarray(at, at + width).filter((x) => x === 0).length;
        expect([0, most]).toContain(zeros);
        seen += zeros;
      }
    });
    expect(seen).toBeGreaterThan(0);
  });
});
