import { describe, expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";

const bytes = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 167 + (i >> 7)) & 255);

describe("fingerprint", () => {
  test("depends on the content alone, not on where it lies", () => {
    for (const length of [0, 1, 15, 16, 17, 1000, 70_001, 200_000]) {
      const memory = new Uint8Array(length + 3);
      memory.set(bytes(length), 3);
      expect(fingerprint(memory.subarray(3))).toBe(fingerprint(bytes(length)));
    }
  });

  test("every byte and the length count", () => {
    const seen = new Set<string>();
    const base = bytes(300);
    for (let i = 0; i < 300; i++) {
      const changed = base.slice();
      changed[i]! ^= 1;
      seen.add(fingerprint(changed)).add(fingerprint(base.subarray(0, i)));
    }
    expect(seen.size).toBe(600);
    expect(fingerprint(new Uint8Array(5))).not.toBe(fingerprint(new Uint8Array(6)));
  });
});
