import { modelBuilder } from "../core/graph/build.ts";
import type { BuiltinOptions } from "../core/tflite/generated/types.ts";
import type { Model, OperatorName } from "../core/tflite/model.ts";
import { stridedOptions } from "./strided-options.ts";

export const shape = [1, 4, 4, 8];
export const elements = 128;

/** Repeatable, evenly spread values. */
export function noise(count: number, seed: number, low = -1, high = 1): Float32Array {
  let state = seed * 7919 + 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
}

/** One op with its inputs and outputs. */
export interface Case {
  readonly name: OperatorName;
  /** Inputs: `x` the model's input, numbers an int32 constant, floats of a shape a constant, −1 none. */
  readonly inputs: readonly ("x" | number[] | { readonly floats: number[]; readonly low?: number } | -1)[];
  readonly outputs: readonly number[][];
  readonly options?: BuiltinOptions;
  /** Range of the input's values. */
  readonly low?: number;
  readonly high?: number;
}

const act = { fusedActivationFunction: 0 } as const;
const conv = { padding: 0, strideW: 1, strideH: 1, dilationWFactor: 1, dilationHFactor: 1, ...act } as const;
const pool = {
  type: "Pool2DOptions",
  padding: 1,
  strideW: 2,
  strideH: 2,
  filterWidth: 2,
  filterHeight: 2,
  ...act,
} as const;
const unary = (name: OperatorName, options?: BuiltinOptions, low?: number, high?: number): Case => ({
  name,
  inputs: ["x"],
  outputs: [shape],
  options,
  low,
  high,
});
const floats = (dims: number[], low?: number) => ({ floats: dims, low });
const x = "x" as const;

/** Every op that has an integer kernel with a real output. */
export const cases: readonly Case[] = [
  {
    name: "CONV_2D",
    inputs: [x, floats([8, 3, 3, 8]), floats([8])],
    outputs: [shape],
    options: { type: "Conv2DOptions", quantizedBiasType: 0, ...conv },
  },
  {
    name: "DEPTHWISE_CONV_2D",
    inputs: [x, floats([1, 3, 3, 8]), floats([8])],
    outputs: [shape],
    options: { type: "DepthwiseConv2DOptions", depthMultiplier: 1, ...conv },
  },
  {
    name: "TRANSPOSE_CONV",
    inputs: [[1, 8, 8, 4], floats([4, 2, 2, 8]), x],
    outputs: [[1, 8, 8, 4]],
    options: {
      type: "TransposeConvOptions",
      padding: 0,
      strideW: 2,
      strideH: 2,
      quantizedBiasType: 0,
      ...act,
    },
  },
  {
    name: "FULLY_CONNECTED",
    inputs: [x, floats([6, 8]), floats([6])],
    outputs: [[16, 6]],
    options: {
      type: "FullyConnectedOptions",
      weightsFormat: 0,
      keepNumDims: false,
      asymmetricQuantizeInputs: false,
      quantizedBiasType: 0,
      ...act,
    },
  },
  {
    name: "BATCH_MATMUL",
    inputs: [x, floats([1, 4, 8, 5])],
    outputs: [[1, 4, 4, 5]],
    options: { type: "BatchMatMulOptions", adjX: false, adjY: false, asymmetricQuantizeInputs: false },
  },
  {
    name: "ADD",
    inputs: [x, floats([8])],
    outputs: [shape],
    options: { type: "AddOptions", potScaleInt16: true, ...act },
  },
  {
    name: "SUB",
    inputs: [x, floats([8])],
    outputs: [shape],
    options: { type: "SubOptions", potScaleInt16: true, ...act },
  },
  { name: "MUL", inputs: [x, floats([8])], outputs: [shape], options: { type: "MulOptions", ...act } },
  { name: "DIV", inputs: [x, floats([8], 0.5)], outputs: [shape], options: { type: "DivOptions", ...act } },
  {
    name: "SQUARED_DIFFERENCE",
    inputs: [x, floats([8])],
    outputs: [shape],
    options: { type: "SquaredDifferenceOptions" },
  },
  {
    name: "MEAN",
    inputs: [x, [1, 2]],
    outputs: [[1, 8]],
    options: { type: "ReducerOptions", keepDims: false },
  },
  {
    name: "SUM",
    inputs: [x, [1, 2]],
    outputs: [[1, 8]],
    options: { type: "ReducerOptions", keepDims: false },
  },
  unary("ABS", { type: "AbsOptions" }),
  unary("RELU"),
  unary("RELU6", undefined, -8, 8),
  unary("RELU_N1_TO_1", undefined, -2, 2),
  unary("LEAKY_RELU", { type: "LeakyReluOptions", alpha: 0.2 }),
  { name: "PRELU", inputs: [x, floats([1, 1, 8], 0.1)], outputs: [shape] },
  unary("ELU"),
  unary("GELU", { type: "GeluOptions", approximate: false }, -3, 3),
  unary("HARD_SWISH", { type: "HardSwishOptions" }, -4, 4),
  unary("RSQRT", undefined, 0.2, 3),
  unary("SQRT", undefined, 0, 3),
  unary("EXP", { type: "ExpOptions" }),
  unary("LOG", undefined, 0.2, 4),
  unary("SOFTMAX", { type: "SoftmaxOptions", beta: 1 }, -3, 3),
  unary("LOGISTIC", undefined, -4, 4),
  unary("TANH", undefined, -2, 2),
  unary("LOG_SOFTMAX", { type: "LogSoftmaxOptions" }, -3, 3),
  unary("L2_NORMALIZATION", { type: "L2NormOptions", ...act }),
  { name: "RESHAPE", inputs: [x, [1, 128]], outputs: [[1, 128]] },
  {
    name: "TRANSPOSE",
    inputs: [x, [0, 3, 1, 2]],
    outputs: [[1, 8, 4, 4]],
    options: { type: "TransposeOptions" },
  },
  {
    name: "SQUEEZE",
    inputs: [x],
    outputs: [[4, 4, 8]],
    options: { type: "SqueezeOptions", squeezeDims: [0] },
  },
  {
    name: "EXPAND_DIMS",
    inputs: [x, [1]],
    outputs: [[1, 1, 4, 4, 8]],
    options: { type: "ExpandDimsOptions" },
  },
  {
    name: "SLICE",
    inputs: [x, [0, 1, 1, 0], [1, 2, 2, 8]],
    outputs: [[1, 2, 2, 8]],
    options: { type: "SliceOptions" },
  },
  {
    name: "STRIDED_SLICE",
    inputs: [x, [0, 0, 0, 0], [1, 4, 4, 8], [1, 2, 2, 1]],
    outputs: [[1, 2, 2, 8]],
    options: stridedOptions(),
  },
  {
    name: "SPLIT",
    inputs: [[3], x],
    outputs: [
      [1, 4, 4, 4],
      [1, 4, 4, 4],
    ],
    options: { type: "SplitOptions", numSplits: 2 },
  },
  {
    name: "SPLIT_V",
    inputs: [x, [3, 5], [3]],
    outputs: [
      [1, 4, 4, 3],
      [1, 4, 4, 5],
    ],
    options: { type: "SplitVOptions", numSplits: 2 },
  },
  {
    name: "UNPACK",
    inputs: [x],
    outputs: [
      [1, 4, 8],
      [1, 4, 8],
      [1, 4, 8],
      [1, 4, 8],
    ],
    options: { type: "UnpackOptions", num: 4, axis: 1 },
  },
  {
    name: "PAD",
    inputs: [x, [0, 0, 1, 1, 1, 1, 0, 0]],
    outputs: [[1, 6, 6, 8]],
    options: { type: "PadOptions" },
  },
  {
    name: "MIRROR_PAD",
    inputs: [x, [0, 0, 1, 1, 1, 1, 0, 0]],
    outputs: [[1, 6, 6, 8]],
    options: { type: "MirrorPadOptions", mode: 0 },
  },
  {
    name: "GATHER",
    inputs: [x, [3, 0]],
    outputs: [[1, 2, 4, 8]],
    options: { type: "GatherOptions", axis: 1, batchDims: 0 },
  },
  { name: "GATHER_ND", inputs: [x, [0, 2]], outputs: [[4, 8]], options: { type: "GatherNdOptions" } },
  {
    name: "BROADCAST_TO",
    inputs: [x, [2, 4, 4, 8]],
    outputs: [[2, 4, 4, 8]],
    options: { type: "BroadcastToOptions" },
  },
  { name: "TILE", inputs: [x, [1, 2, 1, 1]], outputs: [[1, 8, 4, 8]], options: { type: "TileOptions" } },
  { name: "REVERSE_V2", inputs: [x, [1]], outputs: [shape], options: { type: "ReverseV2Options" } },
  {
    name: "SPACE_TO_DEPTH",
    inputs: [x],
    outputs: [[1, 2, 2, 32]],
    options: { type: "SpaceToDepthOptions", blockSize: 2 },
  },
  {
    name: "DEPTH_TO_SPACE",
    inputs: [x],
    outputs: [[1, 8, 8, 2]],
    options: { type: "DepthToSpaceOptions", blockSize: 2 },
  },
  {
    name: "SPACE_TO_BATCH_ND",
    inputs: [x, [2, 2], [0, 0, 0, 0]],
    outputs: [[4, 2, 2, 8]],
    options: { type: "SpaceToBatchNDOptions" },
  },
  {
    name: "BATCH_TO_SPACE_ND",
    inputs: [x, [1, 1], [0, 0, 0, 0]],
    outputs: [shape],
    options: { type: "BatchToSpaceNDOptions" },
  },
  { name: "AVERAGE_POOL_2D", inputs: [x], outputs: [[1, 2, 2, 8]], options: pool },
  { name: "MAX_POOL_2D", inputs: [x], outputs: [[1, 2, 2, 8]], options: pool },
  {
    name: "REDUCE_MAX",
    inputs: [x, [1, 2]],
    outputs: [[1, 8]],
    options: { type: "ReducerOptions", keepDims: false },
  },
  {
    name: "REDUCE_MIN",
    inputs: [x, [1, 2]],
    outputs: [[1, 8]],
    options: { type: "ReducerOptions", keepDims: false },
  },
  {
    name: "RESIZE_BILINEAR",
    inputs: [x, [8, 8]],
    outputs: [[1, 8, 8, 8]],
    options: {
      type: "ResizeBilinearOptions",
      newHeight: 0,
      newWidth: 0,
      alignCorners: false,
      halfPixelCenters: true,
    },
  },
  {
    name: "RESIZE_NEAREST_NEIGHBOR",
    inputs: [x, [8, 8]],
    outputs: [[1, 8, 8, 8]],
    options: { type: "ResizeNearestNeighborOptions", alignCorners: false, halfPixelCenters: false },
  },
  {
    name: "CONCATENATION",
    inputs: [x, floats(shape, -2)],
    outputs: [[1, 4, 4, 16]],
    options: { type: "ConcatenationOptions", axis: 3, ...act },
  },
  {
    name: "PACK",
    inputs: [x, floats(shape, -2)],
    outputs: [[2, ...shape]],
    options: { type: "PackOptions", valuesCount: 2, axis: 0 },
  },
  { name: "MAXIMUM", inputs: [x, floats([8])], outputs: [shape], options: { type: "MaximumMinimumOptions" } },
  { name: "MINIMUM", inputs: [x, floats([8])], outputs: [shape], options: { type: "MaximumMinimumOptions" } },
  {
    name: "PADV2",
    inputs: [x, [0, 0, 1, 1, 1, 1, 0, 0], floats([1], 0.5)],
    outputs: [[1, 6, 6, 8]],
    options: { type: "PadV2Options" },
  },
  {
    name: "DYNAMIC_UPDATE_SLICE",
    inputs: [x, floats([1, 2, 2, 8]), [0, 1, 1, 0]],
    outputs: [shape],
    options: { type: "DynamicUpdateSliceOptions" },
  },
];

/** A model of the op alone. */
export function build({ name, inputs, outputs, options }: Case): Model {
  const builder = modelBuilder("test");
  const input = builder.input("x", shape);
  let seed = 3;
  const given = inputs.map((entry) => {
    if (entry === "x") return input;
    if (entry === -1) return -1;
    if (Array.isArray(entry)) {
      const dims = name.startsWith("PAD") || name === "MIRROR_PAD" ? [entry.length / 2, 2] : [entry.length];
      const pairs = name.endsWith("_ND") && entry.length === 4 ? [2, 2] : dims;
      const scalar = name === "SPLIT" || name === "EXPAND_DIMS" || (name === "SPLIT_V" && entry.length === 1);
      return builder.constant(`c${seed++}`, scalar ? [] : pairs, Int32Array.from(entry), "INT32");
    }
    const { floats: dims, low = -0.5 } = entry;
    const count = dims.reduce((n, d) => n * d, 1);
    return builder.constant(`c${seed}`, dims, noise(count, seed++, low, 1));
  });
  const results = outputs.map((dims, i) => builder.value(`y${i}`, dims));
  builder.op(name, given, results, options ?? null, name === "BROADCAST_TO" ? 2 : 1);
  return builder.finish(results, "serve");
}
