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
  /** Scales never fall under these: the exporter widened them so that a bias or an output does not saturate. */
  readonly least: Float32Array;
  /** Channel of element i: `floor(i / inner) mod channels`. */
  readonly inner: number;
  /** Scales follow the largest weight, as the exporter sets them; else they are learned or stay. */
  readonly follows: boolean;
  /** One scale for all channels, so that weights of one value are stored as one integer. */
  readonly alike: boolean;
}

/**
 * @param alike the weights are clusters of the whole tensor
 * @param settled the scales were chosen for these weights, so they do not follow the largest
 */
export function weightGrid(
  place: ConstantPlace,
  shape: readonly number[],
  alike = false,
  settled = false,
): WeightGrid {
  const channelwise = place.scales.length > 1;
  const { low, high } = integerLimits(place.type);
  return {
    low: place.zeroPoint === 0 ? low : -128,
    high,
    zeroPoint: place.zeroPoint,
    scales: Float32Array.from(place.scales),
    least: new Float32Array(place.scales.length),
    inner: channelwise ? shape.slice(place.axis + 1).reduce((n, d) => n * d, 1) : 1,
    follows: ((place.type === TensorType.INT8 && !settled) || alike) && place.zeroPoint === 0,
    alike,
  };
}

/** Visits the values in runs of one channel. */
function eachRun(
  grid: WeightGrid,
  length: number,
  visit: (channel: number, start: number, end: number) => void,
): void {
  const channels = grid.scales.length;
  if (channels === 1) {
    visit(0, 0, length);
    return;
  }
  for (let start = 0, c = 0; start < length; start += grid.inner, c = c + 1 === channels ? 0 : c + 1) {
    visit(c, start, start + grid.inner);
  }
}

/** Sets the scales to what holds the largest weight of each channel. */
export function followWeights(grid: WeightGrid, values: Float32Array): void {
  const most = new Float32Array(grid.scales.length);
  eachRun(grid, values.length, (c, start, end) => {
    let largest = most[c]!;
    for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(values[i]!));
    most[c] = largest;
  });
  if (grid.alike) most.fill(most.reduce((a, b) => Math.max(a, b), 0));
  most.forEach((m, c) => {
    grid.scales[c] = Math.max(Math.max(m, 1e-9) / grid.high, grid.least[c]!);
  });
}

/** Keeps channels as wide as the exporter made them where that is `margin` times wider than their weights need. */
export function keepWidened(grid: WeightGrid, values: Float32Array, margin = 1.01): void {
  const given = grid.scales.slice();
  followWeights(grid, values);
  given.forEach((scale, c) => {
    if (scale > margin * grid.scales[c]!) grid.least[c] = scale;
  });
  grid.scales.set(given);
}

/** The nearest integers of the grid: float32 division as the reference has it, halves to even. */
export function toGrid(grid: WeightGrid, values: Float32Array): Int32Array {
  const out = new Int32Array(values.length);
  const { low, high, zeroPoint } = grid;
  eachRun(grid, values.length, (c, start, end) => {
    const scale = grid.scales[c]!;
    for (let i = start; i < end; i++) {
      const q = roundHalfEven(Math.fround(values[i]! / scale)) + zeroPoint;
      out[i] = Math.min(high, Math.max(low, q));
    }
  });
  return out;
}

/** The nearest values of the grid, into `out`. */
export function snap(grid: WeightGrid, values: Float32Array, out: Float32Array): void {
  const { low, high, zeroPoint } = grid;
  eachRun(grid, values.length, (c, start, end) => {
    const scale = grid.scales[c]!;
    for (let i = start; i < end; i++) {
      const q = roundHalfEven(Math.fround(values[i]! / scale)) + zeroPoint;
      out[i] = scale * (Math.min(high, Math.max(low, q)) - zeroPoint);
    }
  });
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
  const damping = 1 / Math.sqrt((values.length / scales.length) * Math.max(1, high));
  eachRun(grid, values.length, (c, start, end) => {
    const scale = scales[c]!;
    let sum = 0;
    for (let i = start; i < end; i++) {
      const exact = values[i]! / scale + zeroPoint;
      const g = gradient[i]!;
      if (exact < low || exact > high) {
        sum += g * ((exact < low ? low : high) - zeroPoint);
        gradient[i] = 0;
      } else {
        sum += g * (roundHalfEven(exact) - exact);
      }
    }
    ofScales[c]! += sum * damping;
  });
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
    eachRun(grid, values.length, (c, start, end) => {
      for (let i = start; i < end; i++) errors[c]! += (values[i]! - snapped[i]!) ** 2;
    });
    errors.forEach((e, c) => {
      if (e >= best[c]!) return;
      best[c] = e;
      tried[c] = grid.scales[c]!;
    });
  }
  grid.scales.set(tried.map((s, c) => Math.max(s, grid.least[c]!)));
}
