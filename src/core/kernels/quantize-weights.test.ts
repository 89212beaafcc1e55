import fc from "fast-check";
import { expect, test } from "vitest";
import { type QuantizeWeightsArgs, quantizeWeights, roundPlainly } from "./quantize-weights.ts";

test("rows by WebAssembly equal rows by JavaScript, clamped ones and ties included", () => {
  const value = fc.oneof(
    fc.float({ min: -9, max: 9, noNaN: true }),
    fc.constantFrom(0, -0, 0.5, -1.5, 2.5, 126.5, -127, -128, 300, Number.NaN, Number.POSITIVE_INFINITY),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 60, maxLength: 60 }),
      fc.constantFrom(12, 20, 60),
      fc.constantFrom(1, 0.07, 0.25),
      fc.constantFrom([-127, 127] as const, [-8, 7] as const),
      (list, inner, scale, [qmin, qmax]) => {
        const args = (): QuantizeWeightsArgs => ({
          values: Float32Array.from(list),
          layout: { outer: 1, channels: 60 / inner, inner },
          scales: Float32Array.of(scale),
          qmin,
          qmax,
          integers: new Int8Array(60),
        });
        const [a, b] = [args(), args()];
        quantizeWeights(a);
        for (let at = 0; at < 60; at += inner) roundPlainly(b, at, b.scales[0]!);
        expect([...a.integers]).toEqual([...b.integers]);
      },
    ),
    { numRuns: 300 },
  );
});
