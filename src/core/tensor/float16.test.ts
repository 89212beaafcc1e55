import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFloat16, encodeFloat16 } from "../kernels/float16.ts";
import { float16Bits, float16Value, largestFloat16 } from "./float16.ts";

const finite = Array.from({ length: 0x7c00 }, (_, bits) => float16Value(bits));

/** Nearest by looking at every float16; of two as near, the one with an even last bit. */
function nearestSlowly(x: number): number {
  const a = Math.abs(x);
  let best = 0;
  for (let bits = 1; bits < finite.length; bits++) {
    const d = Math.abs(finite[bits]! - a) - Math.abs(finite[best]! - a);
    if (d < 0 || (d === 0 && bits % 2 === 0)) best = bits;
  }
  // Halfway between the largest and the next power of two, and beyond, is infinity.
  if (a >= 65520) best = 0x7c00;
  return best | (x < 0 || Object.is(x, -0) ? 0x8000 : 0);
}

test("known values", () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0xfc00].map(float16Value)).toEqual([
    1,
    -2,
    largestFloat16,
    2 ** -24,
    2 ** -14,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(float16Value(0x7e00)).toBeNaN();
});

test("every float16 survives a trip through float32", () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = float16Value(bits);
    if (Number.isNaN(value)) expect(float16Bits(value) & 0x7fff).toBe(0x7e00);
    else expect(float16Bits(value)).toBe(bits);
  }
});

const float32 = fc.oneof(
  fc.float({ noNaN: true }),
  fc.float({ min: -70000, max: 70000, noNaN: true }),
  fc.float({ min: Math.fround(-1e-4), max: Math.fround(1e-4), noNaN: true }),
  // Halfway between two float16 values, and just beside.
  fc
    .tuple(fc.nat(0x7bfe), fc.constantFrom(0, 1e-7, -1e-7), fc.boolean())
    .map(([bits, off, minus]) =>
      Math.fround(((finite[bits]! + finite[bits + 1]!) / 2) * (1 + off) * (minus ? -1 : 1)),
    ),
);

test("rounds to the nearest, ties to even, as a search over all values does", () => {
  fc.assert(
    fc.property(float32, (x) => {
      expect(float16Bits(x)).toBe(nearestSlowly(x));
    }),
    { numRuns: 300 },
  );
});

test("the kernel rounds as the function, clamps what is beyond and counts it", () => {
  fc.assert(
    fc.property(fc.array(float32, { minLength: 1, maxLength: 40 }), fc.boolean(), (list, clamp) => {
      const values = Float32Array.from(list);
      const halves = new Uint16Array(values.length);
      const beyond = encodeFloat16({ values, halves, clamp });
      const over = list.map((x) => Number.isFinite(x) && (float16Bits(x) & 0x7fff) === 0x7c00);
      expect(beyond).toBe(over.filter(Boolean).length);
      expect([...halves]).toEqual(
        list.map((x, i) => (over[i] && clamp ? (x < 0 ? 0xfbff : 0x7bff) : float16Bits(x))),
      );
      const back = new Float32Array(values.length);
      decodeFloat16({ halves, values: back });
      expect([...back]).toEqual([...halves].map(float16Value));
    }),
  );
});
