// The GPU delegate (OpenCL, OpenGL, Metal) and LiteRT's successor of it, which WebGPU uses.
// Read in tflite/tools/versioning/gpu_compatibility.cc of https://github.com/google-ai-edge/LiteRT (f6745779).
import { fixedInput, inputCount, option, ranks } from "./limits.ts";
import { type Limit, type OpRow, rows, type Target, targetNames } from "./target.ts";
import { keepsState, litert } from "./xnnpack.ts";

const source = `${litert}/tflite/tools/versioning/gpu_compatibility.cc`;

/** Computes in float: integer data is simulated, integer weights are unpacked at the start. */
const numbers = "float float16 int8 uint8 dynamic8 int32 bool";

const noSignBit: Limit = (op) =>
  op.option("fusedActivationFunction") === 5 ? { reason: "has SIGN_BIT fused into it" } : null;

const depthwiseShape: Limit = (op) => {
  const input = op.data?.shape ?? [];
  const output = op.outputs[0]?.shape ?? [];
  return input.length === 4 &&
    output.length === 4 &&
    output[3] !== (input[3] ?? 0) * op.option("depthMultiplier")
    ? { reason: "has channels that its multiplier does not explain" }
    : null;
};

const noMasks: Limit = (op) =>
  ["ellipsisMask", "newAxisMask", "shrinkAxisMask"].some((m) => op.option(m) !== 0)
    ? { reason: "uses an ellipsis, a new axis or drops an axis" }
    : null;

const notBothResizeFlags: Limit = (op) =>
  op.option("alignCorners") !== 0 && op.option("halfPixelCenters") !== 0
    ? { reason: "sets align_corners and half_pixel_centers together" }
    : null;

const notInt16: Limit = (op) => (op.data?.type === "INT16" ? { reason: "unpacks int16" } : null);

const reductions = [fixedInput(1, "axes")];

export const gpuTable: Readonly<Record<string, OpRow>> = {
  ...rows(
    `ABS ATAN2 BITCAST CAST CEIL COS CUMSUM DENSIFY DIV DYNAMIC_UPDATE_SLICE ELU EMBEDDING_LOOKUP EQUAL EXP FLOOR
    FLOOR_DIV FLOOR_MOD GATHER GELU GREATER GREATER_EQUAL HARD_SWISH LEAKY_RELU LESS LESS_EQUAL LOG LOGICAL_AND
    LOGICAL_NOT LOGICAL_OR LOGISTIC LSTM MAXIMUM MINIMUM MIRROR_PAD NEG NOT_EQUAL ONE_HOT PACK POW PRELU QUANTIZE
    RELU RELU6 RELU_N1_TO_1 RESHAPE RESIZE_NEAREST_NEIGHBOR RIGHT_SHIFT ROUND RSQRT SELECT SELECT_V2 SIGN SIN SPLIT
    SPLIT_V SQRT SQUARE SQUARED_DIFFERENCE TANH TILE TOPK_V2 TRANSPOSE BATCH_MATMUL`,
    numbers,
  ),
  ...rows("ADD MUL SUB", numbers, noSignBit, inputCount(2, 2)),
  ...rows("ADD_N", numbers, inputCount(2, 2)),
  ...rows("AVERAGE_POOL_2D MAX_POOL_2D CONCATENATION", numbers, noSignBit),
  ...rows("CONV_2D TRANSPOSE_CONV", numbers, noSignBit),
  ...rows("DEPTHWISE_CONV_2D", numbers, noSignBit, depthwiseShape),
  ...rows("FULLY_CONNECTED", numbers, noSignBit, option(["weightsFormat"], 0, 0, "weights format")),
  ...rows("DEQUANTIZE", "float16 int8 uint8 int16", notInt16),
  ...rows(
    "MEAN SUM REDUCE_ALL REDUCE_ANY REDUCE_MAX REDUCE_MIN REDUCE_PROD REVERSE_V2",
    numbers,
    ...reductions,
  ),
  ...rows("PAD PADV2", numbers, fixedInput(1, "paddings")),
  ...rows("SLICE", numbers, ranks(3, 4)),
  ...rows("STRIDED_SLICE", numbers, ranks(3, 4), noMasks),
  ...rows("SOFTMAX", numbers, option(["beta"], 1, 1, "beta")),
  ...rows("RESIZE_BILINEAR", numbers, notBothResizeFlags),
  ...rows("DEPTH_TO_SPACE SPACE_TO_DEPTH", numbers, option(["blockSize"], 2, 2 ** 20, "block size")),
  ...rows("Convolution2DTransposeBias MaxPoolingWithArgmax2D MaxUnpooling2D Resampler", "float float16"),
};

const floats = {
  text: "It computes in float16 or float32: int8 makes the file smaller here, not faster. Float16 fits best.",
  source: `${litert}/tflite/g3doc/performance/gpu.md`,
};

export const androidGpu: Target = {
  id: "android-gpu",
  label: targetNames["android-gpu"],
  summary: "LiteRT's GPU delegate on the phone's graphics processor.",
  fallback: "the CPU",
  partition: "pieces",
  table: gpuTable,
  limits: [],
  notes: [
    floats,
    {
      text: "A graph that is cut into pieces is often slower than on the CPU alone: each border copies tensors.",
      source: `${litert}/tflite/g3doc/performance/gpu.md`,
    },
    {
      text: "Channels are computed in groups of four; RESHAPE, BATCH_TO_SPACE and SPACE_TO_DEPTH cost more than they look.",
      source: `${litert}/tflite/g3doc/performance/gpu.md`,
    },
  ],
  source,
  read: "2026-08",
};

export const browserWebgpu: Target = {
  id: "browser-webgpu",
  label: targetNames["browser-webgpu"],
  summary: "LiteRT.js on the visitor's graphics processor.",
  refuses: keepsState,
  fallback: "WebAssembly",
  partition: "whole",
  table: Object.fromEntries(
    Object.entries(gpuTable).map(([op, row]) => [
      op,
      { ...row, doubt: "WebGPU is taken to support the GPU delegate's ops; LiteRT.js publishes no list." },
    ]),
  ),
  limits: [],
  notes: [
    floats,
    {
      text: "Where the browser lacks JSPI, one op that is not taken sends the whole model to WebAssembly.",
      source: `${litert}/litert/js/packages/core/README.md`,
    },
  ],
  source: `${litert}/litert/js/packages/core/README.md`,
  read: "2026-08",
};
