import type { QuantizationParameters } from "../tflite/model.ts";
import type { AffineParams } from "./params.ts";

/** How a tensor with one scale and zero point says so in the file. */
export const affine = ({ scale, zeroPoint }: AffineParams): QuantizationParameters => ({
  min: null,
  max: null,
  scale: [scale],
  zeroPoint: [zeroPoint],
  details: null,
  quantizedDimension: 0,
});

/** How a tensor with a scale for each channel, or one in all, and zero points of 0 says so. */
export function symmetric(scales: Float32Array, axis: number): QuantizationParameters {
  return {
    min: null,
    max: null,
    scale: [...scales],
    zeroPoint: Array.from(scales, () => 0),
    details: null,
    quantizedDimension: scales.length > 1 ? axis : 0,
  };
}
