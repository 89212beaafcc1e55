import { TensorType } from "../tflite/tensor-types.ts";
import type { ConstantPlace } from "./plan.ts";
import { roundHalfEven } from "./round.ts";

/** Which integers a type holds; int8 weights leave out −128, so that the grid is symmetric. */
export function integerLimits(type: number): { readonly low: number; readonly high: number } {
  switch (type) {
    case TensorType.INT4:
      return { low: -8, high: 7 };
    case TensorType.INT8:
      return { low: -127, high: 127 };
    case TensorType.UINT8:
      return { low: 0, high: 255 };
    case TensorType.INT16:
      return { low: -32767, high: 32767 };
    default:
      throw new Error(`no grid for type ${type}`);
  }
}

/** The values that a constant can have in the exported file: `scales[c] · (q − zeroPoint)`. */
export interface WeightGrid {
  readonly low: number;
  readonly high: number;
  readonly zeroPoint: number;
  /** One for each channel, or one. Changed by training. */
  readonly scales: Float32Array;
  /** Channel of element i: `floor(i / inner) mod channels`. */
  readonly inner: number;
  /** Scales follow the largest weight, as the exporter sets them; else they are learned or stay. */
  readonly follows: boolean;
}

export function weightGrid(place: ConstantPlace, shape: readonly number[]): WeightGrid {
  const channelwise = place.scales.length > 1;
  const { low, high } = integerLimits(place.type);
  return {
    low: place.zeroPoint === 0 ? low : -128,
    high,
    zeroPoint: place.zeroPoint,
    scales: Float32Array.from(place.scales),
    inner: channelwise ? shape.slice(place.axis + 1).reduce((n, d) => n * d, 1) : 1,
    follows: place.type === TensorType.INT8 && place.zeroPoint === 0,
  };
}

const channelOf = (grid: WeightGrid, i: number): number =>
  grid.scales.length === 1 ? 0 : Math.floor(i / grid.inner) % grid.scales.length;

/** Sets the scales to what holds the largest weight of each channel. */
export function followWeights(grid: WeightGrid, values: Float32Array): void {
  const most = new Float32Array(grid.scales.length);
  for (let i = 0; i < values.length; i++) {
    const c = channelOf(grid, i);
    const size = Math.abs(values[i]!);
    if (size > most[c]!) most[c] = size;
  }
  most.forEach((m, c) => {
    grid.scales[c] = Math.max(m, 1e-9) / grid.high;
  });
}

/** The nearest integers of the grid: float32 division as the reference has it, halves to even. */
export function toGrid(grid: WeightGrid, values: Float32Array): Int32Array {
  const out = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const q = roundHalfEven(Math.fround(values[i]! / grid.scales[channelOf(grid, i)]!)) + grid.zeroPoint;
    out[i] = Math.min(grid.high, Math.max(grid.low, q));
  }
  return out;
}

/** The nearest values of the grid, into `out`. */
export function snap(grid: WeightGrid, values: Float32Array, out: Float32Array): void {
  const { low, high, zeroPoint, scales, inner } = grid;
  const channels = scales.length;
  for (
    let start = 0, c = 0;
    start < values.length;
    start += channels === 1 ? values.length : inner, c = (c + 1) % channels
  ) {
    const end = channels === 1 ? values.length : start + inner;
    const scale = scales[c]!;
    for (let i = start; i < end; i++) {
      const q = roundHalfEven(Math.fround(values[i]! / scale)) + zeroPoint;
      out[i] = scale * (Math.min(high, Math.max(low, q)) - zeroPoint);
    }
  }
}

/**
 * The straight-through estimator on the way back: gradients of the snapped values become those of the values
 * (nothing passes where a value lies outside the grid), and, for learned scales, those of the scales
 * (learned step size quantization, https://arxiv.org/abs/1902.08153).
 * @param gradient of the snapped values; zeroed in place where it must not pass
 * @returns gradient of each scale
 */
export function throughGrid(grid: WeightGrid, values: Float32Array, gradient: Float32Array): Float32Array {
  const { low, high, zeroPoint, scales } = grid;
  const ofScales = new Float32Array(scales.length);
  const perChannel = values.length / scales.length;
  const damping = 1 / Math.sqrt(perChannel * Math.max(1, high));
  for (let i = 0; i < values.length; i++) {
    const c = channelOf(grid, i);
    const exact = values[i]! / scales[c]! + zeroPoint;
    const g = gradient[i]!;
    if (exact < low || exact > high) {
      ofScales[c]! += g * ((exact < low ? low : high) - zeroPoint) * damping;
      gradient[i] = 0;
    } else {
      ofScales[c]! += g * (roundHalfEven(exact) - exact) * damping;
    }
  }
  return ofScales;
}

/** Shrinks each channel's scale to where the squared rounding error is least, tried in steps of 2.5 %. */
export function fitScales(grid: WeightGrid, values: Float32Array): void {
  followWeights(grid, values);
  const channels = grid.scales.length;
  const tried = new Float32Array(grid.scales);
  const snapped = new Float32Array(values.length);
  const best = new Float64Array(channels).fill(Number.POSITIVE_INFINITY);
  const full = new Float32Array(grid.scales);
  for (let factor = 1; factor > 0.4; factor -= 0.025) {
    grid.scales.set(full.map((s) => s * factor));
    snap(grid, values, snapped);
    const errors = new Float64Array(channels);
    for (let i = 0; i < values.length; i++) errors[channelOf(grid, i)]! += (values[i]! - snapped[i]!) ** 2;
    errors.forEach((e, c) => {
      if (e >= best[c]!) return;
      best[c] = e;
      tried[c] = grid.scales[c]!;
    });
  }
  grid.scales.set(tried);
}
