import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dataset } from "../../../core/data/dataset.ts";
import { equalizeChannels } from "../../../core/equalize/equalize.ts";
import { equalizeOnSamples } from "../../../core/equalize/equalize-on-samples.ts";
import { replaceBias, replaceWeights } from "../../../core/graph/replace.ts";
import { biasOf, weightLayers, weightsOf } from "../../../core/graph/weight-layers.ts";
import { seededRandom } from "../../../core/random.ts";
import type { Runtime } from "../../../core/run/runtime.ts";
import { ActivationFunctionType } from "../../../core/tflite/generated/enums.ts";
import { copyModel, type Model } from "../../../core/tflite/model.ts";
import { readModel } from "../../../core/tflite/read.ts";
import { writeModel } from "../../../core/tflite/write.ts";
import { createNodeRuntime } from "../../../runtime/node/in-process.ts";
import { NetBuilder, tinyNet } from "../../../test-fixtures/tiny-net.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

const fixture = (name: string): Model =>
  readModel(new Uint8Array(readFileSync(new URL(`../../../test-fixtures/${name}`, import.meta.url))));

/** First output for some seeded pictures. */
async function run(model: Model, samples = 4): Promise<Float32Array> {
  const session = await runtime.load(writeModel(model));
  const size = session.inputs[0]!.shape.reduce((n, d) => n * d, 1);
  const random = seededRandom(7);
  const [out] = await session.runMany([Float32Array.from({ length: size * samples }, random)], samples);
  session.close();
  return out as Float32Array;
}

const relative = (a: Float32Array, b: Float32Array): number => {
  const scale = Math.max(...b.map(Math.abs));
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0) / scale;
};

/** Spreads the rows of the layer that feeds `reader` by powers of ten, and takes it back in the reader. */
function scaleBetween(
  model: Model,
  writerOp: number,
  readerOp: number,
  factorOf = (c: number): number => 10 ** ((c % 5) - 2),
): Model {
  const result = copyModel(model);
  const layers = weightLayers(result);
  const writer = layers.find((l) => l.op === writerOp)!;
  const reader = layers.find((l) => l.op === readerOp)!;
  const factor = Array.from({ length: writer.rows }, (_, c) => factorOf(c));
  replaceWeights(
    result,
    writer,
    weightsOf(result, writer).map((w, i) => w * factor[Math.floor(i / writer.columns)]!),
  );
  replaceBias(
    result,
    writer,
    biasOf(result, writer)!.map((b, c) => b * factor[c]!),
  );
  replaceWeights(
    result,
    reader,
    weightsOf(result, reader).map((w, i) => w / factor[i % writer.rows]!),
  );
  return result;
}

describe("equalization", () => {
  test("changes nothing in float, through convolutions, depthwise, residuals and the head", async () => {
    for (const seed of [1, 2, 3]) {
      const model = tinyNet(seed);
      const equal = equalizeChannels(model, { always: true });
      expect(equal.changed).toBe(true);
      // The residual with its two writers, before and behind the depthwise, and before the head.
      expect(equal.groups.map((g) => g.channels).sort()).toEqual([16, 16, 16, 8]);
      expect(relative(await run(equal.model), await run(model))).toBeLessThan(1e-5);
    }
  });

  test("finds and mends badly scaled channels, and leaves sound ones alone", async () => {
    const model = tinyNet();
    expect(equalizeChannels(model).model).toBe(model);
    const scaled = scaleBetween(model, 1, 2);
    const equal = equalizeChannels(scaled);
    const touched = equal.groups.filter((g) => g.applied);
    expect(touched.length).toBeGreaterThan(0);
    for (const group of touched) {
      expect(group.lostBitsBefore).toBeGreaterThan(2);
      expect(group.lostBitsAfter).toBeLessThan(0.1);
    }
    expect(relative(await run(equal.model), await run(model))).toBeLessThan(1e-5);
  });

  test("a trained network with badly scaled channels", async () => {
    const model = fixture("fm_resnet_scaled.tflite");
    const equal = equalizeChannels(model);
    expect(equal.groups.filter((g) => g.applied)).toHaveLength(6);
    expect(relative(await run(equal.model), await run(model))).toBeLessThan(1e-5);
  });

  test("RELU6 does not scale: what it touches is left alone", () => {
    expect(equalizeChannels(fixture("fm_mnv1.tflite"), { always: true }).groups).toEqual([]);
  });

  test("goes by the activations where they are known", () => {
    const model = tinyNet();
    const tensor = model.subgraphs[0]!.operators[1]!.outputs[0]!;
    const maxima = new Map([[tensor, Float32Array.from({ length: 16 }, (_, c) => 2 ** (c % 8))]]);
    const before = weightLayers(model)[1]!;
    const { model: equal, groups } = equalizeChannels(model, { maxima });
    const group = groups.find((g) => g.tensor === model.subgraphs[0]!.tensors[tensor]!.name)!;
    expect(group.applied).toBe(true);
    expect(group.lostBitsAfter).toBeCloseTo(0, 6);
    const after = weightLayers(equal)[1]!;
    const ratio = weightsOf(equal, after).map((w, i) => w / weightsOf(model, before)[i]!);
    expect(ratio[0]! / ratio[7 * before.columns]!).toBeCloseTo(128, 2);
  });
});

describe("channels that a depthwise layer reads", () => {
  const shape = [1, 12, 12, 3];
  const size = 12 * 12 * 3;
  const data: Dataset = {
    count: 6,
    provenance: { kind: "synthetic", description: "noise", seed: 3 },
    labels: null,
    classNames: null,
    fingerprint: "noise",
    skipped: [],
    read: async (start, count) => {
      const random = seededRandom(3 + start);
      return { start, count, inputs: [Float32Array.from({ length: size * count }, random)] };
    },
  };
  const context = () => ({
    runtime,
    data,
    signal: { cancelled: false, throwIfCancelled() {} },
    progress: () => {},
  });

  /** Convolution with RELU6, depthwise, head; two of eight channels stay a thousand times smaller. */
  function smallChannels(factor: number): Model {
    const net = new NetBuilder(shape);
    const read = net.depthwise(net.conv(0, 8));
    const options = net.model.subgraphs[0]!.operators[0]!.builtinOptions;
    if (options?.type === "Conv2DOptions") options.fusedActivationFunction = ActivationFunctionType.RELU6;
    net.model.subgraphs[0]!.outputs = [net.head(read, 5)];
    return scaleBetween(net.model, 0, 1, (c) => (c % 4 === 1 ? factor : 1));
  }

  test("are scaled up under RELU6 where they are small, and the model computes the same", async () => {
    const model = smallChannels(1e-3);
    const { model: equal, groups } = await equalizeOnSamples(model, context());
    expect(groups).toBe(1);
    const rows = (m: Model): number[] => {
      const layer = weightLayers(m)[0]!;
      const weights = weightsOf(m, layer);
      return Array.from({ length: 8 }, (_, r) =>
        weights
          .subarray(r * layer.columns, (r + 1) * layer.columns)
          .reduce((a, w) => Math.max(a, Math.abs(w)), 0),
      );
    };
    const gains = rows(equal).map((w, r) => w / rows(model)[r]!);
    for (const c of [1, 5]) expect(gains[c]).toBeGreaterThan(100);
    for (const gain of gains) expect(gain).toBeGreaterThanOrEqual(1);
    expect(relative(await run(equal), await run(model))).toBeLessThan(1e-4);
  });

  test("are not looked for where there is no such layer", async () => {
    const model = fixture("fm_resnet_scaled.tflite");
    const never = { ...context(), runtime: null as unknown as Runtime };
    expect((await equalizeOnSamples(model, never)).model).toBe(model);
  });
});
