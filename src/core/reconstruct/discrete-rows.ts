// Weights that may only take some values: columns in order with the error of each carried to those behind it
// (Frantar et al., GPTQ, 2022), then coordinate descent on the same squared error until nothing improves.
import { inverseFactor } from "../linalg/cholesky.ts";
import { hessianOf, type Problem } from "./problem.ts";

/** The allowed value nearest to `ideal` at column k of the row in hand. */
export type Project = (k: number, ideal: number) => number;

/** Columns by falling variance, and the factor U of H⁻¹ = Uᵀ U in that order. */
export interface CarryOrder {
  readonly order: Int32Array;
  readonly upper: Float64Array;
}

/** For one row, or for all rows where they share H. The columns that matter most go first, with most room behind them. */
export function carryOrder(p: Problem, row: number): CarryOrder {
  const n = p.columns;
  const h = hessianOf(p, row);
  const order = Int32Array.from({ length: n }, (_, k) => k).sort(
    (a, b) => h[b * n + b]! - h[a * n + a]! || a - b,
  );
  const permuted = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) permuted[i * n + j] = h[order[i]! * n + order[j]!]!;
  }
  return { order, upper: inverseFactor(permuted, n) };
}

/** Fills `out` with allowed values for the target row, errors carried along `order`. */
export function carryErrors(
  carry: CarryOrder,
  target: Float64Array,
  project: Project,
  out: Float64Array,
): void {
  const n = target.length;
  const w = new Float64Array(n);
  for (let i = 0; i < n; i++) w[i] = target[carry.order[i]!]!;
  for (let i = 0; i < n; i++) {
    const k = carry.order[i]!;
    const value = project(k, w[i]!);
    out[k] = value;
    const row = i * n;
    const error = (w[i]! - value) / carry.upper[row + i]!;
    if (error === 0) continue;
    for (let j = i + 1; j < n; j++) w[j]! -= error * carry.upper[row + j]!;
  }
}

/** Moves one weight at a time to the allowed value that lowers (v − target)ᵀ H (v − target) most. */
export function descend(
  h: Float64Array,
  target: Float64Array,
  project: Project,
  v: Float64Array,
  sweeps: number,
): void {
  const n = target.length;
  const slope = gradient(h, target, v);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = false;
    for (let k = 0; k < n; k++) {
      const own = h[k * n + k]!;
      if (!(own > 0)) continue;
      const value = project(k, v[k]! - slope[k]! / own);
      const step = value - v[k]!;
      if (step === 0) continue;
      // Rounding in floating point must not make two equal values take turns.
      if (step * (2 * slope[k]! + step * own) >= -1e-12 * own * step * step) continue;
      v[k] = value;
      const row = k * n;
      for (let j = 0; j < n; j++) slope[j]! += step * h[row + j]!;
      moved = true;
    }
    if (!moved) break;
  }
}

/** H (v − target). */
export function gradient(h: Float64Array, target: Float64Array, v: Float64Array): Float64Array {
  const n = target.length;
  const slope = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const d = v[k]! - target[k]!;
    if (d === 0) continue;
    const row = k * n;
    for (let j = 0; j < n; j++) slope[j]! += d * h[row + j]!;
  }
  return slope;
}
