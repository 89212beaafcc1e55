import { inputCount, plainLstm } from "./limits.ts";
import { microMethods } from "./micro-ops.ts";
import type { NumberKind } from "./op-view.ts";
import { type Limit, type OpRow, rows, type Target, targetNames } from "./target.ts";

const source = "https://github.com/tensorflow/tflite-micro/tree/90b983c2/tensorflow/lite/micro/kernels";

/** Kernels read one by one; int8 with int4 weights where `int8w4` is named. */
const known: Readonly<Record<string, OpRow>> = {
  ...rows("CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED", "float int8 int16 int8w4"),
  ...rows("TRANSPOSE_CONV AVERAGE_POOL_2D MAX_POOL_2D LEAKY_RELU SOFTMAX ADD", "float int8 int16"),
  ...rows("HARD_SWISH", "float int8"),
  ...rows("UNIDIRECTIONAL_SEQUENCE_LSTM", "float int8 int16", plainLstm, inputCount(24, 24)),
  ...rows("RESHAPE SHAPE STRIDED_SLICE PACK UNPACK SPLIT", "float int8 int16 uint8 int32 int64 bool"),
};

const likely: readonly NumberKind[] = ["float", "int8", "int16", "int32", "int64", "bool", "other"];

const noHybrid: Limit = (op) =>
  op.kind === "dynamic8" || op.kind === "dynamic4"
    ? {
        reason: "mixes float data with integer weights, which no kernel here takes",
        mend: "Quantize to full integer int8, or keep the model float.",
      }
    : null;

const noHalf: Limit = (op) =>
  op.kind === "float16" || op.data?.type === "FLOAT16"
    ? { reason: "uses float16", mend: "Quantize to full integer int8, or keep the model float32." }
    : null;

const noSparse: Limit = (op) =>
  op.name === "DENSIFY" ? { reason: "unpacks sparse weights", mend: "Store the weights dense." } : null;

export const tfliteMicro: Target = {
  id: "tflite-micro",
  label: targetNames["tflite-micro"],
  summary: "The interpreter for microcontrollers; every op must have a kernel compiled in.",
  fallback: null,
  partition: "whole",
  table: Object.fromEntries(
    Object.keys(microMethods).map((op) => [
      op,
      known[op] ?? {
        kinds: likely,
        limits: [],
        doubt: "There is a kernel; which types it takes was not read.",
      },
    ]),
  ),
  limits: [noHybrid, noHalf, noSparse],
  notes: [
    { text: "Full integer int8 is what the optimized kernels (CMSIS-NN and others) are for.", source },
    {
      text: "Coral NPU runs TFLite Micro too; no table of its ops is published, so the same rules are shown for it.",
      source: "https://github.com/google-coral/coralnpu",
    },
  ],
  source,
  read: "2026-08",
};
