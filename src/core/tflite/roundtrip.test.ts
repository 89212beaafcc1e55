import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readModel } from "./read.ts";
import { firstDifference } from "./same-model.ts";
import { verifyFlatbuffer } from "./verify.ts";
import { writeModel } from "./write.ts";

// Published models, float16 weights behind DEQUANTIZE; one of them sparse behind DENSIFY.
const folders = ["node_modules/@mediapipe/face_detection", "node_modules/@mediapipe/selfie_segmentation"];
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".tflite"))
    .map((name) => `${folder}/${name}`),
);

describe("read, write, read", () => {
  test.each(files)("%s is the same model, in a file that is sound", (file) => {
    const model = readModel(new Uint8Array(readFileSync(file)));
    const written = writeModel(model);
    verifyFlatbuffer(written, { strict: true });
    expect(firstDifference(readModel(written), model)).toBeNull();
  });

  test("buffers behind the flatbuffer stay there", () => {
    const model = readModel(new Uint8Array(readFileSync(files[0]!)));
    const outside = {
      ...model,
      buffers: model.buffers.map((b) => ({ ...b, outside: (b.data?.length ?? 0) > 1000 })),
    };
    const written = writeModel(outside);
    verifyFlatbuffer(written, { strict: true });
    expect(firstDifference(readModel(written), outside)).toBeNull();
  });
});
