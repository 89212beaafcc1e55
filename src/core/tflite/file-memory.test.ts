import { expect, test } from "vitest";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { FileMemory } from "./file-memory.ts";
import type { Model } from "./model.ts";
import { readModel } from "./read.ts";
import { firstDifference } from "./same-model.ts";
import { verifyFlatbuffer } from "./verify.ts";
import { writeModel } from "./write.ts";

const plain = (bytes: number): Uint8Array => new Uint8Array(bytes);
const whole = readModel(fixture("fm_cnn.tflite"));
const isLarge = (data: Uint8Array | null): data is Uint8Array => data !== null && data.length > 400;

/** The model with its large constants in the memory of the file to be. */
function laidOut(memory: FileMemory, before: number): Model {
  const large = whole.buffers.flatMap(({ data }) => (isLarge(data) ? [data] : []));
  const places = memory.layOut(
    large.map((data) => data.length),
    before,
  );
  large.forEach((data, i) => void places[i]!.set(data));
  const moved = whole.buffers.map((buffer) => {
    const at = isLarge(buffer.data) ? large.indexOf(buffer.data) : -1;
    return at < 0 ? buffer : { ...buffer, data: places[at]! };
  });
  return { ...whole, buffers: moved };
}

test("constants in the file's memory stay where they are", () => {
  const memory = new FileMemory(plain);
  const model = laidOut(memory, 100_000);
  const written = writeModel(model, plain, memory);
  expect(written.buffer).toBe(memory.memory!.buffer);
  verifyFlatbuffer(written, { strict: true });
  expect(firstDifference(readModel(written), whole)).toBeNull();
  expect(written.length - writeModel(whole).length).toBeLessThan(64);
});

test("a file is written anew where there is no room before them, or where one is no longer in use", () => {
  const tight = new FileMemory(plain);
  const crowded = writeModel(laidOut(tight, 100), plain, tight);
  expect(crowded.buffer).not.toBe(tight.memory!.buffer);
  expect(firstDifference(readModel(crowded), whole)).toBeNull();

  const memory = new FileMemory(plain);
  const model = laidOut(memory, 100_000);
  const first = model.buffers.findIndex(({ data }) => isLarge(data));
  const own = model.buffers.map((buffer, i) => (i === first ? whole.buffers[i]! : buffer));
  const written = writeModel({ ...model, buffers: own }, plain, memory);
  expect(written.buffer).not.toBe(memory.memory!.buffer);
  expect(firstDifference(readModel(written), whole)).toBeNull();
});

test("what was laid out before counts as any other memory", () => {
  const memory = new FileMemory(plain);
  const model = laidOut(memory, 100_000);
  memory.layOut([2000], 1000);
  const written = writeModel(model, plain, memory);
  expect(firstDifference(readModel(written), whole)).toBeNull();
});

test("where nothing is to be laid out the file is written as any other", () => {
  const memory = new FileMemory(plain);
  expect(memory.layOut([], 100_000)).toEqual([]);
  expect(firstDifference(readModel(writeModel(whole, plain, memory)), whole)).toBeNull();
  const model = laidOut(memory, 100_000);
  memory.layOut([], 100_000);
  expect(writeModel(model, plain, memory).buffer).toBe(memory.memory!.buffer);
});
