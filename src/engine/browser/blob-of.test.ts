import { expect, test } from "vitest";
import { blobOf } from "./blob-of.ts";

test("a Blob holds the bytes of shared memory, over several slices too", async () => {
  for (const length of [0, 5, 9 * 2 ** 20 + 3]) {
    const bytes = new Uint8Array(new SharedArrayBuffer(length));
    for (let i = 0; i < length; i++) bytes[i] = (i * 7 + (i >> 16)) & 255;
    const found = new Uint8Array(await blobOf(bytes).arrayBuffer());
    expect(Buffer.compare(found, bytes)).toBe(0);
  }
});
