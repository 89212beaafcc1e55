import type { Range } from "../calibration/range.ts";
import { roundHalfEven } from "./affine.ts";

/** How the integers of a per-tensor activation map to reals: `scale · (q − zeroPoint)`. */
export interface AffineParams {
  readonly scale: number;
  readonly zeroPoint: number;
}

export type ActivationType = "int8" | "int16";

/** Smallest range that is told apart from none. */
const leastRange = 1e-9;

/**
 * int8: asymmetric over −128 … 127, the range widened to hold 0. int16: symmetric, zero point 0, as the 16x8
 * kernels demand. https://ai.google.dev/edge/litert/conversion/tensorflow/quantization/quantization_spec
 */
export function activationParams(range: Range, type: ActivationType): AffineParams {
  const min = Math.min(0, range.min);
  const max = Math.max(0, range.max);
  if (type === "int16") {
    return { scale: Math.fround(Math.max(-min, max, leastRange) / 32767), zeroPoint: 0 };
  }
  const scale = Math.max(max - min, leastRange) / 255;
  const zeroPoint = roundHalfEven(-128 - min / scale);
  return { scale: Math.fround(scale), zeroPoint: Math.min(127, Math.max(-128, zeroPoint)) };
}

/** The reals that the parameters can represent. */
export function rangeOf(params: AffineParams, type: ActivationType): Range {
  const [low, high] = type === "int8" ? [-128, 127] : [-32768, 32767];
  return { min: params.scale * (low - params.zeroPoint), max: params.scale * (high - params.zeroPoint) };
}

export const sameParams = (a: AffineParams, b: AffineParams): boolean =>
  a.scale === b.scale && a.zeroPoint === b.zeroPoint;
