// The Edge TPU compiler's table of operations (coral.ai/docs/edgetpu/models-intro) as it was republished, with what
// the compiler was seen to say in the issues of google-coral/edgetpu.
import { fixedInput, noActivation, notOverBatch, option, plainSlice, rowsOf } from "./limits.ts";
import { integers, type TensorView } from "./op-view.ts";
import { compareReleases, releaseOf } from "./runtime-age.ts";
import { doubtfulRows, type Limit, quantizeFully, rows, type Target, targetNames, unsure } from "./target.ts";

const models = "https://coral.ai/docs/edgetpu/models-intro/";
const issue = (number: number): string => `https://github.com/google-coral/edgetpu/issues/${number}`;

const eightBit = (t: TensorView): boolean => t.type === "INT8" || t.type === "UINT8";

/** All data in int8 or uint8; biases in int32, axes and shapes as they are. */
const eightBitData: Limit = (op) => {
  const wrong = [op.data, ...op.outputs].find((t) => t != null && !eightBit(t));
  if (wrong == null) return null;
  return {
    reason: `works on ${wrong.type.toLowerCase()}; only 8-bit integers are taken`,
    mend: wrong.type === "INT16" ? "Use int8 activations instead of int16." : quantizeFully,
  };
};

const eightBitWeights: Limit = (op) =>
  op.weights !== null && !eightBit(op.weights)
    ? {
        reason: `has ${op.weights.type.toLowerCase()} weights; only 8-bit integers are taken`,
        mend: quantizeFully,
      }
    : null;

const fixedSizes: Limit = (op) =>
  [op.data, ...op.outputs].some((t) => t?.open)
    ? {
        reason: "has sizes that are open until it runs",
        mend: "Fix the input's shape, batch 1, when converting.",
      }
    : null;

/** Of tensors with more than three dimensions only the innermost three may be longer than 1. */
const threeDimensions: Limit = (op) =>
  [op.data, ...op.outputs].some((t) => t?.shape.slice(0, -3).some((d) => d > 1))
    ? { reason: "works on more than three dimensions longer than 1" }
    : null;

const constantParameters: Limit = (op) => {
  const computed = [
    op.weights,
    op.name.includes("CONV") || op.name === "FULLY_CONNECTED" ? op.inputs[2] : null,
  ];
  return computed.some((t) => t != null && t !== op.data && !t.constant)
    ? { reason: "has weights or a bias that are computed when it runs" }
    : null;
};

const oneRow: Limit = (op) => {
  const output = op.outputs[0];
  return output !== undefined && rowsOf(output) > 1
    ? { reason: "has an output of more than one dimension", mend: "Use a 1x1 convolution in its place." }
    : null;
};

const oneDilation: Limit = (op) =>
  op.option("dilationHFactor") !== op.option("dilationWFactor")
    ? { reason: "is dilated differently in height and width" }
    : null;

const zeroPadding: Limit = (op) => {
  const constant = op.inputs.find((t) => t?.constant);
  if (constant == null) return null;
  return op.inputs.length === 2 && constant.bytes?.every((b) => b === 0)
    ? null
    : { reason: "joins a constant that is not zero" };
};

const smallVector: Limit = (op) => {
  const input = op.data;
  if (input === null) return null;
  if (rowsOf(input) > 1) return { reason: "runs over more than one vector" };
  return (input.shape.at(-1) ?? 0) > 16000 ? { reason: "runs over more than 16,000 elements" } : null;
};

const leadingOnes: Limit = (op) => {
  const shape = op.data?.shape ?? [];
  const first = shape.findIndex((d) => d > 1);
  return first >= 0 && shape.slice(first).includes(1) ? { reason: "drops axes other than the first" } : null;
};

const oneSlope: Limit = (op) =>
  op.inputs[1] != null && rowsOf(op.inputs[1]) > 1
    ? { reason: "has a slope for every position", mend: "Share the slope over axes 1 and 2." }
    : null;

const depthOfMean: Limit = (op) => {
  const rank = op.data?.shape.length ?? 0;
  const depth = op.data?.shape.at(-1) ?? 0;
  const overDepth = integers(op.inputs[1])?.some((a) => (a < 0 ? a + rank : a) === rank - 1);
  return overDepth && depth % 4 !== 0
    ? { reason: `averages over ${depth} channels, no multiple of 4` }
    : null;
};

const newer =
  "Taken by compilers of runtime 13 and newer as far as known; an older one leaves it to the CPU.";

const someTransposes =
  "TRANSPOSE stays on the CPU up to compiler 15; compiler 16 takes some and does not say which.";
const someDeconvolutions = "TRANSPOSE_CONV is taken, but compiler 16 was seen to leave out single ones.";

/** The last compiler, 16.0, is of July 2021. */
const compilerRelease = "2.5";

/** The compiler knows the op versions of its time: https://github.com/google-coral/edgetpu/issues/845. */
const knownVersion: Limit = (op) => {
  const since = releaseOf(op.name, op.version);
  if (since === null || compareReleases(since, compilerRelease) <= 0) return null;
  return {
    reason: `has version ${op.version}, of release ${since}, which compiler 16 of 2021 does not know`,
    mend: "Convert with TensorFlow 2.5 or older for this target.",
    sure: op.name === "TRANSPOSE_CONV",
  };
};

/** What is known to be refused, with where the compiler said so and what to do. */
export const edgeTpuRefusals: Readonly<Record<string, { mend: string; source: string }>> = {
  HARD_SWISH: {
    mend: "Keep the model float on a CPU or GPU, or train it with RELU6 in place of HARD_SWISH.",
    source: issue(272),
  },
  LEAKY_RELU: { mend: "Train it with RELU or PRELU in place of LEAKY_RELU.", source: issue(272) },
  DEQUANTIZE: { mend: quantizeFully, source: issue(490) },
};

export const edgeTpu: Target = {
  id: "edge-tpu",
  label: targetNames["edge-tpu"],
  summary: "Coral's accelerator: what its compiler maps runs there, the rest on the board's CPU.",
  fallback: "the CPU",
  partition: "prefix",
  table: {
    ...rows(
      `ADD SUB MUL MAXIMUM MINIMUM LOGISTIC TANH RELU RELU6 RELU_N1_TO_1 L2_NORMALIZATION EXPAND_DIMS QUANTIZE SLICE
      SPACE_TO_DEPTH RESHAPE`,
      "int8 uint8",
    ),
    ...rows("AVERAGE_POOL_2D MAX_POOL_2D", "int8 uint8", noActivation),
    ...rows("CONCATENATION", "int8 uint8", noActivation, zeroPadding),
    ...rows("CONV_2D DEPTHWISE_CONV_2D", "int8 uint8", oneDilation),
    ...rows("FULLY_CONNECTED", "int8 uint8", option(["weightsFormat"], 0, 0, "weights format"), oneRow),
    ...rows("UNIDIRECTIONAL_SEQUENCE_LSTM LSTM", "int8 uint8"),
    ...rows("MEAN", "int8 uint8", notOverBatch, depthOfMean),
    ...rows("REDUCE_MAX REDUCE_MIN", "int8 uint8", notOverBatch),
    ...rows("PACK", "int8 uint8"),
    ...rows("PAD", "int8 uint8", fixedInput(1, "paddings")),
    ...rows("PRELU", "int8 uint8", oneSlope),
    ...rows("RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR", "int8 uint8"),
    ...rows("SOFTMAX", "int8 uint8", smallVector),
    ...rows("SPLIT", "int8 uint8", unsure(notOverBatch)),
    ...rows("SQUEEZE", "int8 uint8", leadingOnes),
    ...rows("STRIDED_SLICE", "int8 uint8", plainSlice),
    ...doubtfulRows("RSQRT SQUARED_DIFFERENCE SUM", "int8 uint8", newer, notOverBatch),
    ...doubtfulRows("TRANSPOSE", "int8 uint8", someTransposes),
    ...doubtfulRows("TRANSPOSE_CONV", "int8 uint8", someDeconvolutions),
  },
  limits: [eightBitData, eightBitWeights, fixedSizes, constantParameters, threeDimensions, knownVersion],
  notes: [
    {
      text: "The graph is cut once: the first op that is not mapped and all that follow run on the CPU.",
      source: issue(461),
    },
    {
      text: "Float input and output stay possible; QUANTIZE and DEQUANTIZE at the border then run on the CPU.",
      source: issue(490),
    },
    {
      text: "About 8 MB of weights stay on the chip; the rest is sent over USB or PCIe for every inference.",
      source: issue(322),
    },
    { text: someTransposes, source: issue(433) },
    { text: someDeconvolutions, source: issue(686) },
    { text: "Large RESHAPE and RESIZE ops may be left to the CPU; only the compiler tells.", source: models },
  ],
  source: models,
  read: "2026-11",
};
