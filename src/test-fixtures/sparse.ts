import { DimensionType } from "../core/tflite/generated/enums.ts";
import type { SparsityParameters } from "../core/tflite/model.ts";

/** A matrix in sparse form: rows dense, columns compressed; with blocks, columns are split and blocks kept whole. */
export function encodeSparse(
  dense: number[][],
  block: number,
): { sparsity: SparsityParameters; values: Float32Array } {
  const rows = dense.length;
  const blocks = dense[0]!.length / block;
  const segments = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of dense) {
    for (let b = 0; b < blocks; b++) {
      const part = row.slice(b * block, (b + 1) * block);
      if (part.every((x) => x === 0)) continue;
      indices.push(b);
      values.push(...part);
    }
    segments.push(indices.length);
  }
  const wide = { type: "Int32Vector" as const, values: Int32Array.from(segments) };
  const narrow = { type: "Uint8Vector" as const, values: Uint8Array.from(indices) };
  const level = (denseSize: number) => ({
    format: DimensionType.DENSE,
    denseSize,
    arraySegments: null,
    arrayIndices: null,
  });
  const csr = { format: DimensionType.SPARSE_CSR, denseSize: 0, arraySegments: wide, arrayIndices: narrow };
  return {
    values: Float32Array.from(values),
    sparsity: {
      traversalOrder: block > 1 ? [0, 1, 2] : [0, 1],
      blockMap: block > 1 ? [1] : null,
      dimMetadata: block > 1 ? [level(rows), csr, level(block)] : [level(rows), csr],
    },
  };
}
