import { expect, test } from "vitest";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { GrowingHistogram } from "../calibration/histogram.ts";
import { constantBytes, type Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { coarser, constantValues, valueHistogram } from "./histogram.ts";

const float = readModel(fixture("fm_mnv1.tflite"));

/** The weight of the first CONV_2D or FULLY_CONNECTED that is read as a constant of this many elements. */
function weight(model: Model, elements: number): number {
  return model.subgraphs[0]!.tensors.findIndex(
    (t) => constantBytes(model, t) !== null && t.shape.reduce((a, b) => a * b, 1) === elements,
  );
}

const largest = (values: Float32Array): number => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

test.each([
  ["float16", 2 ** -11],
  ["weight-int8", 1 / 254],
  ["weight-int4", 1 / 12],
] as const)("%s weights are the float ones within their rounding", async (id, share) => {
  const { model } = await applyTechnique(float, id);
  const { tensors } = float.subgraphs[0]!;
  const t = tensors.findIndex((tensor) => tensor.shape.length === 4 && tensor.shape[3]! >= 64);
  const elements = tensors[t]!.shape.reduce((a, b) => a * b, 1);
  const [before, after] = [
    constantValues(float, 0, weight(float, elements)),
    constantValues(model, 0, weight(model, elements)),
  ];
  expect(after.length).toBe(before.length);
  const bound = share * largest(before) * 1.01;
  expect(largest(after.map((v, i) => v - before[i]!))).toBeLessThan(bound);
});

test("bins count every value once and keep the ends", () => {
  const histogram = valueHistogram(Float32Array.of(-1, -1, 0, 0, 0.25, 1), 4);
  expect(histogram).toMatchObject({ low: -1, high: 1, counts: [2, 0, 3, 1], zeros: 2, total: 6 });
  expect(histogram.mean).toBeCloseTo(-0.125);
});

test("equal values make one full bin, none make none", () => {
  expect(valueHistogram(Float32Array.of(3, 3), 2).counts).toEqual([2, 0]);
  expect(valueHistogram(new Float32Array(0), 2)).toMatchObject({ counts: [0, 0], total: 0, low: 0 });
});

test("what calibration counted keeps its total and its mean in fewer bins", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 3);
  const fine = new GrowingHistogram();
  fine.grow(3);
  fine.add(values, 0, values.length, 1);
  const few = coarser(fine, { min: -3, max: 3 }, 20);
  expect(few.counts.reduce((a, b) => a + b)).toBe(1000);
  expect(few.mean).toBeCloseTo(values.reduce((a, b) => a + b) / 1000, 2);
});
