import { describe, expect, test } from "vitest";
import { weightLayers, weightsOf } from "../../core/graph/weight-layers.ts";
import { localExecutor } from "../../core/kernels/local.ts";
import { neverCancelled } from "../../core/outcome.ts";
import { constantBytes, copyModel, type Model } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { TensorType } from "../../core/tflite/tensor-types.ts";
import { writeModel } from "../../core/tflite/write.ts";
import type { TrainEvent } from "../../core/train/events.ts";
import { planFromExport } from "../../core/train/plan.ts";
import { rangeKeeper } from "../../core/train/ranges.ts";
import { fashionPictures, fixture } from "../../test-fixtures/node/fixtures.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import { resolveOptions } from "../options.ts";
import { runPipeline } from "../pipeline.ts";
import type { OptionValue, TechniqueContext } from "../technique.ts";
import { qat } from "./index.ts";
import { templateMaker } from "./template.ts";

const runtime = await runtimeForTests();

const pictures = fashionPictures(64);
const float = readModel(fixture("fm_mnv1.tflite"));

const contextFor = (more: Partial<TechniqueContext>): TechniqueContext => ({
  kernels: localExecutor,
  runtime,
  data: pictures,
  keep: { sparsity: false, clusters: false },
  original: float,
  seed: 1,
  progress: () => {},
  signal: neverCancelled,
  ...more,
});

const apply = (
  given: Record<string, OptionValue>,
  more: Partial<TechniqueContext> = {},
  model: Model = float,
) =>
  qat.apply(
    model,
    resolveOptions("qat", qat.options, { epochs: 1, learningRate: 1e-4, ...given }),
    contextFor(more),
  );

async function decide(model: Model): Promise<number[]> {
  const session = await runtime.load(writeModel(model));
  const { inputs, count } = await pictures.read(0, pictures.count);
  const [output] = await session.runMany(inputs, count);
  session.close();
  return Array.from({ length: count }, (_, i) => {
    const row = Array.from(output!.slice(i * 10, i * 10 + 10), Number);
    return row.indexOf(Math.max(...row));
  });
}

const weightTypes = (model: Model): Set<number> =>
  new Set(
    model.subgraphs[0]!.tensors.filter(
      (t) => t.shape.length === 4 && constantBytes(model, t) !== null && t.quantization?.scale?.length,
    ).map((t) => t.type),
  );

describe("quantization-aware training", () => {
  test.each([
    ["8", "8", [TensorType.INT8]],
    ["4", "8", [TensorType.INT4, TensorType.INT8]],
    ["8", "16", [TensorType.INT8]],
    ["8", "float", [TensorType.INT8]],
    ["4", "float", [TensorType.INT4, TensorType.INT8]],
  ])(
    "with %s-bit weights and activations %s gives a file that runs as it was trained",
    async (weightBits, activationBits, types) => {
      const events: TrainEvent[] = [];
      const { model, report } = await apply(
        { weightBits, activationBits },
        { onTrainEvent: (event) => events.push(event) },
      );
      expect(weightTypes(model)).toEqual(new Set(types));
      expect(report.length).toBe(float.subgraphs[0]!.operators.length);
      const [a, b] = [await decide(float), await decide(model)];
      expect(a.filter((v, i) => v === b[i]).length / a.length).toBeGreaterThan(0.9);
      expect(events.map((e) => e.type)).toEqual(expect.arrayContaining(["start", "step", "epoch", "end"]));
    },
  );

  test("keeps zeros", async () => {
    const sparse = copyModel(float);
    const tensor = sparse.subgraphs[0]!.tensors[sparse.subgraphs[0]!.operators[2]!.inputs[1]!]!;
    const values = new Float32Array(constantBytes(sparse, tensor)!.slice().buffer).map((v, i) =>
      i % 2 ? v : 0,
    );
    sparse.buffers[tensor.buffer]!.data = new Uint8Array(values.buffer);
    const { model } = await apply({}, { keep: { sparsity: true, clusters: false } }, sparse);
    const graph = model.subgraphs[0]!;
    const stored = graph.tensors.find(
      (t) => t.type === TensorType.INT8 && t.shape.join() === tensor.shape.join(),
    )!;
    const bytes = constantBytes(model, stored)!;
    expect(bytes.every((v, i) => i % 2 === 1 || v === 0)).toBe(true);
  });

  test("leaves integer models alone and asks for data", async () => {
    const integer = readModel(fixture("fm_mnv1.int8.tflite"));
    expect((await apply({}, {}, integer)).unchanged).toContain("integers already");
    await expect(apply({}, { data: null })).rejects.toMatchObject({ code: "needs-data" });
  });
});

test("after pruning and clustering both hold through training", async () => {
  const steps = [
    { technique: "prune", options: { sparsity: 0.5 } },
    { technique: "cluster", options: { clusters: 16 } },
  ] as const;
  const { model: before } = await runPipeline(float, steps, contextFor({ data: null }));
  const keep = { sparsity: true, clusters: true };
  const { model: after } = await apply({ learningRate: 1e-3 }, { keep, data: fashionPictures(60) }, before);
  const plan = planFromExport(before, after);
  let checked = 0;
  for (const layer of weightLayers(before)) {
    const values = weightsOf(before, layer);
    const distinct = new Set(values);
    if (distinct.size > 17) continue;
    const place = plan.constants.get(layer.weights)!;
    const integers = new Int8Array(constantBytes(after, after.subgraphs[0]!.tensors[place.exported]!)!);
    values.forEach((v, i) => {
      if (v === 0 && integers[i] !== 0) expect.fail(`${layer.name} ${i}: a zero became ${integers[i]}`);
    });
    // One scale for the tensor: a cluster is one integer.
    const byCluster = new Map<number, number>();
    values.forEach((v, i) => {
      expect(byCluster.get(v) ?? integers[i]).toBe(integers[i]);
      byCluster.set(v, integers[i]!);
    });
    checked++;
  }
  expect(checked).toBeGreaterThan(5);
});

test.each(["int8", "int16x8"] as const)(
  "ranges that did not move give the same grids: %s",
  async (activations) => {
    const form = { weightBits: 8, activations, border: "float32" } as const;
    const keep = { sparsity: false, clusters: true };
    const maker = templateMaker(float, form, contextFor({ keep }), runtime, pictures);
    const before = planFromExport(float, await maker.calibrated());
    const ranges = rangeKeeper(before, [...before.tensors.keys()]).current();
    const after = planFromExport(float, await maker.withRanges!(ranges));
    expect(after.tensors.size).toBeGreaterThan(20);
    expect(after.reads.size).toBe(before.reads.size);
    for (const [place, { scale, zeroPoint }] of [...after.tensors, ...after.reads]) {
      const given = typeof place === "number" ? before.tensors.get(place)! : before.reads.get(place)!;
      expect(zeroPoint).toBe(given.zeroPoint);
      expect(scale / given.scale).toBeCloseTo(1, 4);
    }
  },
);
