import { describe, expect, test } from "vitest";
import { tinyNet } from "../../test-fixtures/tiny-net.ts";
import { replaceWeights } from "../graph/replace.ts";
import { weightLayers, weightsOf } from "../graph/weight-layers.ts";
import { bytesOf } from "../tensor/views.ts";
import { constantBytes, copyModel, type Model, operatorName } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { writeModel } from "../tflite/write.ts";
import { compressForMicro, decodeOp } from "./compress.ts";

/** Weights rounded to quarters: a handful of values. */
function clustered(): Model {
  const model = copyModel(tinyNet());
  for (const layer of weightLayers(model)) {
    replaceWeights(
      model,
      layer,
      weightsOf(model, layer).map((w) => Math.round(w * 4) / 4 + 0),
    );
  }
  return model;
}

/** What the runtime's decode op does, straight from the format's description. */
function decode(
  encoded: Uint8Array,
  ancillary: Uint8Array,
  count: number,
  size: number,
  channel: (i: number) => number,
) {
  expect([...ancillary.subarray(0, 5)]).toEqual([0, 1, 0, 0, 1]);
  const bits = ancillary[5]! & 7;
  const stride = ancillary[6]!;
  const bitAt = (i: number): number => (encoded[i >> 3]! >> (7 - (i & 7))) & 1;
  const out = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    let index = 0;
    for (let b = 0; b < bits; b++) index = index * 2 + bitAt(i * bits + b);
    const at = 16 + (channel(i) * stride + index) * size;
    out.set(ancillary.subarray(at, at + size), i * size);
  }
  return out;
}

describe("weights as table indices", () => {
  test("decode to the same bytes, before each op that reads them", () => {
    const model = clustered();
    const { model: micro, tensors } = compressForMicro(model);
    expect(tensors.length).toBeGreaterThan(2);
    for (const t of tensors) expect(t.bytesAfter).toBeLessThan(t.bytesBefore);
    const file = readModel(writeModel(micro));
    expect(file.description).toContain("Micro only");
    const graph = file.subgraphs[0]!;
    const old = model.subgraphs[0]!;
    const decoders = graph.operators.filter((op) => operatorName(file, op) === decodeOp);
    expect(decoders).toHaveLength(tensors.length);
    for (const op of decoders) {
      const target = op.outputs[0]!;
      expect(constantBytes(file, graph.tensors[target]!)).toBeNull();
      const [encoded, ancillary] = op.inputs.map((t) => constantBytes(file, graph.tensors[t]!)!);
      const before = constantBytes(model, old.tensors[target]!)!;
      expect(decode(encoded!, ancillary!, before.length / 4, 4, () => 0)).toEqual(new Uint8Array(before));
      const reader = graph.operators.findIndex((o) => o.inputs.includes(target));
      expect(graph.operators.indexOf(op)).toBeLessThan(reader);
    }
  });

  test.each([
    ["a scale for each channel has a table for each", (c: number) => 0.5 + c, 2],
    ["the same scale for all channels has one table and says one scale", () => 0.5, 5],
  ])("int8 with %s", (_, scaleOf, bits) => {
    const model = clustered();
    const layer = weightLayers(model)[1]!;
    const tensor = model.subgraphs[0]!.tensors[layer.weights]!;
    const codes = Int8Array.from(
      { length: layer.rows * layer.columns },
      (_, i) => (i % 3) - Math.floor(i / layer.columns),
    );
    model.buffers[tensor.buffer] = { data: bytesOf(codes), outside: false };
    tensor.type = TensorType.INT8;
    tensor.quantization = {
      min: null,
      max: null,
      scale: Array.from({ length: layer.rows }, (_, c) => scaleOf(c)),
      zeroPoint: Array.from({ length: layer.rows }, () => 0),
      details: null,
      quantizedDimension: 0,
    };
    const { model: micro, tensors } = compressForMicro(model);
    expect(tensors.find((t) => t.name === tensor.name)!.bitsPerIndex).toBe(bits);
    const graph = micro.subgraphs[0]!;
    const op = graph.operators.find((o) => o.outputs[0] === layer.weights)!;
    const [encoded, ancillary] = op.inputs.map((t) => constantBytes(micro, graph.tensors[t]!)!);
    const scales = graph.tensors[layer.weights]!.quantization!.scale!.length;
    expect(scales).toBe(bits === 2 ? layer.rows : 1);
    const rowOf = (k: number): number => (scales === 1 ? 0 : Math.floor(k / layer.columns));
    expect(decode(encoded!, ancillary!, codes.length, 1, rowOf)).toEqual(bytesOf(codes));
  });

  test("a model without clusters is left as it is", () => {
    const model = tinyNet();
    for (const layer of weightLayers(model)) {
      if (layer.rows * layer.columns < 600) continue;
      expect(new Set(weightsOf(model, layer)).size).toBeGreaterThan(128);
    }
    expect(compressForMicro(model).tensors.every((t) => t.bytesAfter < t.bytesBefore)).toBe(true);
  });
});
