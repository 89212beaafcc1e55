import type { Rules } from "../rule.ts";
import { conv2d, transposeConv } from "./convolution.ts";
import { depthwiseConv2d } from "./depthwise.ts";
import * as values from "./elementwise.ts";
import { averagePool2d, maxPool2d, mean, sum } from "./pools.ts";
import { batchMatmul, fullyConnected } from "./products.ts";
import { resizeBilinear, resizeNearest } from "./resize.ts";
import { concatenation, padded, reshaped, sliced, split, stridedSlice, transposed } from "./shapes.ts";

/** Every op that can be trained through. */
export const rules: Rules = {
  CONV_2D: conv2d,
  DEPTHWISE_CONV_2D: depthwiseConv2d,
  TRANSPOSE_CONV: transposeConv,
  FULLY_CONNECTED: fullyConnected,
  BATCH_MATMUL: batchMatmul,
  ADD: values.addRule,
  SUB: values.subRule,
  MUL: values.mulRule,
  DIV: values.divRule,
  MAXIMUM: values.maximumRule,
  MINIMUM: values.minimumRule,
  SQUARED_DIFFERENCE: values.squaredDifference,
  RELU: values.relu,
  RELU6: values.relu6,
  RELU_N1_TO_1: values.reluN1To1,
  LEAKY_RELU: values.leakyRelu,
  PRELU: values.prelu,
  HARD_SWISH: values.hardSwish,
  GELU: values.gelu,
  LOGISTIC: values.logistic,
  TANH: values.tanh,
  SOFTMAX: values.softmax,
  EXP: values.exp,
  SQRT: values.sqrt,
  SQUARE: values.square,
  RSQRT: values.rsqrt,
  ABS: values.abs,
  NEG: values.neg,
  AVERAGE_POOL_2D: averagePool2d,
  MAX_POOL_2D: maxPool2d,
  MEAN: mean,
  SUM: sum,
  RESHAPE: reshaped,
  SQUEEZE: reshaped,
  EXPAND_DIMS: reshaped,
  TRANSPOSE: transposed,
  PAD: padded,
  CONCATENATION: concatenation,
  SPLIT: split,
  SLICE: sliced,
  STRIDED_SLICE: stridedSlice,
  RESIZE_BILINEAR: resizeBilinear,
  RESIZE_NEAREST_NEIGHBOR: resizeNearest,
};
