import { readFileSync } from "node:fs";
import { Builder } from "flatbuffers";
import { expect, test } from "vitest";
import { InputError } from "../outcome.ts";
import { mutateFile } from "./mutate.ts";
import { readModel } from "./read.ts";
import { verifyFlatbuffer } from "./verify.ts";
import { writeModel } from "./write.ts";

const file = new Uint8Array(
  readFileSync("node_modules/@mediapipe/face_detection/face_detection_short_range.tflite"),
);

/** The error that reading gives; anything but an InputError is a fault of the reader. */
function refusal(bytes: Uint8Array): InputError | null {
  try {
    readModel(bytes);
    return null;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

test("2,000 damaged files are refused by name or read as a model that can be written soundly", () => {
  let refused = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const bytes = mutateFile(file, seed);
    const error = refusal(bytes);
    if (error !== null) {
      refused++;
      expect(error.message.length, `seed ${seed}`).toBeGreaterThan(20);
    } else {
      verifyFlatbuffer(writeModel(readModel(bytes)), { strict: true });
    }
  }
  expect(refused).toBeGreaterThan(500);
  expect(refused).toBeLessThan(2000);
});

test("a file whose tables lie askew is read, and refused where it is to be handed out", () => {
  // Two bytes behind the header move all that follows; offsets count from where they stand.
  const askew = new Uint8Array(file.length + 2);
  askew.set(file.subarray(0, 8));
  askew.set(file.subarray(8), 10);
  const view = new DataView(askew.buffer);
  view.setUint32(0, view.getUint32(0, true) + 2, true);
  verifyFlatbuffer(askew);
  expect(() => verifyFlatbuffer(askew, { strict: true })).toThrow("byte aligned");
});

test("a graph that is named 10,000 times with an op that is named 10,000 times is refused, not walked", () => {
  const builder = new Builder();
  const vectorOf = (offset: number): number => {
    builder.startVector(4, 10_000, 4);
    for (let i = 0; i < 10_000; i++) builder.addOffset(offset);
    return builder.endVector();
  };
  builder.startObject(0);
  const operators = vectorOf(builder.endObject());
  builder.startObject(6);
  builder.addFieldOffset(3, operators, 0);
  const graphs = vectorOf(builder.endObject());
  builder.startObject(10);
  builder.addFieldInt32(0, 3, 0);
  builder.addFieldOffset(2, graphs, 0);
  builder.finish(builder.endObject(), "TFL3");
  expect(refusal(builder.asUint8Array())?.message).toMatch(/repeats more entries/);
});

test.each([
  ["an empty file", new Uint8Array(0), /empty/],
  ["a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), /PNG picture/],
  ["a JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70]), /JPEG picture/],
  [
    "an ONNX model",
    new Uint8Array([8, 7, 0x12, 7, ...new TextEncoder().encode("pytorch1.0 and more")]),
    /ONNX/,
  ],
  ["a Keras h5 model", new Uint8Array([0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10]), /Keras/],
  ["a zip", new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0]), /zip/],
  ["the first 20 bytes", file.slice(0, 20), /cut off/],
  ["half of a model", file.slice(0, file.length / 2), /damaged|cut off/],
  ["random bytes", new Uint8Array(64).fill(7), /not a TFLite model/],
])("%s gets a sentence that says so", (_, bytes, sentence) => {
  expect(refusal(bytes)?.message).toMatch(sentence);
});
