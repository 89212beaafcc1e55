import { expect, test } from "vitest";
import type { Dataset } from "./dataset.ts";
import { pickSamples } from "./pick.ts";

const numbers: Dataset = {
  count: 10,
  provenance: { kind: "files", description: "numbers" },
  labels: Int32Array.from({ length: 10 }, (_, i) => i % 3),
  classNames: null,
  targets: { size: 1, read: async (start, n) => Float32Array.from({ length: n }, (_, i) => -(start + i)) },
  fingerprint: "numbers",
  skipped: [],
  read: async (start, count) => ({
    start,
    count,
    inputs: [
      Float32Array.from({ length: 2 * count }, (_, i) => 2 * start + i),
      new Int32Array(count).fill(start),
    ],
  }),
};

test("picked samples come in their order, with their labels and wanted outputs", async () => {
  const some = pickSamples(numbers, [1, 4, 9], "three of them");
  expect([some.count, some.provenance.description]).toEqual([3, "numbers: three of them"]);
  expect([...some.labels!]).toEqual([1, 1, 0]);
  const { inputs, count } = await some.read(1, 2);
  expect(count).toBe(2);
  expect(inputs.map((values) => [...values])).toEqual([
    [8, 9, 18, 19],
    [4, 9],
  ]);
  expect([...(await some.targets!.read(0, 3))]).toEqual([-1, -4, -9]);
  expect(some.fingerprint).not.toBe(pickSamples(numbers, [1, 4, 8], "").fingerprint);
});
