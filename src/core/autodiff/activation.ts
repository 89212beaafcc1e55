import { InputError } from "../outcome.ts";
import { ActivationFunctionType } from "../tflite/generated/enums.ts";
import type { Operator, TensorIndex } from "../tflite/model.ts";
import type { GraphBuilder } from "./builder.ts";
import { isPositive, mul, sign, sub, unary } from "./emit.ts";

/** An interval of values; an end that is infinite bounds nothing. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const unbounded: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

export const intersection = (a: Interval, b: Interval): Interval => ({
  low: Math.max(a.low, b.low),
  high: Math.min(a.high, b.high),
});

/** The activation that an op's options fuse. */
export function fusedActivation(op: Operator): number {
  const options = op.builtinOptions;
  return options !== null && "fusedActivationFunction" in options ? options.fusedActivationFunction : 0;
}

/** Where a fused activation passes values on unchanged. Throws InputError for those that do more than clamp. */
export function activationInterval(activation: number): Interval {
  switch (activation) {
    case ActivationFunctionType.NONE:
      return unbounded;
    case ActivationFunctionType.RELU:
      return { low: 0, high: Number.POSITIVE_INFINITY };
    case ActivationFunctionType.RELU_N1_TO_1:
      return { low: -1, high: 1 };
    case ActivationFunctionType.RELU6:
      return { low: 0, high: 6 };
    default:
      throw new InputError("train-unsupported", "A fused activation of this kind cannot be trained.");
  }
}

const standalone = { 1: "RELU", 2: "RELU_N1_TO_1", 3: "RELU6" } as const;

/** A fused activation as an op of its own, for ops that cannot fuse it. */
export const activate = (b: GraphBuilder, x: TensorIndex, activation: number): TensorIndex =>
  activation === ActivationFunctionType.NONE
    ? x
    : unary(b, standalone[activation as keyof typeof standalone], x);

/**
 * 1 where `y` lies strictly inside the interval, else 0; null where nothing bounds it.
 * @param from what `y` is known to lie in already, so that ends which it cannot pass need no second look
 */
export function insideMask(
  b: GraphBuilder,
  y: TensorIndex,
  inside: Interval,
  from: Interval,
): TensorIndex | null {
  const { low, high } = inside;
  const aboveLow = () => (low === 0 ? y : sub(b, y, b.scalar(low)));
  const belowHigh = () => sub(b, b.scalar(high), y);
  const [hasLow, hasHigh] = [Number.isFinite(low), Number.isFinite(high)];
  if (!hasLow && !hasHigh) return null;
  const never = from.low >= low && from.high <= high;
  if (hasLow && hasHigh) {
    // Positive only between the ends: both factors are never negative together.
    const product = mul(b, aboveLow(), belowHigh());
    return never ? sign(b, product) : isPositive(b, product);
  }
  const distance = hasLow ? aboveLow() : belowHigh();
  return never ? sign(b, distance) : isPositive(b, distance);
}
