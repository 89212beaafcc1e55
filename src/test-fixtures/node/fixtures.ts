import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Dataset } from "../../core/data/dataset.ts";
import { copyModel, type Model } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { writeModel } from "../../core/tflite/write.ts";

/** The bytes of a file of the fixtures. */
export const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../${name}`, import.meta.url)));

/** A model with a scale of zero, on which the runtime does not refuse but aborts. */
export function deadlyModel(): Uint8Array {
  const model = copyModel(readModel(fixture("fm_mnv1.int16x8.tflite")));
  const graph = model.subgraphs[0]!;
  graph.tensors[graph.operators[0]!.outputs[0]!]!.quantization!.scale = [0];
  return writeModel(model);
}

/** The fixture with its batch left open, as converters write it now or as they did once. */
export function openBatch(where: "signature" | "shape"): Model {
  const model = copyModel(readModel(fixture("fm_mnv1.tflite")));
  for (const tensor of model.subgraphs[0]!.tensors) {
    const isActivation = !model.buffers[tensor.buffer]?.data?.length;
    if (!isActivation || tensor.shape[0] !== 1) continue;
    const open = [-1, ...tensor.shape.slice(1)];
    if (where === "signature") tensor.shapeSignature = open;
    else tensor.shape = open;
  }
  return model;
}

/** Samples of one float input, in memory. */
export function arrayDataset(values: Float32Array, elements: number): Dataset {
  return {
    count: values.length / elements,
    provenance: { kind: "files", description: "test" },
    labels: null,
    classNames: null,
    fingerprint: "test",
    skipped: [],
    read: async (start, count) => ({
      start,
      count,
      inputs: [values.subarray(start * elements, (start + count) * elements)],
    }),
  };
}

/** The first pictures of the training set, as the models of the fixtures take them: 0 to 1. */
export function fashionPictures(count = 200): Dataset {
  const file = gunzipSync(fixture("fashion-train200-images-idx3-ubyte.gz"));
  const pixels = file.subarray(16, 16 + count * 784);
  return arrayDataset(
    Float32Array.from(pixels, (p) => p / 255),
    784,
  );
}
