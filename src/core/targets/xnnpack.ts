// What XNNPACK takes from LiteRT, in the browser too. Ops outside run in the runtime's own kernels, mostly slower.
// Read in tflite/delegates/xnnpack/xnnpack_delegate.cc of https://github.com/google-ai-edge/LiteRT (f6745779).
import {
  fixedInput,
  fused,
  inputCount,
  option,
  outputCount,
  paddingsFrom0,
  plainSlice,
  present,
  scaleRatio,
} from "./limits.ts";
import type { OpView } from "./op-view.ts";
import { type Limit, type OpRow, rows, type Target, targetNames } from "./target.ts";

export const litert = "https://github.com/google-ai-edge/LiteRT/blob/f6745779";
const source = `${litert}/tflite/delegates/xnnpack/xnnpack_delegate.cc`;

const relus = fused("RELU", "RELU_N1_TO_1", "RELU6");
const staticFilter = [fixedInput(1, "weights"), fixedInput(2, "bias")];

/** FULLY_CONNECTED: even depth for int4, whole blocks of 32, no sparse version. */
const denseWeights: Limit = (op) => {
  if (op.version === 8) {
    return {
      reason: "uses sparse weights directly",
      mend: "Store the weights dense; they compress as well.",
    };
  }
  const depth = op.weights?.shape.at(-1) ?? 0;
  const type = op.weights?.type;
  if (type === "INT4" && depth % 2 !== 0) return { reason: `has int4 weights of odd depth ${depth}` };
  if (type === "INT2" && depth % 4 !== 0) return { reason: `has int2 weights of depth ${depth}` };
  return null;
};

const channelAxis =
  (axis: number): Limit =>
  (op) =>
    op.weights !== null && op.weights.scales > 1 && op.weights.axis !== axis
      ? { reason: `has scales along axis ${op.weights.axis} of its weights` }
      : null;

const wholeTensorIfUint8: Limit = (op) =>
  op.kind === "uint8" && (op.weights?.scales ?? 0) > 1
    ? { reason: "has uint8 weights with a scale for every channel" }
    : null;

const intoInt8: Limit = (op) => {
  const from = op.data?.type;
  const to = op.outputs[0]?.type;
  if (to !== "INT8" && to !== "UINT8") return { reason: `quantizes to ${to?.toLowerCase()}` };
  return from === "FLOAT32" || from === to ? null : { reason: `turns ${from?.toLowerCase()} into ${to}` };
};

const fromInt8OrPacked = (op: OpView): ReturnType<Limit> => {
  if (op.unpacks) return null;
  const type = op.data?.type;
  if (type !== "INT8" && type !== "UINT8") return { reason: `unpacks ${type?.toLowerCase()}` };
  return (op.data?.scales ?? 0) > 1 ? { reason: "unpacks a tensor with several scales" } : null;
};

const concatQuantization: Limit = (op) =>
  op.kind === "uint8" &&
  op.inputs.some((i) => i?.scale !== op.outputs[0]?.scale || i?.zeroPoint !== op.outputs[0]?.zeroPoint)
    ? { reason: "joins uint8 tensors of different scales" }
    : null;

const any8 = "float int8 uint8";

export const xnnpackTable: Readonly<Record<string, OpRow>> = {
  ...rows("ADD SUB", any8, relus, scaleRatio(1 / 1024, 256)),
  ...rows("MUL", any8, relus),
  ...rows("DIV MAXIMUM MINIMUM SQUARED_DIFFERENCE", "float", relus),
  ...rows("PRELU", "float", fixedInput(1, "slope")),
  ...rows(
    "ABS CEIL COS EXP FLOOR GELU HARD_SWISH LOG NEG RELU RELU6 RELU_N1_TO_1 ROUND RSQRT SIN SQRT SQUARE",
    "float",
  ),
  ...rows("ELU", "float int8"),
  ...rows("LOGISTIC TANH", any8),
  ...rows("LEAKY_RELU", any8, scaleRatio(1 / 256, 128)),
  ...rows("AVERAGE_POOL_2D", "float", relus),
  ...rows("MAX_POOL_2D", any8, relus),
  ...rows("MEAN SUM REDUCE_MIN REDUCE_MAX", any8, fixedInput(1, "axes")),
  ...rows("SOFTMAX", "float", option(["beta"], 1, 1, "beta")),
  ...rows("CONCATENATION", any8, relus, inputCount(2, 5), concatQuantization),
  ...rows(
    "CONV_2D",
    "float int8 uint8 dynamic8",
    relus,
    present(2, "bias"),
    ...staticFilter,
    channelAxis(0),
    wholeTensorIfUint8,
  ),
  ...rows("DEPTHWISE_CONV_2D", any8, relus, ...staticFilter, channelAxis(3), wholeTensorIfUint8),
  ...rows("FULLY_CONNECTED", "float int8 uint8 dynamic8 dynamic4 int8w4", relus, denseWeights),
  ...rows("BATCH_MATMUL", "float int8 uint8 dynamic8"),
  ...rows("TRANSPOSE_CONV", "float int8 uint8 dynamic8", fixedInput(1, "weights"), fixedInput(0, "shape")),
  ...rows("RESIZE_BILINEAR", any8, fixedInput(1, "size")),
  ...rows("PAD", any8, fixedInput(1, "paddings"), paddingsFrom0),
  ...rows("RESHAPE EXPAND_DIMS SLICE DEPTH_TO_SPACE SPACE_TO_DEPTH", any8),
  ...rows("STRIDED_SLICE", any8, plainSlice, option(["shrinkAxisMask"], 0, 0, "shrink mask")),
  ...rows("TRANSPOSE", any8, fixedInput(1, "order")),
  ...rows("SPLIT", any8, outputCount(2, 4)),
  ...rows("QUANTIZE", any8, intoInt8),
  ...rows("DEQUANTIZE", "float float16 int8 uint8", fromInt8OrPacked),
  ...rows("DENSIFY", "float float16 int8"),
  ...rows("VAR_HANDLE READ_VARIABLE ASSIGN_VARIABLE", "float int8 uint8 other"),
  ...rows("Convolution2DTransposeBias MaxPoolingWithArgmax2D MaxUnpooling2D", "float"),
};

/** What neither XNNPACK nor the runtime's own kernels run. */
export const noKernelAtAll: Limit = (op) => {
  if (op.name === "DEPTHWISE_CONV_2D" && op.kind === "dynamic4") {
    return {
      reason: "has int4 weights with float data, which no kernel of the runtime takes",
      mend: "Use int8 weights for the depthwise convolutions.",
    };
  }
  if (op.kind === "int16" && (op.name === "LSTM" || op.name === "UNIDIRECTIONAL_SEQUENCE_LSTM")) {
    return {
      reason: "has int16 data, which only TFLite Micro has a kernel for",
      mend: "Use int8 activations instead of int16.",
    };
  }
  if (op.kind === "float16" && !op.unpacks && op.name !== "DEQUANTIZE") {
    return {
      reason: "computes on float16 directly, which no CPU kernel takes",
      mend: "Put DEQUANTIZE between the float16 weights and the op, as float16 quantization does.",
    };
  }
  return null;
};

/** LiteRT.js 2.5.3 refuses such files when it reads them ("Variable tensors not yet supported"). */
export const keepsState: Limit = (op) =>
  op.inputs.some((input) => input?.state)
    ? {
        reason: "keeps a state in a variable tensor, and LiteRT.js refuses files that do",
        mend: "Convert it with the loop unrolled, or as a WHILE.",
      }
    : null;

const slow16 = {
  text: "int16 activations run in plain kernels, several times slower than int8; choose them for accuracy.",
  source: `${litert}/tflite/g3doc/performance/model_optimization.md`,
};

const common = {
  fallback: "the runtime's own kernels",
  partition: "pieces",
  table: xnnpackTable,
  limits: [],
  source,
  read: "2026-08",
} as const;

export const androidCpu: Target = {
  ...common,
  id: "android-cpu",
  label: targetNames["android-cpu"],
  summary: "LiteRT on the phone's cores, through XNNPACK.",
  notes: [
    slow16,
    {
      text: "Dynamic range int8 speeds up convolutions and dense layers; depthwise convolutions leave XNNPACK with it.",
      source,
    },
  ],
};

export const desktopCpu: Target = {
  ...common,
  id: "desktop-cpu",
  label: targetNames["desktop-cpu"],
  summary: "LiteRT on x86 or Arm cores, through XNNPACK.",
  notes: [
    slow16,
    {
      text: "Sparse weights speed nothing up on x86 with AVX: XNNPACK's sparse kernels are for Arm and WebAssembly.",
      source: "https://github.com/google/XNNPACK/blob/75db3c09/src/subgraph.c",
    },
  ],
};

export const browserWasm: Target = {
  ...common,
  id: "browser-wasm",
  label: targetNames["browser-wasm"],
  summary: "LiteRT.js on the visitor's CPU, through XNNPACK compiled to WebAssembly.",
  refuses: keepsState,
  notes: [
    slow16,
    {
      text: "LiteRT.js takes float32, int32 and uint8 at the model's border, so keep float input and output.",
      source: `${litert}/litert/js/packages/core/src/datatypes.ts`,
    },
    {
      text: "Threads need the page's server to send COOP and COEP headers.",
      source: "https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated",
    },
  ],
};
