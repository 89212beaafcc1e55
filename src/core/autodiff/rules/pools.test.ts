import { f, testGradients } from "../../../test-fixtures/node/gradients.ts";
import type { BuiltinOptions } from "../../tflite/model.ts";

const pool = (padding: number, size: number, stride: number): BuiltinOptions => ({
  type: "Pool2DOptions",
  padding,
  strideH: stride,
  strideW: stride,
  filterHeight: size,
  filterWidth: size,
  fusedActivationFunction: 0,
});
const reducer = (keepDims: boolean): BuiltinOptions => ({ type: "ReducerOptions", keepDims });

testGradients({
  "average pool same": {
    op: "AVERAGE_POOL_2D",
    operands: [f(2, 5, 6, 3)],
    outputs: [[2, 5, 6, 3]],
    options: pool(0, 3, 1),
  },
  "average pool valid": {
    op: "AVERAGE_POOL_2D",
    operands: [f(2, 6, 7, 3)],
    outputs: [[2, 3, 3, 3]],
    options: pool(1, 2, 2),
  },
  "max pool valid": {
    op: "MAX_POOL_2D",
    operands: [f(2, 7, 6, 3)],
    outputs: [[2, 3, 3, 3]],
    options: pool(1, 2, 2),
    step: 1e-3,
    tolerance: 2e-2,
  },
  "max pool same, overlapping": {
    op: "MAX_POOL_2D",
    operands: [f(1, 6, 6, 3)],
    outputs: [[1, 3, 3, 3]],
    options: pool(0, 3, 2),
    step: 1e-3,
    tolerance: 2e-2,
  },
  mean: { op: "MEAN", operands: [f(2, 3, 4, 5), [1, 2]], outputs: [[2, 5]], options: reducer(false) },
  "mean, kept": { op: "MEAN", operands: [f(2, 3, 5), [-1]], outputs: [[2, 3, 1]], options: reducer(true) },
  sum: { op: "SUM", operands: [f(2, 3, 4), [1]], outputs: [[2, 4]], options: reducer(false) },
});
