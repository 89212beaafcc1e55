import { describe, expect, test } from "vitest";
import { storedWeights, weightFacts } from "../core/graph/stored-weights.ts";
import { localExecutor } from "../core/kernels/local.ts";
import { neverCancelled } from "../core/outcome.ts";
import { tinyNet } from "../test-fixtures/tiny-net.ts";
import { checkKept } from "./kept-structure.ts";
import { parseTechniques, runPipeline } from "./pipeline.ts";

const run = (ids: string) => {
  const model = tinyNet();
  return runPipeline(
    model,
    parseTechniques(ids).map((technique) => ({ technique, options: {} })),
    {
      kernels: localExecutor,
      runtime: null,
      data: null,
      keep: { sparsity: false, clusters: false },
      original: model,
      seed: 0,
      progress: () => {},
      signal: neverCancelled,
    },
  );
};

describe("prune, cluster, then a quantization", () => {
  test.each(["weight-int8", "dynamic-int8", "float16"])(
    "%s keeps zeros and clusters, and says so",
    async (id) => {
      const { model, report, warnings } = await run(`prune+cluster+${id}`);
      const structured = await run("prune+cluster");
      const before = storedWeights(structured.model);
      const after = storedWeights(model);
      expect(after).toHaveLength(before.length);
      before.forEach((was, i) => {
        const now = after[i]!;
        was.values.forEach((w, k) => {
          if (w === 0) expect(now.values[k]! & 0x7fff).toBe(0);
        });
        expect(weightFacts(now).different).toBeLessThanOrEqual(weightFacts(was).different);
      });
      expect(warnings.filter((w) => w.code === "structure-lost")).toEqual([]);
      expect(
        report.filter((line) => line.detail.includes("different values in the file")).length,
      ).toBeGreaterThan(4);
    },
  );

  test("a loss is found: zeros that are gone, and values that came apart", async () => {
    const structured = await run("prune+cluster");
    const dense = tinyNet();
    const { warnings } = checkKept(structured.model, dense, structured.report);
    expect(warnings.map((w) => w.code)).toContain("structure-lost");
    expect(warnings.some((w) => w.message.includes("zeros"))).toBe(true);
  });

  test.each([
    ["weight-int4", true],
    ["weight-int8", false],
  ])("clusters fall together in %s: %s", async (id, said) => {
    const { warnings } = await run(`cluster+${id}`);
    expect(warnings.some((w) => w.code === "clusters-merged")).toBe(said);
  });

  test("the wrong order is explained", async () => {
    await expect(run("weight-int8+prune")).rejects.toMatchObject({
      code: "wrong-order",
      message: expect.stringContaining("must come before"),
    });
    await expect(run("cluster+prune")).rejects.toMatchObject({ code: "wrong-order" });
  });
});
