import type { Matrix, Maxima } from "./matrices.ts";

/** One weight in so many is looked at, of matrices that are large in both directions fewer. */
const [mostly, fewest] = [8, 32];
/** Matrices of fewer weights, and rows of fewer columns, are looked at whole. */
const [fewWeights, fewColumns] = [1 << 16, 16 * mostly];
/** Weights of a row, and of a column, whose largest is near enough to the largest of all of them. */
const telling = 128;

/**
 * Largest magnitudes among an eighth of a large matrix, down to a thirty-second where that shows enough: of each row
 * another part of its columns, so that every row and every column is seen. Null for matrices that are better looked at
 * whole. Maxima of fewer values scatter more, so channels look less alike than they are, hardly ever more.
 */
export function glance({ layer, weights, inputChannels }: Matrix): Maxima | null {
  const { rows, columns } = layer;
  const byRow = layer.columnStride === 1 && layer.rowStride === columns;
  if (!byRow || rows * columns < fewWeights || columns < fewColumns || rows < 4 * mostly) return null;
  const enough = Math.min(columns, (rows * columns) / inputChannels) / telling;
  const share = Math.max(mostly, Math.min(fewest, Math.floor(enough)));
  const most = new Float64Array(rows);
  const perColumn = new Float32Array(columns);
  for (let r = 0; r < rows; r++) {
    const from = Math.floor(((r % share) * columns) / share);
    const to = Math.floor((((r % share) + 1) * columns) / share);
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
