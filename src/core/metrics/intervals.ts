/** A share or mean with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const z = 1.959964;

/** Wilson's score interval of a share, 95 %. E. B. Wilson, JASA 22 (1927). */
export function wilson(hits: number, samples: number): Interval {
  if (samples === 0) return { value: Number.NaN, low: 0, high: 1 };
  const p = hits / samples;
  const z2 = z * z;
  const centre = (p + z2 / (2 * samples)) / (1 + z2 / samples);
  const half = (z / (1 + z2 / samples)) * Math.sqrt((p * (1 - p)) / samples + z2 / (4 * samples * samples));
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Mean of the values with its normal 95 % interval. */
export function meanInterval(values: ArrayLike<number>): Interval {
  const n = values.length;
  if (n === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  const half = n > 1 ? z * Math.sqrt(squares / (n - 1) / n) : 0;
  return { value: mean, low: mean - half, high: mean + half };
}

/**
 * Difference of two shares measured on the same samples: only samples on which the two disagree count, with a
 * continuity-corrected 95 % interval (A. Agresti, Categorical Data Analysis, 3rd ed., 11.1; corrected as in
 * Edwards 1948). `onlyFirst` were right in the first alone, `onlySecond` in the second alone.
 */
export function pairedDifference(onlyFirst: number, onlySecond: number, samples: number): Interval {
  if (samples === 0) return { value: Number.NaN, low: -1, high: 1 };
  const value = (onlySecond - onlyFirst) / samples;
  const variance = (onlyFirst + onlySecond - (onlySecond - onlyFirst) ** 2 / samples) / (samples * samples);
  const half = z * Math.sqrt(Math.max(variance, 0)) + 1 / samples;
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}
