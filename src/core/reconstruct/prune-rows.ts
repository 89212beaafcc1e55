// Optimal Brain Surgeon, row by row and exact, as in Frantar and Alistarh, Optimal Brain Compression, 2022:
// take out the weight that costs least, move the others to make up for it, and repeat.
import { choleskyInPlace, inverseFromCholesky, solveCholesky } from "../linalg/cholesky.ts";
import { hessianOf, type Problem } from "./problem.ts";

/** For each row the columns in the order in which they go, with what each costs (increase of the squared error). */
export interface RemovalOrder {
  readonly order: Int32Array; // [rows, most]
  readonly cost: Float64Array; // [rows, most]
  readonly most: number;
}

/** Traces `most` removals in every row. Work: rows · columns³ / 3 at worst. */
export function removalOrder(p: Problem, most: number): RemovalOrder {
  const n = p.columns;
  const order = new Int32Array(p.rows * most);
  const cost = new Float64Array(p.rows * most);
  let shared: Float64Array | null = null;
  for (let r = 0; r < p.rows; r++) {
    if (p.perRow || shared === null) {
      const factor = Float64Array.from(hessianOf(p, r));
      if (!choleskyInPlace(factor, n)) throw new Error("matrix is not positive definite");
      shared = inverseFromCholesky(factor, n);
    }
    traceRow(
      Float64Array.from(shared),
      p.target.slice(r * n, (r + 1) * n),
      most,
      order.subarray(r * most),
      cost.subarray(r * most),
    );
  }
  return { order, cost, most };
}

function traceRow(
  inverse: Float64Array,
  w: Float64Array,
  most: number,
  order: Int32Array,
  cost: Float64Array,
): void {
  const n = w.length;
  const name = Int32Array.from({ length: n }, (_, i) => i);
  let alive = n;
  const column = new Float64Array(n);
  for (let step = 0; step < most; step++) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < alive; i++) {
      const c = (w[i]! * w[i]!) / inverse[i * n + i]!;
      if (c < least) {
        least = c;
        best = i;
      }
    }
    order[step] = name[best]!;
    cost[step] = least;
    const pivot = best * n;
    const d = inverse[pivot + best]!;
    const f = w[best]! / d;
    for (let i = 0; i < alive; i++) column[i] = inverse[pivot + i]!;
    // The last one alive moves into the gap, so that what is left stays together.
    alive--;
    w[best] = w[alive]!;
    name[best] = name[alive]!;
    for (let i = 0; i < alive + 1; i++) inverse[pivot + i] = inverse[alive * n + i]!;
    for (let i = 0; i < alive; i++) inverse[i * n + best] = inverse[i * n + alive]!;
    inverse[pivot + best] = inverse[alive * n + alive]!;
    column[best] = column[alive]!;
    for (let i = 0; i < alive; i++) {
      const ci = column[i]!;
      if (ci === 0) continue;
      w[i]! -= f * ci;
      const g = ci / d;
      const at = i * n;
      for (let j = 0; j < alive; j++) inverse[at + j]! -= g * column[j]!;
    }
  }
}

/** The best weights for given zeros: least squares over the kept columns of each row. mask: 1 where kept. */
export function refitRows(p: Problem, mask: Uint8Array): Float32Array {
  const n = p.columns;
  const result = new Float32Array(p.rows * n);
  const right = new Float64Array(n);
  for (let r = 0; r < p.rows; r++) {
    const h = hessianOf(p, r);
    const w = p.target.subarray(r * n, (r + 1) * n);
    const kept: number[] = [];
    for (let k = 0; k < n; k++) if (mask[r * n + k] === 1) kept.push(k);
    const m = kept.length;
    if (m === 0) continue;
    if (m === n) {
      result.set(w, r * n);
      continue;
    }
    const a = new Float64Array(m * m);
    for (let i = 0; i < m; i++) {
      const row = kept[i]! * n;
      for (let j = 0; j <= i; j++) a[i * m + j] = h[row + kept[j]!]!;
      let b = 0;
      for (let k = 0; k < n; k++) b += h[row + k]! * w[k]!;
      right[i] = b;
    }
    if (!choleskyInPlace(a, m)) throw new Error("matrix is not positive definite");
    solveCholesky(a, m, right);
    for (let i = 0; i < m; i++) result[r * n + kept[i]!] = right[i]!;
  }
  return result;
}

/** Marks the `count` cheapest removals over all rows as gone: a row's removals only in their order. */
export function maskFromOrder(rows: number, columns: number, trace: RemovalOrder, count: number): Uint8Array {
  const mask = new Uint8Array(rows * columns).fill(1);
  const { order, cost, most } = trace;
  // Within a row costs must not fall, or a later removal would come before the one it rests on.
  const rising = Float64Array.from(cost);
  for (let r = 0; r < rows; r++) {
    for (let s = 1; s < most; s++) {
      const at = r * most + s;
      if (rising[at]! < rising[at - 1]!) rising[at] = rising[at - 1]!;
    }
  }
  const ranked = Uint32Array.from({ length: rising.length }, (_, i) => i).sort(
    (a, b) => rising[a]! - rising[b]! || a - b,
  );
  for (let i = 0; i < Math.min(count, ranked.length); i++) {
    const r = Math.floor(ranked[i]! / most);
    mask[r * columns + order[ranked[i]!]!] = 0;
  }
  return mask;
}
