import fc from "fast-check";
import { expect, test } from "vitest";
import { quantizeValue, symmetricRange, symmetricScale } from "../quant/affine.ts";
import { packedInt4Bytes, packInt4 as packSlowly, unpackInt4 } from "../quant/int4.ts";
import { float16Bits, float16Value } from "../tensor/float16.ts";
import { packInt4 } from "./pack-int4.ts";
import { quantizeChannels } from "./quantize-channels.ts";

/** Channel by channel, value by value. */
function slowly(values: Float32Array, outer: number, channels: number, inner: number, bits: number) {
  const scales = new Float32Array(channels);
  const integers = new Int8Array(values.length);
  for (let c = 0; c < channels; c++) {
    const places = Array.from(
      { length: outer * inner },
      (_, i) => (Math.floor(i / inner) * channels + c) * inner + (i % inner),
    );
    scales[c] = symmetricScale(Math.max(0, ...places.map((i) => Math.abs(values[i]!))), bits);
    for (const i of places) integers[i] = quantizeValue(values[i]!, scales[c]!, 0, symmetricRange(bits));
  }
  return { scales, integers };
}

const cases = fc
  .record({
    outer: fc.integer({ min: 1, max: 4 }),
    channels: fc.integer({ min: 1, max: 5 }),
    inner: fc.integer({ min: 1, max: 7 }),
    bits: fc.constantFrom(8, 4),
    half: fc.boolean(),
    cut: fc.nat(5),
  })
  .chain((shape) => {
    const count = shape.outer * shape.channels * shape.inner;
    const value = fc.oneof(
      fc.float({ min: -8, max: 8, noNaN: true }),
      fc.constantFrom(0, -0, 0.5, 1.5, 127, -127, 7, 3.5),
    );
    return fc.tuple(fc.constant(shape), fc.array(value, { minLength: count, maxLength: count }));
  });

test("equals the slow way on generated weights, in float32 and float16, whole and in pieces", () => {
  fc.assert(
    fc.property(cases, ([{ outer, channels, inner, bits, half, cut }, list]) => {
      const values = half ? Uint16Array.from(list, float16Bits) : Float32Array.from(list);
      const reals = half ? Float32Array.from(values, float16Value) : Float32Array.from(list);
      const integers = new Int8Array(list.length);
      const scales = new Float32Array(channels);
      const middle = Math.min(cut, channels);
      const piece = { values, layout: { outer, channels, inner }, integers, scales };
      quantizeChannels({
        bits,
        pieces: [
          { ...piece, first: middle, end: channels },
          { ...piece, first: 0, end: middle },
        ],
      });
      const expected = slowly(reals, outer, channels, inner, bits);
      expect([...scales]).toEqual([...expected.scales]);
      expect([...integers]).toEqual([...expected.integers]);
    }),
    { numRuns: 500 },
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "a channel with %s gets no scale, the others theirs",
  (bad) => {
    const scales = new Float32Array(2);
    const layout = { outer: 1, channels: 2, inner: 2 };
    const values = Float32Array.of(1, bad, 127, 1);
    quantizeChannels({
      bits: 8,
      pieces: [{ values, layout, first: 0, end: 2, integers: new Int8Array(4), scales }],
    });
    expect([...scales]).toEqual([Number.NaN, 1]);
  },
);

test("packs and unpacks 4-bit integers, the first in the low half", () => {
  expect([...packSlowly(Int8Array.of(1, -1, 7))]).toEqual([0xf1, 0x07]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -8, max: 7 })), (list) => {
      const integers = Int8Array.from(list);
      const packed = new Uint8Array(packedInt4Bytes(list.length));
      packInt4({ integers, packed });
      expect([...packed]).toEqual([...packSlowly(integers)]);
      expect([...unpackInt4(packed, list.length)]).toEqual(list);
    }),
  );
});
