// Files as a person chooses them, made where the test runs.
import { idx, npy, png } from "../src/core/data/testing/make-files.ts";

export const file = (name: string, content: Uint8Array) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content),
});

export const bytes = (count: number, of: (i: number) => number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => of(i));

/** So many pictures of 28 x 28, and a label for each, ten classes in turn. */
export const labelledArrays = (count: number) => [
  file(
    "images-idx3-ubyte",
    idx(
      [count, 28, 28],
      bytes(count * 784, (i) => (i * 7 + (i >> 7)) % 256),
    ),
  ),
  file(
    "labels.npy",
    npy(
      "|u1",
      [count],
      bytes(count, (i) => i % 10),
    ),
  ),
];

/** A picture of 40 x 30, another for each seed. */
export const picture = (seed: number): Uint8Array =>
  png(
    40,
    30,
    bytes(3600, (i) => (i * (seed + 3) + (i >> 5) * seed) % 256),
  );
