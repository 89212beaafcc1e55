import type { Range } from "./range.ts";

/** Share of the samples that can be outliers; of fewer than 20 samples none can. */
const rare = 0.05;
/** An outlier's largest magnitude is over this many times what the other samples reach. */
const far = 2;

/**
 * Which samples are outliers: a picture that a network was not made for can drive its values to twenty times what
 * all others reach. It would leave those a twentieth of an 8-bit range, and weigh four hundred times what one of
 * them does in a sum of squares.
 * @param samples least and greatest value of each sample
 */
export function outliers(samples: readonly Range[]): boolean[] {
  const magnitudes = samples.map(({ min, max }) => Math.max(-min, max));
  const order = Float64Array.from(magnitudes).sort();
  const reached = order[order.length - 1 - Math.floor(rare * order.length)] ?? 0;
  return magnitudes.map((magnitude) => reached > 0 && magnitude > far * reached);
}

/** The extremes of all samples but outliers; null where there is no sample. */
export function usualRange(samples: readonly Range[]): Range | null {
  if (samples.length === 0) return null;
  const out = outliers(samples);
  const range = { min: Infinity, max: -Infinity };
  samples.forEach(({ min, max }, s) => {
    if (out[s]) return;
    range.min = Math.min(range.min, min);
    range.max = Math.max(range.max, max);
  });
  return range;
}
