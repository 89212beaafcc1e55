import { f, testGradients } from "../../../test-fixtures/node/gradients.ts";
import type { BuiltinOptions } from "../../tflite/model.ts";

const depthwise = (padding: number, stride: number, multiplier = 1, dilation = 1): BuiltinOptions => ({
  type: "DepthwiseConv2DOptions",
  padding,
  strideH: stride,
  strideW: stride,
  depthMultiplier: multiplier,
  dilationHFactor: dilation,
  dilationWFactor: dilation,
  fusedActivationFunction: 0,
});

testGradients({
  "depthwise same": {
    op: "DEPTHWISE_CONV_2D",
    operands: [f(2, 5, 6, 3), f(1, 3, 3, 3), f(3)],
    outputs: [[2, 5, 6, 3]],
    options: depthwise(0, 1),
  },
  "depthwise same, stride 2, even": {
    op: "DEPTHWISE_CONV_2D",
    operands: [f(2, 6, 8, 3), f(1, 3, 3, 3), f(3)],
    outputs: [[2, 3, 4, 3]],
    options: depthwise(0, 2),
  },
  "depthwise valid, stride 2": {
    op: "DEPTHWISE_CONV_2D",
    operands: [f(2, 9, 7, 3), f(1, 3, 3, 3), f(3)],
    outputs: [[2, 4, 3, 3]],
    options: depthwise(1, 2),
  },
  "depthwise 5x5, stride 2, odd": {
    op: "DEPTHWISE_CONV_2D",
    operands: [f(1, 9, 7, 2), f(1, 5, 5, 2), f(2)],
    outputs: [[1, 5, 4, 2]],
    options: depthwise(0, 2),
  },
  "depthwise with multiplier": {
    op: "DEPTHWISE_CONV_2D",
    operands: [f(2, 5, 6, 3), f(1, 3, 3, 6), f(6)],
    outputs: [[2, 5, 6, 6]],
    options: depthwise(0, 1, 2),
  },
  "depthwise dilated": {
    op: "DEPTHWISE_CONV_2D",
    operands: [f(1, 8, 8, 2), f(1, 3, 3, 2), f(2)],
    outputs: [[1, 8, 8, 2]],
    options: depthwise(0, 1, 1, 2),
  },
});
