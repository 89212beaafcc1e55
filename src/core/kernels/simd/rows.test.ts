import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assemble } from "../../../../scripts/wasm-text.mjs";
import { float16Bits } from "../../tensor/float16.ts";
import { quantizePiece } from "../quantize-channels.ts";
import type { QuantizePiece } from "../quantize-piece.ts";
import { hasRows, quantizeRows } from "./quantize-rows.ts";
import { rowsWasm } from "./rows.generated.ts";
import { rowKernels } from "./rows.ts";

test("the committed binary is what the text assembles to", async () => {
  const text = readFileSync(new URL("rows.wat", import.meta.url), "utf8");
  expect(await assemble(text)).toBe(rowsWasm);
});

const weights = fc
  .record({
    channels: fc.integer({ min: 1, max: 5 }),
    inner: fc.integer({ min: 16, max: 75 }),
    half: fc.boolean(),
  })
  .chain((shape) => {
    const count = shape.channels * shape.inner;
    const value = fc.oneof(
      fc.float({ min: -8, max: 8, noNaN: true }),
      fc.constantFrom(0, -0, 0.5, -1.5, 2.5, 127, -127, 63.5),
      { weight: 1, arbitrary: fc.constantFrom(0, 1e-30, 3e4, Number.NaN, Number.POSITIVE_INFINITY) },
    );
    return fc.tuple(fc.constant(shape), fc.array(value, { minLength: count, maxLength: count }));
  });

test("rows by WebAssembly equal rows by JavaScript", () => {
  const kernels = rowKernels()!;
  fc.assert(
    fc.property(
      weights,
      fc.constantFrom(8, 4),
      fc.nat(4),
      ([{ channels, inner, half }, list], bits, skip) => {
        const piece = (): QuantizePiece => ({
          values: half ? Uint16Array.from(list, float16Bits) : Float32Array.from(list),
          layout: { outer: 1, channels, inner },
          first: Math.min(skip, channels - 1),
          end: channels,
          integers: new Int8Array(list.length),
          scales: new Float32Array(channels),
        });
        const [a, b] = [piece(), piece()];
        expect(hasRows(a, kernels)).toBe(true);
        quantizeRows(a, bits, kernels);
        quantizePiece(b, bits);
        expect([...a.scales]).toEqual([...b.scales]);
        expect([...a.integers]).toEqual([...b.integers]);
      },
    ),
    { numRuns: 500 },
  );
});

test("rows longer than a block, and more rows than one", () => {
  const kernels = rowKernels()!;
  for (const [channels, inner] of [
    [3, 40_000],
    [700, 100],
    [2, kernels.capacity - 16],
  ] as const) {
    const values = Float32Array.from(
      { length: channels * inner },
      (_, i) => Math.sin(i * 0.37) * (1 + (i % 7)),
    );
    const make = (): QuantizePiece => {
      const integers = new Int8Array(values.length);
      return {
        values,
        layout: { outer: 1, channels, inner },
        first: 0,
        end: channels,
        integers,
        scales: new Float32Array(channels),
      };
    };
    const [a, b] = [make(), make()];
    quantizeRows(a, 8, kernels);
    quantizePiece(b, 8);
    expect(a.scales.every((scale, c) => scale === b.scales[c])).toBe(true);
    expect(a.integers.every((q, i) => q === b.integers[i])).toBe(true);
  }
  expect(
    hasRows(
      { ...({} as QuantizePiece), layout: { outer: 1, channels: 1, inner: kernels.capacity } },
      kernels,
    ),
  ).toBe(false);
});
