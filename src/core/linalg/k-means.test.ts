import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kMeans1d, nearestCentroid } from "./k-means.ts";

const values = fc
  .array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((list) => Float32Array.from(list));

const error = (v: Float32Array, c: ArrayLike<number>, w: Float32Array | null = null): number =>
  v.reduce((sum, x, i) => sum + (w?.[i] ?? 1) * (x - c[nearestCentroid(c, x)]!) ** 2, 0);

/** Least error over all ways to cut the sorted values into runs: the obvious dynamic programme. */
function leastError(v: Float32Array, clusters: number): number {
  const x = Float32Array.from(v).sort();
  const cost = (i: number, j: number): number => {
    const part = x.slice(i, j);
    const mean = part.reduce((a, b) => a + b, 0) / part.length;
    return part.reduce((sum, a) => sum + (a - mean) ** 2, 0);
  };
  let best = Array.from({ length: x.length + 1 }, (_, j) => (j === 0 ? 0 : cost(0, j)));
  for (let k = 1; k < clusters; k++) {
    best = best.map((own, j) => {
      let least = own;
      for (let i = 0; i < j; i++) least = Math.min(least, best[i]! + cost(i, j));
      return least;
    });
  }
  return best[x.length]!;
}

describe("k-means on a line", () => {
  test.each(["linear", "density", "k-means++"] as const)(
    "%s: every centroid is the mean of its values",
    (start) => {
      fc.assert(
        fc.property(values, fc.integer({ min: 1, max: 9 }), (v, clusters) => {
          const c = kMeans1d({ values: v, weights: null, clusters, start, keepZeros: false, seed: 1 });
          expect(c.length).toBeGreaterThan(0);
          expect(c.length).toBeLessThanOrEqual(clusters);
          expect(error(v, c)).toBeLessThanOrEqual(error(v, [v.reduce((a, b) => a + b, 0) / v.length]) + 1e-3);
          for (let k = 1; k < c.length; k++) expect(c[k]!).toBeGreaterThan(c[k - 1]!);
        }),
      );
    },
  );

  test("comes near the best there is on a bell curve", () => {
    const v = Float32Array.from({ length: 120 }, (_, i) => Math.tan(((i + 0.5) / 120 - 0.5) * 2.2));
    const least = leastError(v, 5);
    for (const start of ["linear", "density", "k-means++"] as const) {
      const c = kMeans1d({ values: v, weights: null, clusters: 5, start, keepZeros: false, seed: 3 });
      expect(error(v, c)).toBeLessThan(1.5 * least);
    }
  });

  test("zeros stay zero and count as one cluster", () => {
    const v = new Float32Array([0, 0, 0, 0.01, 1, 1.1, -2, -2.1]);
    const c = kMeans1d({ values: v, weights: null, clusters: 4, start: "linear", keepZeros: true, seed: 0 });
    expect(c).toContain(0);
    expect(c.length).toBeLessThanOrEqual(4);
    const all = kMeans1d({
      values: new Float32Array(5),
      weights: null,
      clusters: 4,
      start: "linear",
      keepZeros: true,
      seed: 0,
    });
    expect([...all]).toEqual([0]);
  });

  test("weights pull the centroids", () => {
    const v = new Float32Array([0, 1]);
    const c = kMeans1d({
      values: v,
      weights: new Float32Array([3, 1]),
      clusters: 1,
      start: "linear",
      keepZeros: false,
      seed: 0,
    });
    expect(c[0]).toBeCloseTo(0.25);
  });

  test("nearest centroid is what a search through all finds", () => {
    fc.assert(
      fc.property(values, fc.float({ min: -5, max: 5, noNaN: true }), (v, x) => {
        const c = [...new Set(v)].sort((a, b) => a - b);
        const least = Math.min(...c.map((a) => Math.abs(a - x)));
        expect(Math.abs(c[nearestCentroid(c, x)]! - x)).toBeCloseTo(least, 12);
      }),
    );
  });
});
