import { expect, test } from "vitest";
import type { Dataset } from "../../core/data/dataset.ts";
import { halves } from "./hold-back.ts";

const numbered = (count: number): Dataset => ({
  count,
  provenance: { kind: "synthetic", description: "numbers", seed: 1 },
  labels: Int32Array.from({ length: count }, (_, i) => i),
  classNames: null,
  fingerprint: "numbers",
  skipped: [],
  read: async (start, n) => ({
    start,
    count: n,
    inputs: [Float32Array.from({ length: n }, (_, i) => start + i)],
  }),
});

test("every sample is on one side, with its own label, and both sides come from all over", async () => {
  for (const count of [200, 201]) {
    const { choosing, heldBack } = halves(numbered(count));
    const values: number[] = [];
    for (const side of [choosing, heldBack!]) {
      const { inputs } = await side.read(0, side.count);
      expect([...inputs[0]!]).toEqual([...side.labels!]);
      expect(inputs[0]!.at(-1)).toBeGreaterThan(count - 3);
      values.push(...(inputs[0] as Float32Array));
    }
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  }
});

test("a few samples are all needed to choose on", () => {
  const data = numbered(199);
  expect(halves(data)).toEqual({ choosing: data, heldBack: null });
});
