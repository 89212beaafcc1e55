import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RgbImage, resizeTo, triangleTaps } from "./resize.ts";
import { luma } from "./to-input.ts";

const picture = (width: number, height: number, value: (x: number, y: number, c: number) => number) => {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[(y * width + x) * 4 + c] = value(x, y, c);
    }
  }
  return { width, height, data };
};
const at = (image: RgbImage, x: number, y: number): number => image.data[(y * image.width + x) * 3]!;

describe("resizing", () => {
  test("any size keeps a plain picture plain, and weights add up to 1", () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(size, size, size, size, fc.constantFrom("crop", "stretch"), (w, h, ow, oh, mode) => {
        const out = resizeTo(
          picture(w, h, () => 137),
          ow,
          oh,
          mode as "crop",
        );
        expect(out.data.length).toBe(ow * oh * 3);
        expect(out.data.every((v) => v === 137)).toBe(true);
        const taps = triangleTaps(w, ow);
        for (let i = 0; i < ow; i++) {
          const own = taps.weights.subarray(i * taps.most, (i + 1) * taps.most);
          expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        }
      }),
      { seed: 5, numRuns: 80 },
    );
  });

  test("shrinking averages all pixels: a fine chessboard turns grey", () => {
    const out = resizeTo(
      picture(64, 64, (x, y) => ((x + y) % 2) * 255),
      16,
      16,
      "stretch",
    );
    expect(out.data.every((v) => Math.abs(v - 127.5) <= 1.5)).toBe(true);
  });

  test("a ramp doubled equals the values computed by hand", () => {
    const out = resizeTo(
      picture(2, 1, (x) => x * 100),
      4,
      1,
      "stretch",
    );
    expect([0, 1, 2, 3].map((x) => at(out, x, 0))).toEqual([0, 25, 75, 100]);
  });

  test("crop takes the middle, fit pads with black, stretch takes all", () => {
    const wide = picture(30, 10, (x) => (x < 10 || x >= 20 ? 0 : 200));
    expect(resizeTo(wide, 10, 10, "crop").data.every((v) => v === 200)).toBe(true);
    const fit = resizeTo(
      picture(30, 10, () => 200),
      30,
      30,
      "fit",
    );
    expect([at(fit, 15, 9), at(fit, 15, 10), at(fit, 15, 19), at(fit, 15, 20)]).toEqual([0, 200, 200, 0]);
    expect(at(resizeTo(wide, 3, 1, "stretch"), 0, 0)).toBeLessThan(60);
  });

  test("luma is that of Rec. 601", () => {
    expect([luma(255, 255, 255), luma(255, 0, 0), luma(0, 255, 0), luma(0, 0, 255)]).toEqual([
      255, 76, 150, 29,
    ]);
  });
});
