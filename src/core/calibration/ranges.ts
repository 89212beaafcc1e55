import { assertUnreachable } from "../outcome.ts";
import { entropyRange } from "./entropy.ts";
import { type GrowingHistogram, histogramBins } from "./histogram.ts";
import { mseRange } from "./mse.ts";
import type { CalibrationMethod, Range, RangeOptions } from "./range.ts";
import type { TensorStatistics } from "./statistics.ts";

/** Whether the method looks at more than extremes. */
export const needsHistogram = (method: CalibrationMethod): boolean =>
  method === "percentile" || method === "mse" || method === "entropy";

/**
 * Room for what other inputs reach beyond the extremes of the samples. 16 bits can spare half a bit, and a clipped value
 * costs more than all rounding: a small ResNet calibrated on 16 samples had 18 dB on others without it, 42 dB with it.
 */
const room16 = 1.5;

/** The range that the method chooses; null where the tensor was never seen with a finite value. */
export function chooseRange(statistics: TensorStatistics, options: RangeOptions): Range | null {
  if (statistics.samples === 0) return null;
  const full: Range = { min: statistics.min, max: statistics.max };
  const { histogram, usual } = statistics;
  switch (options.method) {
    case "minmax":
      return options.bits === 16 ? { min: room16 * full.min, max: room16 * full.max } : full;
    case "moving-average":
      return { min: statistics.averageMin, max: statistics.averageMax };
    case "percentile":
      return histogram === null ? full : within(percentileRange(histogram, options.percentile), full);
    case "mse":
      // 16 bits have room for outliers.
      return histogram === null
        ? full
        : within(mseRange(histogram, (options.bits === 8 && usual) || full, options), full);
    case "entropy":
      return histogram === null ? full : within(entropyRange(histogram, full, options), full);
    default:
      return assertUnreachable(options.method);
  }
}

const within = (range: Range, full: Range): Range => ({
  min: Math.max(range.min, full.min),
  max: Math.min(range.max, full.max),
});

/** Cuts the same share of the values off both ends. */
export function percentileRange(histogram: GrowingHistogram, percent: number): Range {
  const { bins } = histogram;
  const total = bins.reduce((a, b) => a + b, histogram.zeros);
  const cut = (total * (100 - percent)) / 200;
  let low = 0;
  for (let seen = bins[0]!; low < histogramBins / 2 && seen <= cut; seen += bins[low]!) low++;
  let high = histogramBins - 1;
  for (let seen = bins[high]!; high >= histogramBins / 2 && seen <= cut; seen += bins[high]!) high--;
  return { min: histogram.edge(low), max: histogram.edge(high + 1) };
}
