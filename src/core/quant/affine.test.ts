import fc from "fast-check";
import { expect, test } from "vitest";
import { affineParameters, quantizeValue, roundHalfEven, symmetricRange, symmetricScale } from "./affine.ts";

test("rounds half to even", () => {
  expect([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 2.4, -2.6].map(roundHalfEven)).toEqual([
    0, 2, 2, -0, -2, -2, 2, -3,
  ]);
});

test("a symmetric scale takes the bound to the largest integer, and is never zero", () => {
  expect(symmetricScale(127, 8)).toBe(1);
  expect(symmetricScale(7, 4)).toBe(1);
  expect(symmetricScale(0, 8)).toBe(Math.fround(Math.fround(1e-9) / 127));
  expect(symmetricRange(8)).toEqual({ min: -127, max: 127 });
  expect(symmetricRange(4)).toEqual({ min: -8, max: 7 });
});

test("an affine range holds zero exactly", () => {
  fc.assert(
    fc.property(
      fc.float({ min: -1000, max: 1000, noNaN: true }),
      fc.float({ min: 0, max: 1000, noNaN: true }),
      (low, span) => {
        const { scale, zeroPoint } = affineParameters(low, Math.fround(low + span), 8);
        expect(scale).toBeGreaterThan(0);
        expect(zeroPoint).toBeGreaterThanOrEqual(-128);
        expect(zeroPoint).toBeLessThanOrEqual(127);
        expect(quantizeValue(0, scale, zeroPoint, { min: -128, max: 127 })).toBe(zeroPoint);
      },
    ),
  );
  expect(affineParameters(0, 255, 8)).toEqual({ scale: 1, zeroPoint: -128 });
  expect(affineParameters(-255, 0, 8)).toEqual({ scale: 1, zeroPoint: 127 });
  expect(affineParameters(5, 6, 8).zeroPoint).toBe(-128);
});
