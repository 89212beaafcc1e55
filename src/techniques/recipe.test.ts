import { afterAll, beforeAll, expect, test } from "vitest";
import { localExecutor } from "../core/kernels/local.ts";
import { neverCancelled } from "../core/outcome.ts";
import { parseRecipe } from "../core/recipe/recipe.ts";
import type { Runtime } from "../core/run/runtime.ts";
import { operatorName } from "../core/tflite/model.ts";
import { readModel } from "../core/tflite/read.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { writeModel } from "../core/tflite/write.ts";
import { createNodeRuntime } from "../runtime/node/in-process.ts";
import { fashionPictures, fixture } from "../test-fixtures/node/fixtures.ts";
import { applyRecipe, runRuled } from "./recipe.ts";
import { rulesNeedData } from "./ruled-steps.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

test("one model of integer, weight-only and float ops that runs", async () => {
  const model = readModel(fixture("fm_mnv1.tflite"));
  const recipe = parseRecipe({
    rules: [
      { action: "int8" },
      { op: "DEPTHWISE_CONV_2D", action: "weight-int8" },
      { op: "SOFTMAX", action: "float" },
      { match: "no such op", action: "float" },
    ],
  });
  expect(rulesNeedData(recipe.rules)).toBe(true);
  const data = fashionPictures(16);
  const result = await applyRecipe(
    model,
    recipe.rules,
    {
      kernels: localExecutor,
      runtime,
      data,
      keep: { sparsity: false, clusters: false },
      original: model,
      seed: 1,
      progress: () => {},
      signal: neverCancelled,
    },
    0,
    { technique: "int8", options: { rounding: "nearest" } },
  );
  expect(result.warnings.filter((w) => w.code === "rule-unused")).toHaveLength(1);
  const graph = result.model.subgraphs[0]!;
  const inputTypes = (name: string): Set<number> =>
    new Set(
      graph.operators
        .filter((op) => operatorName(result.model, op) === name)
        .map((op) => graph.tensors[op.inputs[0]!]!.type),
    );
  expect(inputTypes("CONV_2D")).toEqual(new Set([TensorType.INT8]));
  expect(inputTypes("DEPTHWISE_CONV_2D")).toEqual(new Set([TensorType.FLOAT32]));
  expect(inputTypes("SOFTMAX")).toEqual(new Set([TensorType.FLOAT32]));
  const depthwise = graph.tensors.filter((t) => t.shape.length === 4 && t.shape[0] === 1 && t.shape[1] === 3);
  expect(depthwise.some((t) => t.type === TensorType.INT8)).toBe(true);
  expect(result.report.find((l) => l.opName === "DEPTHWISE_CONV_2D")!.detail).toContain("int8");

  const { inputs } = await data.read(0, 16);
  const decide = async (bytes: Uint8Array): Promise<number[]> => {
    const session = await runtime.load(bytes);
    const [output] = await session.runMany(inputs, 16);
    session.close();
    const rows = output as Float32Array;
    return Array.from({ length: 16 }, (_, i) => {
      const row = [...rows.subarray(10 * i, 10 * i + 10)];
      return row.indexOf(Math.max(...row));
    });
  };
  const before = await decide(writeModel(model));
  const after = await decide(writeModel(result.model));
  expect(after.filter((v, i) => v === before[i]).length).toBeGreaterThanOrEqual(15);
});

test("with no more than a rule that changes nothing, weights are those of the technique alone", async () => {
  const model = readModel(fixture("fm_mnv1.tflite"));
  const context = {
    kernels: localExecutor,
    runtime,
    data: fashionPictures(16),
    keep: { sparsity: false, clusters: false },
    original: model,
    seed: 1,
    progress: () => {},
    signal: neverCancelled,
  };
  const steps = [{ technique: "weight-int4", options: {} }] as const;
  const alone = await runRuled(model, { steps, rules: [] }, context);
  const ruled = await runRuled(
    model,
    { steps, rules: [{ match: ".*", op: "SOFTMAX", action: "float" }] },
    context,
  );
  expect(Buffer.compare(writeModel(ruled.model), writeModel(alone.model))).toBe(0);
});
