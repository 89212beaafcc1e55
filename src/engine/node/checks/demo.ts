import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Dataset } from "../../../core/data/dataset.ts";
import { readModel } from "../../../core/tflite/read.ts";

const demo = new URL("../../../../public/demo/", import.meta.url);

/** The demo model, a small MobileNetV1. */
export const demoModel = () =>
  readModel(new Uint8Array(readFileSync(new URL("fashion-mobilenet.tflite", demo))));

/** The demo's pictures as the model takes them, [count, 784], from `start` on. */
export function demoPictures(start: number, count: number): Float32Array {
  const raw = gunzipSync(readFileSync(new URL("fashion-images-idx3-ubyte.gz", demo)));
  return Float32Array.from(raw.subarray(16 + start * 784, 16 + (start + count) * 784), (x) => x / 255);
}

export function demoDataset(start: number, count: number): Dataset {
  const pictures = demoPictures(start, count);
  return {
    count,
    provenance: { kind: "files", description: "demo pictures" },
    labels: null,
    classNames: null,
    fingerprint: `demo ${start} ${count}`,
    skipped: [],
    read: async (from, some) => ({
      start: from,
      count: some,
      inputs: [pictures.slice(from * 784, (from + some) * 784)],
    }),
  };
}
