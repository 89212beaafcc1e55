import { describe, expect, test } from "vitest";
import { tinyNet } from "../../test-fixtures/tiny-net.ts";
import { replaceWeights } from "../graph/replace.ts";
import { weightLayers, weightsOf } from "../graph/weight-layers.ts";
import { copyModel, type Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { writeModel } from "../tflite/write.ts";
import { compressForMicro } from "./compress.ts";
import { differenceToMicro } from "./decode.ts";

function clustered(): Model {
  const model = copyModel(tinyNet());
  for (const layer of weightLayers(model)) {
    const rounded = weightsOf(model, layer).map((w) => Math.round(w * 4) / 4 + 0);
    replaceWeights(model, layer, rounded);
  }
  return model;
}

const exported = (model: Model): Model => readModel(writeModel(compressForMicro(model).model));

describe("an export for TensorFlow Lite Micro, decoded again", () => {
  test("is the model it was made from", () => {
    const model = clustered();
    expect(compressForMicro(model).tensors.length).toBeGreaterThan(0);
    expect(differenceToMicro(model, exported(model))).toBeNull();
  });

  test("a wrong index, a wrong value and another op are noticed", () => {
    const model = clustered();
    const spoiled = (part: "_encoded" | "_ancillary", at: number): Model => {
      const micro = exported(model);
      const tensor = micro.subgraphs[0]!.tensors.find((t) => t.name.endsWith(part))!;
      const data = new Uint8Array(micro.buffers[tensor.buffer]!.data!);
      data[at]! ^= 0x40;
      micro.buffers[tensor.buffer] = { data, outside: false };
      return micro;
    };
    expect(differenceToMicro(model, spoiled("_ancillary", 16 + 7))).toMatch(/same values/);
    expect(() => differenceToMicro(model, spoiled("_ancillary", 1))).toThrow(/another kind/);
    let noticed = 0;
    try {
      noticed += differenceToMicro(model, spoiled("_encoded", 0)) === null ? 0 : 1;
    } catch {
      noticed++;
    }
    expect(noticed).toBe(1);
    const shorter = exported(model);
    shorter.subgraphs[0]!.operators.pop();
    expect(differenceToMicro(model, shorter)).toMatch(/ops/);
  });
});
