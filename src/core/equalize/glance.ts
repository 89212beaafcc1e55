import type { Matrix, Maxima } from "./matrices.ts";

/** Of a row that is looked at, one weight in so many is. */
const share = 8;
/** Matrices of fewer weights, and rows of fewer columns, are looked at whole. */
const [fewWeights, fewColumns] = [1 << 16, 16 * share];
/** Rows that are looked at, at least; of twice as many every second, and so on: what costs is to come to a row. */
const manyRows = 256;

/**
 * Largest magnitudes among a part of a large matrix: of some rows another eighth of the columns each, so that every
 * column is seen. Rows that are not looked at have 0, and the same of all matrices with as many rows. Null for matrices
 * that are better looked at whole. Maxima of fewer values scatter more, so channels look less alike than they are,
 * hardly ever more.
 */
export function glance({ layer, weights, inputChannels }: Matrix): Maxima | null {
  const { rows, columns } = layer;
  const byRow = layer.columnStride === 1 && layer.rowStride === columns;
  if (!byRow || rows * columns < fewWeights || columns < fewColumns || rows < 4 * share) return null;
  const step = Math.max(1, Math.floor(rows / manyRows));
  const most = new Float64Array(rows);
  const perColumn = new Float32Array(columns);
  for (let r = 0, i = 0; r < rows; r += step, i++) {
    const from = Math.floor(((i % share) * columns) / share);
    const to = Math.floor((((i % share) + 1) * columns) / share);
    let own = 0;
    for (let k = from, at = r * columns + from; k < to; k++, at++) {
      const magnitude = Math.abs(weights[at]!);
      if (magnitude > own) own = magnitude;
      if (magnitude > perColumn[k]!) perColumn[k] = magnitude;
    }
    most[r] = own;
  }
  const inputs = new Float64Array(inputChannels);
  for (let k = 0; k < columns; k++) {
    const c = k % inputChannels;
    if (perColumn[k]! > inputs[c]!) inputs[c] = perColumn[k]!;
  }
  return { rows: most, inputs };
}
