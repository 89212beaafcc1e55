// Frantar and Alistarh, SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot, 2023: columns in
// order, the error of each carried to those behind it; which weights go is decided block by block of columns.
import { inverseFactor } from "../linalg/cholesky.ts";
import { hessianOf, type Problem } from "../reconstruct/problem.ts";
import { maskByCost, type PrunePattern } from "./pattern.ts";

const blockColumns = 128;

/** Marks of kept weights (1), [rows, columns]. Work: rows · columns² + columns³. */
export function sequentialMask(p: Problem, pattern: PrunePattern, share: number): Uint8Array {
  const n = p.columns;
  const upper = inverseFactor(hessianOf(p, 0), n);
  const w = Float64Array.from(p.target);
  const mask = new Uint8Array(w.length).fill(1);
  const step = pattern === "2:4" ? 4 : blockColumns;
  for (let from = 0; from < n; from += step) {
    const to = Math.min(n, from + step);
    const width = to - from;
    const cost = new Float64Array(p.rows * width);
    for (let r = 0; r < p.rows; r++) {
      for (let k = from; k < to; k++) {
        cost[r * width + k - from] = (w[r * n + k]! / upper[k * n + k]!) ** 2;
      }
    }
    const part = maskByCost(cost, width, pattern, share);
    for (let r = 0; r < p.rows; r++) {
      for (let k = from; k < to; k++) {
        if (part[r * width + k - from] === 1) continue;
        mask[r * n + k] = 0;
        const error = w[r * n + k]! / upper[k * n + k]!;
        for (let j = k; j < n; j++) w[r * n + j]! -= error * upper[k * n + j]!;
      }
    }
  }
  return mask;
}
