import { f, testGradients } from "../../../test-fixtures/node/gradients.ts";
import type { BuiltinOptions } from "../../tflite/model.ts";

const conv = (padding: number, stride: number, dilation = 1, activation = 0): BuiltinOptions => ({
  type: "Conv2DOptions",
  padding,
  strideH: stride,
  strideW: stride,
  dilationHFactor: dilation,
  dilationWFactor: dilation,
  fusedActivationFunction: activation,
  quantizedBiasType: 0,
});
const transposedConv = (padding: number, stride: number): BuiltinOptions => ({
  type: "TransposeConvOptions",
  padding,
  strideH: stride,
  strideW: stride,
  fusedActivationFunction: 0,
  quantizedBiasType: 0,
});

testGradients({
  "conv 3x3 same": {
    op: "CONV_2D",
    operands: [f(2, 5, 6, 3), f(4, 3, 3, 3), f(4)],
    outputs: [[2, 5, 6, 4]],
    options: conv(0, 1),
  },
  "conv 3x3 same, stride 2, odd": {
    op: "CONV_2D",
    operands: [f(2, 7, 5, 3), f(4, 3, 3, 3), f(4)],
    outputs: [[2, 4, 3, 4]],
    options: conv(0, 2),
  },
  "conv 3x3 same, stride 2, even": {
    op: "CONV_2D",
    operands: [f(1, 6, 8, 2), f(4, 3, 3, 2), f(4)],
    outputs: [[1, 3, 4, 4]],
    options: conv(0, 2),
  },
  "conv 1x1": {
    op: "CONV_2D",
    operands: [f(2, 3, 3, 5), f(4, 1, 1, 5), f(4)],
    outputs: [[2, 3, 3, 4]],
    options: conv(1, 1),
  },
  "conv 1x1, stride 2": {
    op: "CONV_2D",
    operands: [f(2, 6, 6, 5), f(4, 1, 1, 5), f(4)],
    outputs: [[2, 3, 3, 4]],
    options: conv(1, 2),
  },
  "conv 4x4, stride 4": {
    op: "CONV_2D",
    operands: [f(1, 8, 9, 1), f(3, 4, 4, 1), f(3)],
    outputs: [[1, 2, 2, 3]],
    options: conv(1, 4),
  },
  "conv 3x3 valid, dilated": {
    op: "CONV_2D",
    operands: [f(1, 9, 8, 2), f(3, 3, 3, 2), f(3)],
    outputs: [[1, 5, 4, 3]],
    options: conv(1, 1, 2),
  },
  "conv 3x3 same, dilated": {
    op: "CONV_2D",
    operands: [f(1, 9, 8, 2), f(3, 3, 3, 2), f(3)],
    outputs: [[1, 9, 8, 3]],
    options: conv(0, 1, 2),
  },
  "conv 5x3 valid, stride 2": {
    op: "CONV_2D",
    operands: [f(1, 10, 8, 2), f(3, 5, 3, 2), f(3)],
    outputs: [[1, 3, 3, 3]],
    options: conv(1, 2),
  },
  "conv in groups": {
    op: "CONV_2D",
    operands: [f(1, 5, 5, 4), f(6, 3, 3, 2), f(6)],
    outputs: [[1, 5, 5, 6]],
    options: conv(0, 1),
  },
  "conv with ReLU6": {
    op: "CONV_2D",
    operands: [{ shape: [2, 5, 6, 3], scale: 3 }, f(4, 3, 3, 3), f(4)],
    outputs: [[2, 5, 6, 4]],
    options: conv(0, 1, 1, 3),
    step: 1e-3,
    tolerance: 2e-2,
  },
  "transpose conv same, stride 2": {
    op: "TRANSPOSE_CONV",
    operands: [[1, 6, 8, 3], f(3, 3, 3, 2), f(1, 3, 4, 2)],
    outputs: [[1, 6, 8, 3]],
    options: transposedConv(0, 2),
  },
  "transpose conv valid, stride 2": {
    op: "TRANSPOSE_CONV",
    operands: [[1, 7, 9, 3], f(3, 3, 3, 2), f(1, 3, 4, 2)],
    outputs: [[1, 7, 9, 3]],
    options: transposedConv(1, 2),
  },
  "transpose conv 2x2, stride 2": {
    op: "TRANSPOSE_CONV",
    operands: [[2, 6, 8, 3], f(3, 2, 2, 2), f(2, 3, 4, 2), f(3)],
    outputs: [[2, 6, 8, 3]],
    options: transposedConv(0, 2),
    version: 3,
  },
  "transpose conv stride 1": {
    op: "TRANSPOSE_CONV",
    operands: [[1, 5, 4, 3], f(3, 3, 3, 2), f(1, 5, 4, 2)],
    outputs: [[1, 5, 4, 3]],
    options: transposedConv(0, 1),
  },
});
