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

/** Warns where the second half of the samples still widened the ranges by more than 2 % on average. */
export function convergenceFinding(points: readonly ConvergencePoint[]): Finding {
  const last = points.at(-1);
  const half = points.findLast((p) => last !== undefined && p.samples <= last.samples / 2);
  if (last === undefined || half === undefined) {
    return { code: "few-samples", severity: "warning", message: "One sample shows no ranges; give more." };
  }
  const share = (1 - half.coverage) * 100;
  return share > 2
    ? {
        code: "ranges-not-settled",
        severity: "warning",
        message: `The last half of the ${last.samples} samples still widened the ranges by ${share.toFixed(1)} %; more samples would help.`,
      }
    : {
        code: "ranges-settled",
        severity: "info",
        message: `After ${half.samples} of ${last.samples} samples the ranges had reached ${(half.coverage * 100).toFixed(1)} % of their width.`,
      };
}
