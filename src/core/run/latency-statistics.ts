/** A median with its spread, in milliseconds. */
export interface Latency {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  /** 95 % interval of the median. */
  readonly low: number;
  readonly high: number;
  /** Inferences that the figures rest on, without warm-up and discarded ones. */
  readonly runs: number;
  /** False where the time cap came before the interval was narrow enough. */
  readonly settled: boolean;
  /** Blocks of runs that were measured again, as the device slept or the tab was hidden meanwhile. */
  readonly repeated?: number;
}

/** The value below which the share `p` of the sorted values lies, interpolated between neighbours (Hyndman and Fan, type 7). */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/**
 * Distribution-free 95 % interval of the median, from order statistics: the number of values below the median is
 * binomial (n, 1/2), so [x(d), x(n + 1 − d)] holds it with probability 1 − 2 P(B ≤ d − 1). The largest d that keeps
 * 95 %; for large n its normal approximation ⌊n/2 − 0.98 √n⌋. With fewer than six values even the whole range holds
 * less, and `sure` is false. Le Boudec, Performance Evaluation of Computer and Communication Systems (2010), 2.2.2.
 */
export function medianInterval(sorted: ArrayLike<number>): { low: number; high: number; sure: boolean } {
  const n = sorted.length;
  const d = medianRank(n);
  return { low: sorted[Math.max(d, 1) - 1]!, high: sorted[n - Math.max(d, 1)]!, sure: d >= 1 };
}

/** The largest d with 2 P(B ≤ d − 1) ≤ 0.05, or 0. */
function medianRank(n: number): number {
  if (n > 300) return Math.floor(n / 2 - 0.98 * Math.sqrt(n));
  let term = 0.5 ** n; // P(B = k)
  let below = 0;
  for (let k = 0; k < n / 2; k++) {
    below += term;
    if (2 * below > 0.05) return k;
    term *= (n - k) / (k + 1);
  }
  return Math.floor(n / 2);
}

/**
 * Sums up one model's measurements.
 *
 * Inferences that follow each other share the state of the machine, so they are not independent and the interval of
 * all of them is too narrow. The medians of blocks measured at different times are nearly so; the wider of the two
 * intervals is given.
 * @param blocks durations by block, in milliseconds, none empty
 * @param within half the interval's greatest width for a settled figure, as a share of the median
 * @param perRun inferences behind each duration
 */
export function summarize(blocks: readonly (readonly number[])[], within: number, perRun = 1): Latency {
  const ascending = (a: number, b: number): number => a - b;
  const sorted = blocks.flat().sort(ascending);
  const medians = blocks.map((block) => quantileOfSorted([...block].sort(ascending), 0.5)).sort(ascending);
  const median = quantileOfSorted(sorted, 0.5);
  const ofRuns = medianInterval(sorted);
  const ofBlocks = medianInterval(medians);
  const low = Math.min(ofRuns.low, ofBlocks.low, median);
  const high = Math.max(ofRuns.high, ofBlocks.high, median);
  const narrow = low >= median * (1 - within) && high <= median * (1 + within);
  return {
    median,
    p10: quantileOfSorted(sorted, 0.1),
    p90: quantileOfSorted(sorted, 0.9),
    low,
    high,
    runs: sorted.length * perRun,
    settled: narrow && ofRuns.sure && ofBlocks.sure,
  };
}
