import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { constantValues } from "../../core/graph/histogram.ts";
import { localExecutor } from "../../core/kernels/local.ts";
import { neverCancelled } from "../../core/outcome.ts";
import { blockScalesOf } from "../../core/quant/blockwise.ts";
import { unpackInt4 } from "../../core/quant/int4.ts";
import { bytesOf } from "../../core/tensor/views.ts";
import { constantBytes, isOperator, type Model } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { TensorType } from "../../core/tflite/tensor-types.ts";
import { verifyFlatbuffer } from "../../core/tflite/verify.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { resolveOptions } from "../options.ts";
import { weightInt4 } from "./index.ts";

const fixture = (name: string): Model =>
  readModel(new Uint8Array(readFileSync(`src/test-fixtures/${name}.tflite`)));

const apply = (model: Model, blockSize: number, clusters = false) =>
  weightInt4.apply(model, resolveOptions("weight-int4", weightInt4.options, { blockSize }), {
    kernels: localExecutor,
    runtime: null,
    data: null,
    keep: { sparsity: false, clusters },
    original: model,
    seed: 0,
    progress: () => {},
    signal: neverCancelled,
  });

/** The file that comes of it, read again. */
function filed(model: Model): Model {
  const bytes = writeModel(model);
  verifyFlatbuffer(bytes, { strict: true });
  return readModel(bytes);
}

/** Weights of fully connected ops by the name of what the op computes. */
function blockWeights(model: Model) {
  const graph = model.subgraphs[0]!;
  return graph.operators.flatMap((op) => {
    const t = op.inputs[1] ?? -1;
    const blocks = isOperator(model, op, "FULLY_CONNECTED") && blockScalesOf(model, 0, graph.tensors[t]!);
    return blocks ? [{ output: graph.tensors[op.outputs[0]!]!.name, t, ...blocks }] : [];
  });
}

describe("int4 weights with a scale for each block", () => {
  // SHA-256 over the codes and float16 scales of all fully connected weights, by name, in a file that litert-quantizer
  // 0.11.0 made with its recipe dynamic_wi4b32_afp32 or dynamic_wi4b64_afp32.
  test.each([
    [32, "05bdcfca85ecb51935752acf3b99cd809cba511a002412d25f89fbc058d1277d"],
    [64, "1a3d5d062d7766002dba6dd619b32c4265d3fcc6c2e26cae1642aa09a3954806"],
  ])("blocks of %i are what the reference tool stores, to the bit", async (size, golden) => {
    const model = filed((await apply(fixture("fm_vit"), size)).model);
    const graph = model.subgraphs[0]!;
    const weights = blockWeights(model).sort((a, b) => (a.output < b.output ? -1 : 1));
    expect(weights).toHaveLength(25);
    const hash = createHash("sha256");
    for (const { t, size: own } of weights) {
      const tensor = graph.tensors[t]!;
      expect(own).toBe(size);
      expect(tensor.type).toBe(TensorType.INT4);
      const details = tensor.quantization!.details;
      if (details?.type !== "BlockwiseQuantization") throw new Error("no blocks");
      expect(graph.tensors[details.scales]!.shape).toEqual([tensor.shape[0], tensor.shape[1]! / size]);
      const count = tensor.shape.reduce((n, d) => n * d, 1);
      hash.update(bytesOf(unpackInt4(constantBytes(model, tensor)!, count)));
      hash.update(constantBytes(model, graph.tensors[details.scales]!)!);
    }
    expect(hash.digest("hex")).toBe(golden);
  });

  test("read back they are near the weights they came from, nearer than with a scale for each channel", async () => {
    const before = fixture("fm_vit");
    const error = async (size: number): Promise<number> => {
      const model = filed((await apply(before, size)).model);
      const graph = model.subgraphs[0]!;
      let sum = 0;
      graph.tensors.forEach((tensor, t) => {
        const old = before.subgraphs[0]!.tensors.findIndex((o) => o.name === tensor.name);
        if (tensor.type !== TensorType.INT4 || old < 0 || tensor.shape.length !== 2) return;
        const [now, then] = [constantValues(model, 0, t), constantValues(before, 0, old)];
        now.forEach((v, i) => {
          sum += (v - then[i]!) ** 2;
        });
      });
      return sum;
    };
    const [blocks, channels] = [await error(32), await error(0)];
    expect(blocks).toBeGreaterThan(0);
    expect(blocks).toBeLessThan(channels);
  });

  test("ops that no kernel takes so keep a scale for each channel, and it is said", async () => {
    const { report, model } = await apply(fixture("fm_mnv1"), 64);
    expect(blockWeights(model)).toEqual([]);
    const convolution = report.find((line) => line.opName === "CONV_2D" && line.action === "changed")!;
    expect(convolution.detail).toMatch(/no blocks: the runtime takes them in FULLY_CONNECTED alone/);
    const vit = await apply(fixture("fm_vit"), 128);
    const details = vit.report.filter((l) => l.opName === "FULLY_CONNECTED").map((l) => l.detail);
    expect(details.some((d) => d.includes("one scale for every 128"))).toBe(true);
    expect(details.some((d) => /its 64 inputs don't divide into runs of 128/.test(d))).toBe(true);
  });

  test("clusters get one scale, so that they stay clusters", async () => {
    expect(blockWeights((await apply(fixture("fm_vit"), 32, true)).model)).toEqual([]);
  });
});
