import { describe, expect, test } from "vitest";
import { weightLayers, weightsOf } from "../../core/graph/weight-layers.ts";
import { localExecutor } from "../../core/kernels/local.ts";
import { neverCancelled } from "../../core/outcome.ts";
import type { Model } from "../../core/tflite/model.ts";
import { tinyNet } from "../../test-fixtures/tiny-net.ts";
import { resolveOptions } from "../options.ts";
import { prune } from "../prune/index.ts";
import type { OptionValue, TechniqueContext } from "../technique.ts";
import { cluster } from "./index.ts";

const context = (model: Model, sparsity = false): TechniqueContext => ({
  kernels: localExecutor,
  runtime: null,
  data: null,
  keep: { sparsity, clusters: false },
  original: model,
  seed: 0,
  progress: () => {},
  signal: neverCancelled,
});

const apply = (model: Model, given: Record<string, OptionValue>, sparsity = false) =>
  cluster.apply(model, resolveOptions("cluster", cluster.options, given), context(model, sparsity));

describe("cluster without samples", () => {
  test.each(["linear", "density", "k-means++"])(
    "at most the asked values in each tensor, near the old ones (%s)",
    async (init) => {
      const model = tinyNet();
      const { model: clustered, report } = await apply(model, { clusters: 8, init });
      weightLayers(clustered).forEach((layer, i) => {
        const [before, after] = [weightsOf(model, weightLayers(model)[i]!), weightsOf(clustered, layer)];
        expect(report[i]!.action).toBe("changed");
        expect(new Set(after).size).toBeLessThanOrEqual(8);
        const error = before.reduce((sum, w, k) => sum + (w - after[k]!) ** 2, 0);
        expect(error).toBeLessThan(0.1 * before.reduce((sum, w) => sum + w * w, 0));
      });
    },
  );

  test("per channel: every output channel has values of its own", async () => {
    const model = tinyNet();
    const { model: clustered } = await apply(model, { clusters: 4, granularity: "channel" });
    const depthwise = weightLayers(clustered)[2]!;
    const w = weightsOf(clustered, depthwise);
    for (let c = 0; c < depthwise.rows; c++) {
      const own = new Set(Array.from({ length: 9 }, (_, k) => w[k * depthwise.rows + c]));
      expect(own.size).toBeLessThanOrEqual(4);
    }
    expect(new Set(w).size).toBeGreaterThan(4);
  });

  test("zeros of an earlier pruning stay zero", async () => {
    const model = tinyNet();
    const pruned = await prune.apply(model, resolveOptions("prune", prune.options, {}), context(model));
    const { model: clustered } = await apply(pruned.model, { clusters: 8, preserveSparsity: false }, true);
    weightLayers(clustered).forEach((layer, i) => {
      const before = weightsOf(pruned.model, weightLayers(pruned.model)[i]!);
      const after = weightsOf(clustered, layer);
      before.forEach((w, k) => {
        if (w === 0) expect(after[k]).toBe(0);
      });
    });
  });

  test("tensors with no more weights than values are left alone", async () => {
    const { report } = await apply(tinyNet(), { clusters: 256 });
    expect(report.filter((line) => line.action === "kept").length).toBeGreaterThan(0);
  });
});
