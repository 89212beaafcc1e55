import type { AffineParams } from "./params.ts";

/** What an integer kernel demands of the parameters of its inputs and outputs. */
export type ScaleRule =
  /** Rescales: every tensor has its own. */
  | { readonly kind: "free" }
  /** Copies or compares integers: outputs have the parameters of the first activation. */
  | { readonly kind: "as-input" }
  /** Mixes several inputs without rescaling: they take the output's. */
  | { readonly kind: "as-output" }
  /** The output's range is known beforehand. */
  | { readonly kind: "fixed"; readonly int8: AffineParams; readonly int16: AffineParams | null }
  /** The output is no real number (an index, a truth value). */
  | { readonly kind: "none" };

export interface OpRule {
  readonly scales: ScaleRule;
  /** Inputs that carry reals; by default every float input that is neither weight nor bias. */
  readonly activations?: readonly number[];
  readonly weight?: { readonly slot: number; readonly axis: number };
  readonly bias?: number;
  /** Whether the runtime has the kernel. */
  readonly int16: boolean;
  /** Moves values about and changes none, so that it may as well stay float among float ops. */
  readonly moves?: true;
  /** Keeps states, and has constants of its own kind (lstm.ts). */
  readonly recurrent?: true;
}

const free = (int16 = true): OpRule => ({ scales: { kind: "free" }, int16 });
const moves = (int16 = true, activations: readonly number[] = [0]): OpRule => ({
  scales: { kind: "as-input" },
  activations,
  int16,
  moves: true,
});
const mixes = (activations?: readonly number[]): OpRule => ({
  scales: { kind: "as-output" },
  ...(activations === undefined ? {} : { activations }),
  int16: true,
});
const fixed = (int8: AffineParams, int16: AffineParams | null): OpRule => ({
  scales: { kind: "fixed", int8, int16 },
  int16: int16 !== null,
});
const none = (int16: boolean): OpRule => ({ scales: { kind: "none" }, int16 });
const weighted = (activation: number, slot: number, axis: number, bias: number): OpRule => ({
  scales: { kind: "free" },
  activations: [activation],
  weight: { slot, axis },
  bias,
  int16: true,
});

const unit16: AffineParams = { scale: 1 / 32768, zeroPoint: 0 };

/**
 * Every op with an integer kernel, and what the kernel demands. From the TFLite int8 specification
 * (https://ai.google.dev/edge/litert/conversion/tensorflow/quantization/quantization_spec) and, where that is
 * silent, the checks in the kernels of LiteRT (tflite/kernels). NEG is absent on purpose: its int8 kernel negates
 * the stored integers and knows nothing of zero points (negations.ts makes it a MUL). BIDIRECTIONAL_SEQUENCE_LSTM and the RNN ops have no kernel with
 * integer activations.
 */
export const opRules: Readonly<Record<string, OpRule>> = {
  CONV_2D: weighted(0, 1, 0, 2),
  DEPTHWISE_CONV_2D: weighted(0, 1, 3, 2),
  FULLY_CONNECTED: weighted(0, 1, 0, 2),
  TRANSPOSE_CONV: weighted(2, 1, 0, 3),
  BATCH_MATMUL: { ...free(), activations: [0, 1] },

  ADD: free(),
  SUB: free(),
  MUL: free(),
  DIV: free(),
  SQUARED_DIFFERENCE: free(false),
  MEAN: { ...free(), activations: [0] },
  SUM: { ...free(false), activations: [0] },
  ABS: free(),
  RELU: free(),
  RELU6: free(),
  RELU_N1_TO_1: free(false),
  LEAKY_RELU: free(),
  PRELU: free(false),
  ELU: free(false),
  GELU: free(),
  HARD_SWISH: free(false),
  RSQRT: free(),
  SQRT: free(),
  EXP: free(),
  LOG: free(),

  SOFTMAX: fixed({ scale: 1 / 256, zeroPoint: -128 }, unit16),
  LOGISTIC: fixed({ scale: 1 / 256, zeroPoint: -128 }, unit16),
  TANH: fixed({ scale: 1 / 128, zeroPoint: 0 }, unit16),
  LOG_SOFTMAX: fixed({ scale: 16 / 256, zeroPoint: 127 }, null),
  L2_NORMALIZATION: fixed({ scale: 1 / 128, zeroPoint: 0 }, null),

  RESHAPE: moves(),
  TRANSPOSE: moves(),
  SQUEEZE: moves(),
  EXPAND_DIMS: moves(),
  SLICE: moves(),
  STRIDED_SLICE: moves(),
  SPLIT: moves(true, [1]),
  SPLIT_V: moves(),
  UNPACK: moves(),
  PAD: moves(),
  MIRROR_PAD: moves(),
  GATHER: moves(),
  GATHER_ND: moves(),
  BROADCAST_TO: moves(),
  TILE: moves(false),
  REVERSE_V2: moves(),
  SPACE_TO_DEPTH: moves(false),
  DEPTH_TO_SPACE: moves(false),
  SPACE_TO_BATCH_ND: moves(),
  BATCH_TO_SPACE_ND: moves(),
  AVERAGE_POOL_2D: { ...moves(), moves: undefined },
  MAX_POOL_2D: moves(),
  REDUCE_MAX: moves(),
  REDUCE_MIN: moves(),
  RESIZE_BILINEAR: { ...moves(), moves: undefined },
  RESIZE_NEAREST_NEIGHBOR: moves(),

  CONCATENATION: mixes(),
  PACK: mixes(),
  MAXIMUM: mixes(),
  MINIMUM: mixes(),
  SELECT: mixes([1, 2]),
  SELECT_V2: mixes([1, 2]),
  DYNAMIC_UPDATE_SLICE: mixes([0, 1]),
  PADV2: mixes([0, 2]),

  // The 16-bit kernels are TFLite Micro's alone.
  UNIDIRECTIONAL_SEQUENCE_LSTM: { ...free(false), activations: [0], recurrent: true },
  LSTM: { ...free(false), activations: [0], recurrent: true },

  EQUAL: none(true),
  NOT_EQUAL: none(true),
  GREATER: none(false),
  GREATER_EQUAL: none(false),
  LESS: none(false),
  LESS_EQUAL: none(false),
  SHAPE: { ...none(true), activations: [0] },
  ARG_MAX: { ...none(false), activations: [0] },
  ARG_MIN: { ...none(false), activations: [0] },
};
