// Which input of an op is its weight, and along which axis its output channels lie: what every technique that works
// on weights must know. https://ai.google.dev/edge/litert/conversion/tensorflow/quantization/quantization_spec
import type { ChannelLayout } from "../kernels/abs-max.ts";
import { isOperator, type Model, type Operator, type OperatorName } from "../tflite/model.ts";

/** Ops with a weight whose output channels can have a scale each. */
export type WeightOp =
  | "BATCH_MATMUL"
  | "CONV_2D"
  | "DEPTHWISE_CONV_2D"
  | "EMBEDDING_LOOKUP"
  | "FULLY_CONNECTED"
  | "TRANSPOSE_CONV";

export interface WeightPlace {
  readonly op: WeightOp;
  /** Positions among the op's inputs; −1 where the op takes no bias. */
  readonly input: number;
  readonly weight: number;
  readonly bias: number;
  /** Dimension of the weight along which output channels lie. */
  readonly axis: number;
  /** Dimensions that the kernels take. */
  readonly rank: { readonly min: number; readonly max: number };
}

const four = { min: 4, max: 4 };
const two = { min: 2, max: 2 };
const places: Readonly<Record<WeightOp, Omit<WeightPlace, "op">>> = {
  CONV_2D: { input: 0, weight: 1, bias: 2, axis: 0, rank: four },
  DEPTHWISE_CONV_2D: { input: 0, weight: 1, bias: 2, axis: 3, rank: four },
  TRANSPOSE_CONV: { input: 2, weight: 1, bias: 3, axis: 0, rank: four },
  FULLY_CONNECTED: { input: 0, weight: 1, bias: 2, axis: 0, rank: two },
  EMBEDDING_LOOKUP: { input: 0, weight: 1, bias: -1, axis: 0, rank: { min: 2, max: 8 } },
  BATCH_MATMUL: { input: 0, weight: 1, bias: -1, axis: -1, rank: { min: 2, max: 5 } },
};
const names = Object.keys(places) as (WeightOp & OperatorName)[];

/** Position of the bias among the op's inputs; −1 where the op takes none. */
export const biasSlot = (op: WeightOp): number => places[op].bias;

/** Where the op keeps its weight, or null for ops without one. The weight itself may still be a computed tensor. */
export function weightPlace(model: Model, op: Operator, weightRank = 0): WeightPlace | null {
  const name = names.find((n) => isOperator(model, op, n));
  if (name === undefined) return null;
  const place = places[name];
  if (name !== "BATCH_MATMUL") return { op: name, ...place };
  const transposed = op.builtinOptions?.type === "BatchMatMulOptions" && op.builtinOptions.adjY;
  return { op: name, ...place, axis: weightRank - (transposed ? 2 : 1) };
}

/** The weight as [outer, channels, inner] around its channel axis. */
export function channelLayout(shape: readonly number[], axis: number): ChannelLayout {
  const product = (dims: readonly number[]): number => dims.reduce((n, d) => n * d, 1);
  return {
    outer: product(shape.slice(0, axis)),
    channels: shape[axis] ?? 1,
    inner: product(shape.slice(axis + 1)),
  };
}
