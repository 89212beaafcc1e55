import fc from "fast-check";
import { expect, test } from "vitest";
import { extremes, plainExtremes } from "./extremes.ts";

test("by WebAssembly as by JavaScript, over any part of an array, NaN left out", () => {
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.float({ min: -50, max: 50, noNaN: true }) },
    fc.constantFrom(Number.NaN, 0),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 300, maxLength: 340 }), fc.nat(30), (list, from) => {
      const values = Float32Array.from(list);
      expect(extremes(values, from, values.length)).toEqual(plainExtremes(values, from, values.length));
    }),
  );
  const long = Float32Array.from({ length: 100_003 }, (_, i) => Math.sin(i) * i);
  expect(extremes(long, 1, long.length)).toEqual(plainExtremes(long, 1, long.length));
});

test("overflows say nothing, nor does a slice of nothing but NaN", () => {
  const values = new Float32Array(400).fill(2);
  values.set([-3.4e38, Number.NEGATIVE_INFINITY, -5], 17);
  expect(extremes(values, 0, 400)).toEqual([-5, 2]);
  const [low, high] = extremes(new Float32Array(400).fill(Number.NaN), 0, 400);
  expect(low).toBeGreaterThan(high);
});
