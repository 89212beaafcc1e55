import { dampedCholesky, solveCholesky } from "../linalg/cholesky.ts";
import type { LayerStatistics } from "./statistics.ts";

/**
 * The least-squares problem of one layer, freed of its bias: find V (under some constraint) with the least
 * Σ ‖(V − W*) L‖², where L Lᵀ = H is the damped covariance of the inputs in the compressed model and W* are the
 * weights that come nearest to the original outputs on them. The bias then is `bias(V)`.
 * H as in Hassibi and Stork, 1993 (Optimal Brain Surgeon) and Frantar et al., 2022 (OBC, GPTQ); the target from the
 * original model's outputs, so that errors of earlier layers are made good as well.
 */
export interface Problem {
  readonly rows: number;
  readonly columns: number;
  /** H, [columns, columns], both triangles; depthwise: one for each row. */
  readonly hessian: Float64Array;
  readonly perRow: boolean;
  /** W*, [rows, columns]. */
  readonly target: Float64Array;
  /** Mean of the columns, [columns], or [rows, columns] for depthwise. */
  readonly mean: Float64Array;
  /** What output r has on average before its bias: the bias of V is `offset[r] − Σ V[r]·mean`. */
  readonly offset: Float64Array;
}

/** Builds the problem. `damp` is relative to the mean variance of the columns. */
export function layerProblem(
  stats: LayerStatistics,
  weights: Float32Array,
  rows: number,
  columns: number,
  damp: number,
  perRow: boolean,
): Problem {
  const n = columns;
  const hessian = new Float64Array((perRow ? rows : 1) * n * n);
  const mean = stats.sum.map((s) => s / stats.count);
  const target = Float64Array.from(weights);
  const offset = new Float64Array(rows);
  const blocks = perRow ? rows : 1;
  for (let b = 0; b < blocks; b++) {
    const own = hessian.subarray(b * n * n, (b + 1) * n * n);
    const gram = stats.gram.subarray(b * n * n, (b + 1) * n * n);
    const m = mean.subarray(b * n, (b + 1) * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const h = gram[i * n + j]! / stats.count - m[i]! * m[j]!;
        own[i * n + j] = h;
        own[j * n + i] = h;
      }
    }
    const { factor, damping } = dampedCholesky(own, n, damp);
    for (let i = 0; i < n; i++) own[i * n + i]! += damping;
    const from = perRow ? b : 0;
    const to = perRow ? b + 1 : rows;
    for (let r = from; r < to; r++) {
      const w = weights.subarray(r * n, (r + 1) * n);
      if (stats.cross === null || stats.sumTarget === null) {
        offset[r] = w.reduce((s, x, k) => s + x * m[k]!, 0);
        continue;
      }
      const meanTarget = stats.sumTarget[r]! / stats.count;
      offset[r] = meanTarget;
      // (R + λW) H⁻¹: least squares towards the original outputs, held near the original weights.
      const right = target.subarray(r * n, (r + 1) * n);
      for (let k = 0; k < n; k++) {
        right[k] = stats.cross[r * n + k]! / stats.count - meanTarget * m[k]! + damping * w[k]!;
      }
      solveCholesky(factor, n, right);
    }
  }
  return { rows, columns, hessian, perRow, target, mean, offset };
}

/** H of one row. */
export const hessianOf = (p: Problem, row: number): Float64Array =>
  p.perRow ? p.hessian.subarray(row * p.columns ** 2, (row + 1) * p.columns ** 2) : p.hessian;

/** The bias that gives every output its mean over the samples back, [rows]. */
export function correctedBias(p: Problem, solved: Float32Array, bias: Float32Array | null): Float32Array {
  const result = new Float32Array(p.rows);
  for (let r = 0; r < p.rows; r++) {
    const m = p.perRow ? r * p.columns : 0;
    let sum = 0;
    for (let k = 0; k < p.columns; k++) sum += solved[r * p.columns + k]! * p.mean[m + k]!;
    result[r] = (bias?.[r] ?? 0) + p.offset[r]! - sum;
  }
  return result;
}
