// Two older accelerator interfaces of Android, read in tflite/delegates of LiteRT (f6745779).
import {
  fixedInput,
  fused,
  inputCount,
  noActivation,
  noDilation,
  option,
  perTensorWeights,
  present,
  ranks,
  strides,
} from "./limits.ts";
import { type Limit, rows, type Target, targetNames } from "./target.ts";
import { litert } from "./xnnpack.ts";

const relus = fused("RELU", "RELU_N1_TO_1", "RELU6");
const eight = "int8 uint8";

const smallPool: Limit = (op) =>
  op.option("padding") === 0 && (op.option("filterHeight") >= 13 || op.option("filterWidth") >= 13)
    ? { reason: "pools over 13 or more with SAME padding" }
    : null;

const depthwise: Limit = (op) => {
  const height = op.weights?.shape[1] ?? 2;
  if (height < 2) return { reason: "has a filter of one row" };
  const dilated = op.option("dilationHFactor") > 1 || op.option("dilationWFactor") > 1;
  if (dilated && (op.option("strideH") > 1 || op.option("strideW") > 1)) {
    return { reason: "has dilation and a stride together" };
  }
  return op.option("depthMultiplier") > 1 && (dilated || op.data?.shape.at(-1) !== 1)
    ? { reason: "multiplies channels" }
    : null;
};

const sizeTo65: Limit = (op) =>
  op.outputs[0]?.shape.slice(1, 3).some((d) => d > 65) ? { reason: "resizes to more than 65" } : null;

const eightToEight: Limit = (op) =>
  op.outputs[0]?.type === "INT8" || op.outputs[0]?.type === "UINT8" ? null : { reason: "leaves 8 bits" };

export const hexagon: Target = {
  id: "hexagon",
  label: targetNames.hexagon,
  summary: "Qualcomm's DSP of Snapdragon 820 to 855, through the old Hexagon delegate.",
  fallback: "the CPU",
  partition: "pieces",
  table: {
    ...rows("ADD MUL SUB", eight, relus),
    ...rows("AVERAGE_POOL_2D", eight, noActivation),
    ...rows("MAX_POOL_2D", eight, noActivation, smallPool),
    ...rows("CONV_2D", eight, relus, strides(3), noDilation),
    ...rows("DEPTHWISE_CONV_2D", eight, relus, strides(3), depthwise),
    ...rows(
      "FULLY_CONNECTED",
      eight,
      relus,
      perTensorWeights,
      fixedInput(2, "bias"),
      option(["keepNumDims"], 0, 0, "kept rank"),
    ),
    ...rows("TRANSPOSE_CONV", eight, strides(3)),
    ...rows("L2_NORMALIZATION", eight, noActivation),
    ...rows("MEAN", eight, fixedInput(1, "axes")),
    ...rows("PAD", eight, inputCount(2, 2)),
    ...rows("QUANTIZE", eight, eightToEight),
    ...rows("RESIZE_BILINEAR", eight, sizeTo65),
    ...rows("RSQRT SQUARED_DIFFERENCE", "int8"),
    ...rows(
      `ARG_MAX ARG_MIN CONCATENATION DEPTH_TO_SPACE SPACE_TO_DEPTH HARD_SWISH LOGISTIC TANH RELU RELU6 MAXIMUM MINIMUM
      MIRROR_PAD NEG PACK RESHAPE RESIZE_NEAREST_NEIGHBOR SLICE SOFTMAX SPLIT STRIDED_SLICE TRANSPOSE`,
      eight,
    ),
  },
  limits: [ranks(0, 4)],
  notes: [
    {
      text: "Newer Qualcomm processors are reached through LiteRT's NPU plug-in, of which no table of ops is published.",
      source: `${litert}/litert/vendors/qualcomm`,
    },
  ],
  source: `${litert}/tflite/delegates/hexagon/utils.cc`,
  read: "2026-08",
};

const nnapiKinds = "float int8 uint8 dynamic8 int32 bool";

const newest =
  (version: number): Limit =>
  (op) =>
    op.version > version ? { reason: `has version ${op.version}; up to ${version} is taken` } : null;

export const nnapi: Target = {
  id: "nnapi",
  label: targetNames.nnapi,
  summary: "Android's old interface to accelerators; what it does depends on the phone's driver.",
  fallback: "the CPU",
  partition: "pieces",
  table: {
    ...rows(
      `ADD ARG_MAX ARG_MIN MUL AVERAGE_POOL_2D MAX_POOL_2D L2_POOL_2D HARD_SWISH SOFTMAX RESHAPE RESIZE_NEAREST_NEIGHBOR
      SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM L2_NORMALIZATION LOCAL_RESPONSE_NORMALIZATION CONCATENATION DENSIFY FLOOR
      RELU RELU_N1_TO_1 RELU6 LOGISTIC TANH SUB DIV PAD PADV2 SPACE_TO_BATCH_ND BATCH_TO_SPACE_ND STRIDED_SLICE
      TRANSPOSE ABS EXP LOG POW RSQRT SLICE COS SIN TRANSPOSE_CONV SQRT RNN SPACE_TO_DEPTH SVDF LSTM MEAN
      EMBEDDING_LOOKUP HASHTABLE_LOOKUP MAXIMUM MINIMUM CAST LEAKY_RELU PRELU TILE LOGICAL_AND LOGICAL_OR LOGICAL_NOT
      LESS LESS_EQUAL GREATER GREATER_EQUAL EQUAL NOT_EQUAL NEG TOPK_V2 SELECT GATHER BIDIRECTIONAL_SEQUENCE_LSTM
      EXPAND_DIMS SPLIT SPLIT_V LOG_SOFTMAX QUANTIZE REDUCE_ANY REDUCE_MIN REDUCE_MAX REDUCE_PROD DEPTH_TO_SPACE SUM
      ELU FILL PACK UNPACK SQUARED_DIFFERENCE BATCH_MATMUL MIRROR_PAD REVERSE_V2`,
      nnapiKinds,
    ),
    ...rows("DEQUANTIZE", "float16 int8 uint8"),
    ...rows("CONV_2D", nnapiKinds, newest(5), present(2, "bias")),
    ...rows("DEPTHWISE_CONV_2D", nnapiKinds, newest(3), present(2, "bias")),
    ...rows("FULLY_CONNECTED", nnapiKinds, newest(5)),
    ...rows("RESIZE_BILINEAR", nnapiKinds, newest(3)),
  },
  limits: [
    (op) =>
      [op.data, ...op.outputs].some((t) => t?.open)
        ? { reason: "has sizes that are open until it runs" }
        : null,
  ],
  notes: [
    {
      text: "Weights with a scale for every channel, dilation and grouped convolutions need Android 10 (NNAPI 1.2).",
      source: `${litert}/tflite/delegates/nnapi/nnapi_delegate.cc`,
    },
    {
      text: "Deprecated with Android 15; prefer the CPU, the GPU or the maker's NPU plug-in.",
      source: "https://developer.android.com/ndk/guides/neuralnetworks/migration-guide",
    },
  ],
  source: `${litert}/tflite/delegates/nnapi/nnapi_delegate.cc`,
  read: "2026-08",
};
