// Read in SUPPORTED_OPS.md of Vela 3.10 (https://github.com/nxp-imx/ethos-u-vela, a6f65663).
import {
  activation,
  fused,
  inputCount,
  perTensorWeights,
  plainLstm,
  plainSlice,
  spatialPaddings,
  strides,
} from "./limits.ts";
import { integers, type OpView } from "./op-view.ts";
import { type Limit, rows, type Target, targetNames } from "./target.ts";

const source = "https://github.com/nxp-imx/ethos-u-vela/blob/a6f65663/SUPPORTED_OPS.md";
const batched = [
  "FULLY_CONNECTED",
  "RESHAPE",
  "SHAPE",
  "SLICE",
  "SOFTMAX",
  "SPLIT",
  "SPLIT_V",
  "SQUEEZE",
  "STRIDED_SLICE",
  "UNPACK",
];
const perChannel = ["CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV"];
const int32Ops = ["ADD", "ARG_MAX", "MUL", "SHAPE", "SUB", "TRANSPOSE"];

const generic: Limit = (op) => {
  const tensors = [op.data, ...op.outputs].filter((t) => t !== null);
  for (const t of tensors) {
    if (t.shape.length > 4) return { reason: `works on ${t.shape.length} dimensions; up to 4 are taken` };
    if (t.shape.some((d) => d > 65535)) return { reason: "has an axis longer than 65,535" };
    if (t.open)
      return { reason: "has sizes that are open until it runs", mend: "Fix the shapes when converting." };
    if (t.shape.length === 4 && t.shape[0]! > 1 && !batched.includes(op.name)) {
      return { reason: `has a batch of ${t.shape[0]}`, mend: "Convert with batch 1." };
    }
    if (["INT8", "UINT8", "INT16"].includes(t.type) && t.scales === 0 && op.name !== "SHAPE") {
      return { reason: `has no scale for ${t.name}` };
    }
  }
  if (op.kind === "int32" && !int32Ops.includes(op.name)) return { reason: "works on int32" };
  return perChannel.includes(op.name) ? null : perTensorWeights(op);
};

const activations = fused("RELU", "RELU6", "RELU_N1_TO_1", "TANH");

const kernelArea = (op: OpView): [number, number] => {
  const shape = op.weights?.shape ?? [];
  return [shape[1] ?? 1, shape[2] ?? 1];
};

const convKernel: Limit = (op) => {
  const [h, w] = kernelArea(op);
  const tall = (h - 1) * op.option("dilationHFactor") + 1;
  if (tall > 64) return { reason: `has a dilated kernel ${tall} high; up to 64 is taken` };
  return h * w > 4096 ? { reason: "has a kernel of more than 4,096 points" } : null;
};

const eightBitConstantWeights: Limit = (op) => {
  if (op.weights === null) return null;
  if (!op.weights.constant) return { reason: "has weights that are computed when it runs" };
  return op.weights.type === "INT8" || op.weights.type === "UINT8"
    ? null
    : { reason: `has ${op.weights.type.toLowerCase()} weights; 8 bits are taken` };
};

const multiplier: Limit = (op) =>
  op.option("depthMultiplier") > 1 && op.data?.shape.at(-1) !== 1
    ? { reason: "multiplies more than one channel" }
    : null;

const transposeStrides: Limit = (op) =>
  op.option("strideH") > 2 || op.option("strideW") > 2 ? { reason: "has a stride over 2" } : null;

const samePool =
  (most: number): Limit =>
  (op) =>
    op.option("padding") === 0 && (op.option("filterHeight") > most || op.option("filterWidth") > most)
      ? { reason: `pools over more than ${most} with SAME padding` }
      : op.option("filterHeight") > 256
        ? { reason: "pools over more than 256 rows" }
        : null;

const equalQuantization: Limit = (op) => {
  const [a, b] = [op.inputs[0], op.outputs[0]];
  return a != null && b !== undefined && (a.scale !== b.scale || a.zeroPoint !== b.zeroPoint)
    ? { reason: "has different scales at input and output" }
    : null;
};

/** Doubling, four- or eightfold enlargement, or none. */
const resize: Limit = (op) => {
  const [from, to] = [op.data?.shape ?? [], op.outputs[0]?.shape ?? []];
  const [h, w] = [(to[1] ?? 1) / (from[1] ?? 1), (to[2] ?? 1) / (from[2] ?? 1)];
  const single = (from[1] ?? 0) === 1 && (from[2] ?? 0) === 1;
  if (single || (h === w && [1, 2, 4, 8].includes(h))) return null;
  return { reason: `resizes by ${h.toPrecision(3)} x ${w.toPrecision(3)}; 2, 4 or 8 both ways is taken` };
};

const argMax: Limit = (op) =>
  (op.data?.shape.at(-1) ?? 0) > 127 ? { reason: "chooses among more than 127" } : null;

const meanSize: Limit = (op) => {
  const axes = integers(op.inputs[1]) ?? [];
  const rank = op.data?.shape.length ?? 0;
  const size = axes.reduce((n, a) => n * (op.data?.shape.at(a < 0 ? a + rank : a) ?? 1), 1);
  const most = op.kind === "int16" ? 65_536 : op.kind === "uint8" ? 8_388_608 : 16_777_216;
  return size > most ? { reason: `averages over ${size} elements` } : null;
};

const all = "int8 uint8 int16";

export const ethosU: Target = {
  id: "ethos-u",
  label: targetNames["ethos-u"],
  summary: "Arm's microcontroller accelerator; Vela compiles what it takes, the rest runs on the Cortex-M.",
  fallback: "the Cortex-M, through TFLite Micro",
  partition: "pieces",
  table: {
    ...rows("ADD MUL SUB", "int8 uint8 int16 int32", activations),
    ...rows(
      `ABS CONCATENATION EXPAND_DIMS LEAKY_RELU LOGISTIC PACK PRELU QUANTIZE RELU RELU6 RELU_N1_TO_1 RESHAPE SLICE
      SOFTMAX SPLIT SPLIT_V SQUARED_DIFFERENCE SQUEEZE TANH UNPACK`,
      all,
    ),
    ...rows("SHAPE TRANSPOSE", "int8 uint8 int16 int32"),
    ...rows("ARG_MAX", "int8 uint8", argMax),
    ...rows("AVERAGE_POOL_2D", all, activations, samePool(8)),
    ...rows("MAX_POOL_2D", all, activations, strides(3), samePool(256)),
    ...rows("CONV_2D", all, activations, strides(3), convKernel, eightBitConstantWeights),
    ...rows(
      "DEPTHWISE_CONV_2D",
      all,
      activations,
      strides(3),
      convKernel,
      multiplier,
      eightBitConstantWeights,
    ),
    ...rows("TRANSPOSE_CONV", all, transposeStrides, eightBitConstantWeights),
    ...rows("FULLY_CONNECTED", all, activations, eightBitConstantWeights),
    ...rows("EXP", "int8 int16"),
    ...rows("HARD_SWISH", "int8 uint8"),
    ...rows("MAXIMUM MINIMUM", all, equalQuantization),
    ...rows("MEAN", all, meanSize),
    ...rows("PAD", all, inputCount(2, 2), spatialPaddings),
    ...rows("RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR", all, resize),
    ...rows("RSQRT", "int8"),
    ...rows("STRIDED_SLICE", all, plainSlice),
    ...rows("UNIDIRECTIONAL_SEQUENCE_LSTM", "int8 int16", plainLstm),
  },
  limits: [
    generic,
    (op) => (activation(op) === "SIGN_BIT" ? { reason: "has SIGN_BIT fused into it" } : null),
  ],
  notes: [
    {
      text: "FULLY_CONNECTED with a scale for every channel goes to the CPU; quantize dense layers with one scale.",
      source,
    },
    {
      text: "Vela compresses weights, so that pruned and clustered ones need less memory traffic (from memory, not read).",
      source,
    },
  ],
  source,
  read: "2023-12",
};
