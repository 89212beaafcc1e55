import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  choleskyInPlace,
  dampedCholesky,
  inverseFromCholesky,
  invertLowerTransposed,
  solveCholesky,
} from "./cholesky.ts";

/** B Bᵀ + I for a generated B: always positive definite. */
const spd = fc.integer({ min: 1, max: 24 }).chain((n) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n }).map((b) => {
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = i === j ? 1 : 0;
        for (let k = 0; k < n; k++) sum += b[i * n + k]! * b[j * n + k]!;
        a[i * n + j] = sum;
      }
    return { n, a };
  }),
);

/** The plain product of two [n, n] matrices. */
function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) c[i * n + j]! += a[i * n + k]! * b[k * n + j]!;
  return c;
}

const largest = (a: Float64Array, b: ArrayLike<number>): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

const identity = (n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

describe("Cholesky", () => {
  test("L Lᵀ is the matrix, and its inverse and solutions fit", () => {
    fc.assert(
      fc.property(spd, ({ n, a }) => {
        const l = Float64Array.from(a);
        expect(choleskyInPlace(l, n)).toBe(true);
        const lower = l.map((x, i) => (i % n <= Math.floor(i / n) ? x : 0));
        const transposed = lower.map((_, i) => lower[(i % n) * n + Math.floor(i / n)]!);
        const scale = Math.max(...a.map(Math.abs));
        expect(largest(product(lower, transposed, n), a)).toBeLessThan(1e-12 * scale * n);
        const inverse = inverseFromCholesky(l, n);
        expect(largest(product(inverse, a, n), identity(n))).toBeLessThan(1e-9 * scale);
        const lowerInverse = invertLowerTransposed(l, n);
        const back = lowerInverse.map((_, i) => lowerInverse[(i % n) * n + Math.floor(i / n)]!);
        expect(largest(product(back, lower, n), identity(n))).toBeLessThan(1e-9 * scale);
        const b = Float64Array.from({ length: n }, (_, i) => i - 1.5);
        const x = Float64Array.from(b);
        solveCholesky(l, n, x);
        const ax = b.map((_, i) => x.reduce((sum, xj, j) => sum + a[i * n + j]! * xj, 0));
        expect(largest(ax, b)).toBeLessThan(1e-9 * scale);
      }),
    );
  });

  test("says when a matrix is not positive definite, and damping helps", () => {
    const singular = new Float64Array([1, 1, 1, 1]);
    expect(choleskyInPlace(Float64Array.from(singular), 2)).toBe(false);
    expect(dampedCholesky(singular, 2, 0.01).damping).toBeCloseTo(0.01);
    expect(dampedCholesky(new Float64Array(4), 2, 0.01).damping).toBeGreaterThan(0);
  });
});
