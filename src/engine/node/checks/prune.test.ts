import { afterAll, beforeAll, expect, test } from "vitest";
import { weightLayers, weightsOf } from "../../../core/graph/weight-layers.ts";
import { localExecutor } from "../../../core/kernels/local.ts";
import { neverCancelled } from "../../../core/outcome.ts";
import type { Runtime } from "../../../core/run/runtime.ts";
import type { Model } from "../../../core/tflite/model.ts";
import { writeModel } from "../../../core/tflite/write.ts";
import { createNodeRuntime } from "../../../runtime/node/in-process.ts";
import { resolveOptions } from "../../../techniques/options.ts";
import { prune } from "../../../techniques/prune/index.ts";
import { demoDataset, demoModel, demoPictures } from "./demo.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

const held = 300;

async function outputs(model: Model): Promise<Float32Array> {
  const session = await runtime.load(writeModel(model));
  const [out] = await session.runMany([demoPictures(100, held)], held);
  session.close();
  return out as Float32Array;
}

const error = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0);

test("100 pictures make half the weights zero at a fraction of the error", async () => {
  const model = demoModel();
  const make = async (samples: boolean): Promise<Model> => {
    const options = resolveOptions("prune", prune.options, {});
    const result = await prune.apply(model, options, {
      kernels: localExecutor,
      runtime,
      data: samples ? demoDataset(0, 100) : null,
      keep: { sparsity: false, clusters: false },
      original: model,
      seed: 0,
      progress: () => {},
      signal: neverCancelled,
    });
    const pruned = weightLayers(result.model).filter((_, i) => result.report[i]!.action === "changed");
    const weights = pruned.flatMap((layer) => [...weightsOf(result.model, layer)]);
    expect(weights.filter((w) => w === 0).length / weights.length).toBeCloseTo(0.5, 2);
    return result.model;
  };
  const float = await outputs(model);
  const plain = error(await outputs(await make(false)), float);
  const solved = error(await outputs(await make(true)), float);
  expect(solved).toBeLessThan(plain / 4);
});
