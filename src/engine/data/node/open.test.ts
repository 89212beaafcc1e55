import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ModelInput, noEvidence } from "../../../core/data/inputs/model-input.ts";
import { parseDataOptions } from "../../../core/data/inputs/preprocess.ts";
import { openDataFromPath } from "./open.ts";

const input: ModelInput = {
  name: "serving_default_image:0",
  shape: [1, 4, 5, 1],
  type: "FLOAT32",
  quantization: null,
  metadata: null,
  evidence: noEvidence,
};
const idx = (shape: number[], data: Uint8Array): Uint8Array => {
  const header = new Uint8Array(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((d, i) => new DataView(header.buffer).setUint32(4 + 4 * i, d));
  return new Uint8Array([...header, ...data]);
};
const pixels = Uint8Array.from({ length: 7 * 20 }, (_, i) => (i * 37) % 256);
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "intake-"));
  writeFileSync(join(folder, "images-idx3-ubyte.gz"), gzipSync(idx([7, 4, 5], pixels)));
  writeFileSync(join(folder, "labels-idx1-ubyte.gz"), gzipSync(idx([7], Uint8Array.of(0, 1, 2, 0, 1, 2, 1))));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("openDataFromPath", () => {
  test("IDX pictures with their labels, as float32(x / 255)", async () => {
    const { dataset } = await openDataFromPath(
      join(folder, "images-idx3-ubyte.gz"),
      join(folder, "labels-idx1-ubyte.gz"),
      [input],
    );
    expect(dataset.count).toBe(7);
    expect([...dataset.labels!]).toEqual([0, 1, 2, 0, 1, 2, 1]);
    const chunk = await dataset.read(2, 100);
    expect(chunk.count).toBe(5);
    expect([...chunk.inputs[0]!]).toEqual([...Float32Array.from(pixels.subarray(40), (p) => p / 255)]);
  });

  test("a folder finds its labels by itself, and options override the range", async () => {
    const options = { ...parseDataOptions({ range: "-1..1" }), samples: 3 };
    const { dataset, source } = await openDataFromPath(folder, null, [input], options);
    expect(dataset.count).toBe(3);
    expect([...dataset.labels!]).toEqual([0, 1, 2]);
    expect(source.inputs[0]!.preprocess.range.reason).toBe("chosen by hand");
    const chunk = await dataset.read(0, 1);
    expect([...chunk.inputs[0]!]).toEqual([
      ...Float32Array.from(pixels.subarray(0, 20), (p) => (p - 127.5) / 127.5),
    ]);
  });

  test("a shape that doesn't fit names both shapes, and a missing file is named", async () => {
    const other = { ...input, shape: [1, 6, 6, 1] };
    await expect(openDataFromPath(folder, null, [other])).rejects.toThrow(/7x4x5.*1x6x6x1/);
    await expect(openDataFromPath(join(folder, "nothing"), null, [input])).rejects.toThrow(
      "There is no file",
    );
  });
});
