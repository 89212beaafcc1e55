import { choleskyInPlace, solveCholesky } from "../linalg/cholesky.ts";
import { type KMeansStart, kMeans1d, nearestCentroid } from "../linalg/k-means.ts";
import { carryErrors, carryOrder, descend, gradient, type Project } from "./discrete-rows.ts";
import { hessianOf, type Problem } from "./problem.ts";
import { refitRows } from "./prune-rows.ts";

export interface ClusterSpec {
  /** 2 to 256 values for each set. */
  readonly clusters: number;
  /** One set of values for the whole tensor, or one for each row. */
  readonly granularity: "tensor" | "channel";
  readonly start: KMeansStart;
  /** Weights that are exactly zero stay zero; zero is one of the values. */
  readonly keepZeros: boolean;
  readonly seed: number;
}

const rounds = 4;
const sweeps = 4;

/**
 * Weights [rows, columns] with few values. k-means weighted by each weight's sensitivity gives the first values; the
 * weights choose among them with their errors carried on; then values and choices improve each other: least squares
 * for the values, coordinate descent for the choices.
 */
export function clusterRows(p: Problem, given: Float32Array, spec: ClusterSpec): Float32Array {
  const n = p.columns;
  const mask = spec.keepZeros ? Uint8Array.from(given, (w) => (w === 0 ? 0 : 1)) : null;
  const target = mask?.includes(0) ? Float64Array.from(refitRows(p, mask)) : p.target;
  const result = new Float32Array(target.length);
  const sets = spec.granularity === "tensor" ? [[0, p.rows] as const] : rowsOf(p.rows);
  let carry = p.perRow ? null : carryOrder(p, 0);
  const values = Float64Array.from(target);
  for (const [from, to] of sets) {
    let centroids = kMeans1d({
      ...spec,
      values: Float32Array.from(target.subarray(from * n, to * n)),
      weights: sensitivities(p, from, to),
    });
    const projector =
      (r: number): Project =>
      (k, x) =>
        mask !== null && mask[r * n + k] === 0 ? 0 : centroids[nearestCentroid(centroids, x)]!;
    for (let r = from; r < to; r++) {
      if (p.perRow) carry = carryOrder(p, r);
      carryErrors(
        carry!,
        target.subarray(r * n, (r + 1) * n),
        projector(r),
        values.subarray(r * n, (r + 1) * n),
      );
    }
    for (let round = 0; round < rounds; round++) {
      centroids = improveCentroids(p, target, values, centroids, from, to, spec.keepZeros);
      for (let r = from; r < to; r++) {
        const own = target.subarray(r * n, (r + 1) * n);
        descend(hessianOf(p, r), own, projector(r), values.subarray(r * n, (r + 1) * n), sweeps);
      }
    }
  }
  result.set(values);
  return result;
}

const rowsOf = (rows: number): (readonly [number, number])[] =>
  Array.from({ length: rows }, (_, r) => [r, r + 1] as const);

function sensitivities(p: Problem, from: number, to: number): Float32Array {
  const n = p.columns;
  const weights = new Float32Array((to - from) * n);
  for (let r = from; r < to; r++) {
    const h = hessianOf(p, r);
    for (let k = 0; k < n; k++) weights[(r - from) * n + k] = h[k * n + k]!;
  }
  return weights;
}

/**
 * The values that bring the outputs nearest to the target for the choices made: one linear system over the values
 * in use. Replaces the values in place and returns the new centroids, ascending.
 */
function improveCentroids(
  p: Problem,
  target: Float64Array,
  values: Float64Array,
  centroids: Float32Array,
  from: number,
  to: number,
  keepZeros: boolean,
): Float32Array {
  const n = p.columns;
  const count = centroids.length;
  const codes = new Int16Array((to - from) * n);
  const a = new Float64Array(count * count);
  const b = new Float64Array(count);
  const sums = new Float64Array(count);
  for (let r = from; r < to; r++) {
    const h = hessianOf(p, r);
    const at = (r - from) * n;
    for (let k = 0; k < n; k++) codes[at + k] = nearestCentroid(centroids, values[r * n + k]!);
    const pull = gradient(h, new Float64Array(n), target.subarray(r * n, (r + 1) * n));
    for (let k = 0; k < n; k++) {
      const c = codes[at + k]!;
      b[c]! += pull[k]!;
      sums.fill(0);
      for (let j = 0; j < n; j++) sums[codes[at + j]!]! += h[k * n + j]!;
      for (let d = 0; d < count; d++) a[c * count + d]! += sums[d]!;
    }
  }
  // Zero stays zero, unused values stay where they are, and a little damping holds all near where they were.
  let mean = 0;
  for (let c = 0; c < count; c++) mean += a[c * count + c]! / count;
  for (let c = 0; c < count; c++) {
    const fixed = (keepZeros && centroids[c] === 0) || !(a[c * count + c]! > 0);
    if (fixed) {
      for (let d = 0; d < count; d++) {
        if (d !== c) b[d]! -= a[d * count + c]! * centroids[c]!;
        a[c * count + d] = 0;
        a[d * count + c] = 0;
      }
      a[c * count + c] = mean;
      b[c] = mean * centroids[c]!;
    }
    a[c * count + c]! += 1e-4 * mean;
    b[c]! += 1e-4 * mean * centroids[c]!;
  }
  if (!choleskyInPlace(a, count)) return centroids;
  solveCholesky(a, count, b);
  const moved = Float32Array.from(b, (x, c) => (keepZeros && centroids[c] === 0 ? 0 : x));
  for (let i = 0; i < codes.length; i++) values[from * n + i] = moved[codes[i]!]!;
  return Float32Array.from(new Set(moved)).sort();
}
