import { type GrowingHistogram, histogramBins } from "./histogram.ts";
import type { Range, RangeOptions } from "./range.ts";

const steps = 40;

/**
 * The range with the least expected squared error: rounding inside (Δ²/12 a value, as noise of a uniform
 * quantizer) and clipping outside. Zeros cost nothing. Each end is searched in turn, the other held. What was seen
 * outside `full` is left out.
 * Sung, Shin & Hwang, "Resiliency of deep neural networks under quantization", arXiv:1511.06488.
 */
export function mseRange(
  histogram: GrowingHistogram,
  full: Range,
  options: Pick<RangeOptions, "bits" | "symmetric">,
): Range {
  const { low, high } = clippingCosts(histogram, full);
  const levels = 2 ** options.bits - 1;
  const total = histogram.bins.reduce((a, b) => a + b, 0);
  const width = histogram.width;
  const at = (costs: Float64Array, magnitude: number): number => {
    const place = Math.min(costs.length - 1, Math.max(0, magnitude / width));
    const i = Math.floor(place);
    const rest = place - i;
    return costs[i]! * (1 - rest) + (costs[i + 1] ?? 0) * rest;
  };
  const cost = (min: number, max: number): number => {
    const step = options.symmetric ? (2 * Math.max(-min, max)) / levels : (max - min) / levels;
    return at(low, -min) + at(high, max) + (total * step * step) / 12;
  };
  let min = Math.min(0, full.min);
  let max = Math.max(0, full.max);
  if (options.symmetric) {
    const bound = Math.max(-min, max);
    const best = search((f) => cost(-bound * f, bound * f));
    return { min: min * best < -bound * best ? min : -bound * best, max: bound * best };
  }
  for (let round = 0; round < 3; round++) {
    if (max > 0) {
      const whole = Math.max(0, full.max);
      max = whole * search((f) => cost(min, whole * f));
    }
    if (min < 0) {
      const whole = Math.min(0, full.min);
      min = whole * search((f) => cost(whole * f, max));
    }
  }
  return { min, max };
}

/** The fraction in (0, 1] of least cost. */
function search(cost: (fraction: number) => number): number {
  let best = 1;
  let least = cost(1);
  for (let i = steps - 1; i > 0; i--) {
    const c = cost(i / steps);
    if (c < least) {
      least = c;
      best = i / steps;
    }
  }
  for (const step of [1 / steps / 3, 1 / steps / 9]) {
    for (const fraction of [best - 2 * step, best - step, best + step, best + 2 * step]) {
      if (fraction <= 0 || fraction > 1) continue;
      const c = cost(fraction);
      if (c < least) {
        least = c;
        best = fraction;
      }
    }
  }
  return best;
}

/** `high[i]`: squared error of all values above i bins when they are clipped there; `low` likewise below zero. */
function clippingCosts(histogram: GrowingHistogram, full: Range): { low: Float64Array; high: Float64Array } {
  const half = histogramBins / 2;
  const { bins, width } = histogram;
  const side = (count: (i: number) => number): Float64Array => {
    const costs = new Float64Array(half + 1);
    // With N values above, S the sum and Q the sum of squares of their distance, moving the clip down by one bin
    // adds w to every distance.
    let n = 0;
    let s = 0;
    let q = 0;
    for (let i = half - 1; i >= 0; i--) {
      const c = count(i);
      q += 2 * width * s + width * width * n + c * (width / 2) ** 2;
      s += width * n + (c * width) / 2;
      n += c;
      costs[i] = q;
    }
    return costs;
  };
  const inside = (i: number): number =>
    (i + 1 - half) * width > full.min && (i - half) * width <= full.max ? bins[i]! : 0;
  return { low: side((i) => inside(half - 1 - i)), high: side((i) => inside(half + i)) };
}
