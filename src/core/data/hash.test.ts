import { expect, test } from "vitest";
import { hashBytes, murmur3 } from "./hash.ts";

const text = (s: string): Uint8Array => new TextEncoder().encode(s);

test("equals the published values of MurmurHash3_x86_32", () => {
  expect(murmur3(text(""), 0)).toBe(0);
  expect(murmur3(text(""), 1)).toBe(0x514e28b7);
  expect(murmur3(text("test"), 0)).toBe(0xba6bd213);
  expect(murmur3(text("Hello, world!"), 0x9747b28c)).toBe(0x24884cba);
});

test("does not depend on where the bytes lie", () => {
  const bytes = Uint8Array.from({ length: 1003 }, (_, i) => (i * 31) % 251);
  for (const shift of [1, 2, 3]) {
    const moved = new Uint8Array(1010);
    moved.set(bytes, shift);
    expect(hashBytes(moved.subarray(shift, shift + 1003))).toBe(hashBytes(bytes));
  }
});
