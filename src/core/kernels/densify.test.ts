import fc from "fast-check";
import { expect, test } from "vitest";
import { sparseLayout } from "../graph/sparse-layout.ts";
import { InputError } from "../outcome.ts";
import { DimensionType } from "../tflite/generated/enums.ts";
import { newTensor, type SparsityParameters } from "../tflite/model.ts";
import { densify } from "./densify.ts";

/** A matrix in sparse form: rows dense, columns compressed; with blocks, columns are split and blocks kept whole. */
function encode(dense: number[][], block: number): { sparsity: SparsityParameters; values: Float32Array } {
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

const matrices = fc
  .record({
    rows: fc.integer({ min: 1, max: 6 }),
    blocks: fc.integer({ min: 1, max: 5 }),
    block: fc.constantFrom(1, 2, 4),
  })
  .chain(({ rows, blocks, block }) => {
    const cell = fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) },
    );
    const row = fc.array(cell, { minLength: blocks * block, maxLength: blocks * block });
    return fc.tuple(fc.constant(block), fc.array(row, { minLength: rows, maxLength: rows }));
  });

test("puts every value back where it was, single values and blocks", () => {
  fc.assert(
    fc.property(matrices, ([block, dense]) => {
      const { sparsity, values } = encode(dense, block);
      const shape = [dense.length, dense[0]!.length];
      const layout = sparseLayout({ ...newTensor("w", 0, shape), sparsity });
      const result = new Float32Array(shape[0]! * shape[1]!);
      densify({ values, layout, dense: result });
      expect([...result]).toEqual(dense.flat());
    }),
  );
});

test("a traversal order other than the shape's is followed", () => {
  const sparsity = encode(
    [
      [0, 5],
      [7, 0],
      [0, 9],
    ],
    1,
  ).sparsity;
  const layout = sparseLayout({
    ...newTensor("w", 0, [2, 3]),
    sparsity: { ...sparsity, traversalOrder: [1, 0] },
  });
  const dense = new Float32Array(6);
  densify({ values: Float32Array.of(5, 7, 9), layout, dense });
  expect([...dense]).toEqual([0, 7, 0, 5, 0, 9]);
});

test("indices that lead out of the weight, and metadata that does not fit, are refused by name", () => {
  const { sparsity, values } = encode(
    [
      [0, 5],
      [7, 0],
    ],
    1,
  );
  const tensor = { ...newTensor("w", 0, [2, 2]), sparsity };
  const bad = structuredClone(sparsity);
  bad.dimMetadata![1]!.arrayIndices!.values![0] = 9;
  const dense = new Float32Array(4);
  expect(() => densify({ values, layout: sparseLayout({ ...tensor, sparsity: bad }), dense })).toThrow(
    InputError,
  );
  expect(() => densify({ values: values.subarray(1), layout: sparseLayout(tensor), dense })).toThrow(
    InputError,
  );
  expect(() => sparseLayout({ ...tensor, shape: [3, 2] })).toThrow(/“w”/);
  expect(() => sparseLayout({ ...tensor, sparsity: { ...sparsity, traversalOrder: [0, 0] } })).toThrow(
    InputError,
  );
});
