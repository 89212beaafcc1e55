import { denseOptions } from "../../../test-fixtures/dense-options.ts";
import { f, testGradients } from "../../../test-fixtures/node/gradients.ts";
import type { BuiltinOptions } from "../../tflite/model.ts";

const dense = (keepNumDims: boolean, fusedActivationFunction = 0): BuiltinOptions =>
  denseOptions({ keepNumDims, fusedActivationFunction });
const matmul = (adjX: boolean, adjY: boolean): BuiltinOptions => ({
  type: "BatchMatMulOptions",
  adjX,
  adjY,
  asymmetricQuantizeInputs: false,
});

testGradients({
  "fully connected": {
    op: "FULLY_CONNECTED",
    operands: [f(4, 6), f(5, 6), f(5)],
    outputs: [[4, 5]],
    options: dense(false),
  },
  "fully connected, rank 3, kept": {
    op: "FULLY_CONNECTED",
    operands: [f(2, 3, 6), f(5, 6), f(5)],
    outputs: [[2, 3, 5]],
    options: dense(true),
  },
  "fully connected, flattened": {
    op: "FULLY_CONNECTED",
    operands: [f(2, 3, 6), f(5, 18), f(5)],
    outputs: [[2, 5]],
    options: dense(false),
  },
  matmul: {
    op: "BATCH_MATMUL",
    operands: [f(2, 3, 4, 5), f(2, 3, 5, 6)],
    outputs: [[2, 3, 4, 6]],
    options: matmul(false, false),
  },
  "matmul, left turned": {
    op: "BATCH_MATMUL",
    operands: [f(2, 5, 4), f(2, 5, 6)],
    outputs: [[2, 4, 6]],
    options: matmul(true, false),
  },
  "matmul, right turned": {
    op: "BATCH_MATMUL",
    operands: [f(2, 4, 5), f(2, 6, 5)],
    outputs: [[2, 4, 6]],
    options: matmul(false, true),
  },
  "matmul, both turned": {
    op: "BATCH_MATMUL",
    operands: [f(2, 5, 4), f(2, 6, 5)],
    outputs: [[2, 4, 6]],
    options: matmul(true, true),
  },
  "matmul, broadcast": {
    op: "BATCH_MATMUL",
    operands: [f(3, 4, 5), f(1, 5, 6)],
    outputs: [[3, 4, 6]],
    options: matmul(false, false),
  },
});
