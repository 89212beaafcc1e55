import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeSparse } from "../../test-fixtures/sparse.ts";
import { sparseLayout } from "../graph/sparse-layout.ts";
import { InputError } from "../outcome.ts";
import { newTensor } from "../tflite/model.ts";
import { densify } from "./densify.ts";

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
      const { sparsity, values } = encodeSparse(dense, block);
      const shape = [dense.length, dense[0]!.length];
      const layout = sparseLayout({ ...newTensor("w", 0, shape), sparsity });
      const result = new Float32Array(shape[0]! * shape[1]!);
      densify({ values, layout, dense: result });
      expect([...result]).toEqual(dense.flat());
    }),
  );
});

test("a traversal order other than the shape's is followed", () => {
  const sparsity = encodeSparse(
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
  const { sparsity, values } = encodeSparse(
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
