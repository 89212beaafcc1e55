import type { Finding } from "./findings.ts";

/** How far the ranges of inner values had settled after so many samples. */
export interface ConvergencePoint {
  readonly samples: number;
  /** Mean over tensors of (range so far) / (range after all samples), 0 to 1. */
  readonly coverage: number;
  /** The tensor that lacks most. */
  readonly worst: number;
}

/**
 * How per-tensor ranges converge with the number of samples. `min` and `max` hold each sample's range of each
 * tensor: `min[s * tensors + t]`. Points at 1, 2, 4, … samples and at the end.
 */
export function rangeConvergence(
  min: Float32Array | Float64Array,
  max: Float32Array | Float64Array,
  tensors: number,
): ConvergencePoint[] {
  const samples = tensors === 0 ? 0 : Math.floor(min.length / tensors);
  const width = (t: number, upTo: number): number => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let s = 0; s < upTo; s++) {
      low = Math.min(low, min[s * tensors + t]!);
      high = Math.max(high, max[s * tensors + t]!);
    }
    return Math.max(0, high - low);
  };
  const full = Array.from({ length: tensors }, (_, t) => width(t, samples));
  const points: ConvergencePoint[] = [];
  for (let n = 1; n < samples * 2; n *= 2) {
    const upTo = Math.min(n, samples);
    let sum = 0;
    let worst = 1;
    for (let t = 0; t < tensors; t++) {
      const share = full[t]! > 0 ? width(t, upTo) / full[t]! : 1;
      sum += share;
      worst = Math.min(worst, share);
    }
    points.push({ samples: upTo, coverage: sum / tensors, worst });
  }
  return points;
}

/** The same from the widths that calibration noted after 1, 2, 4, … samples of each tensor. */
export function convergenceOfStatistics(
  statistics: Iterable<{
    readonly samples: number;
    readonly min: number;
    readonly max: number;
    readonly widths?: readonly number[];
  }>,
): ConvergencePoint[] {
  const tensors = [...statistics].filter((s) => s.max > s.min && s.widths !== undefined);
  const samples = tensors.reduce((most, s) => Math.max(most, s.samples), 0);
  const steps = samples < 1 ? 0 : Math.floor(Math.log2(samples)) + 1;
  const points = Array.from({ length: steps }, (_, k): ConvergencePoint => {
    const shares = tensors.map((s) => (s.widths![k] ?? s.max - s.min) / (s.max - s.min));
    return {
      samples: 2 ** k,
      coverage: shares.reduce((a, b) => a + b, 0) / shares.length,
      worst: shares.reduce((a, b) => Math.min(a, b), 1),
    };
  });
  const last = points.at(-1);
  return last === undefined || last.samples === samples
    ? points
    : [...points, { samples, coverage: 1, worst: 1 }];
}

/**
 * Ranges of minima and maxima grow for ever, a little with each doubling of the samples: 2 to 4 % of their width on
 * small classifiers with 200 samples, 8 to 16 % with 10.
 */
const settledGrowth = 0.05;

/** Warns where the last doubling of the samples still widened the ranges by more than 5 % on average. */
export function convergenceFinding(points: readonly ConvergencePoint[]): Finding {
  const last = points.at(-1);
  const before = points.findLast((p) => last !== undefined && p.samples <= 0.7 * last.samples);
  if (last === undefined || before === undefined) {
    return { code: "few-samples", severity: "warning", message: "One sample shows no ranges; give more." };
  }
  const growth = (1 - before.coverage) / Math.log2(last.samples / before.samples);
  const reached = `After ${before.samples} of ${last.samples} samples the ranges of inner values had reached ${(before.coverage * 100).toFixed(0)} % of their width`;
  return growth > settledGrowth
    ? { code: "ranges-not-settled", severity: "warning", message: `${reached}; more samples would help.` }
    : { code: "ranges-settled", severity: "info", message: `${reached}.` };
}
