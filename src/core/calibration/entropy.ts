import { type GrowingHistogram, histogramBins } from "./histogram.ts";
import type { Range, RangeOptions } from "./range.ts";

/** Candidates between the narrowest and the full range. */
const candidates = 64;
/** Most values that may be clipped: the divergence alone counts how many they are and not how far they lie out. */
const mostClipped = 0.001;

/**
 * The range whose quantized distribution loses least information against the original one (Kullback–Leibler
 * divergence), as S. Migacz describes it in "8-bit Inference with TensorRT", GTC 2017; here over both signs, with
 * the two ends moved together. Zeros are left out: they are exact in every candidate.
 */
export function entropyRange(
  histogram: GrowingHistogram,
  full: Range,
  options: Pick<RangeOptions, "bits">,
): Range {
  if (options.bits > 8 || histogram.width === 0) return full;
  const half = histogramBins / 2;
  const low = Math.max(0, Math.floor(full.min / histogram.width) + half);
  const high = Math.min(histogramBins, Math.ceil(full.max / histogram.width) + half);
  const levels = 255;
  let best: Range = full;
  let least = Infinity;
  const total = histogram.bins.reduce((a, b) => a + b, histogram.zeros);
  for (let c = candidates; c >= 4; c--) {
    const from = half - Math.round(((half - Math.min(low, half)) * c) / candidates);
    const to = half + Math.round(((Math.max(high, half) - half) * c) / candidates);
    if (to - from < levels || outside(histogram.bins, from, to) > mostClipped * total) break;
    const divergence = divergenceOf(histogram.bins, from, to, levels);
    if (divergence < least) {
      least = divergence;
      best = { min: histogram.edge(from), max: histogram.edge(to) };
    }
  }
  return best;
}

function outside(bins: Float64Array, from: number, to: number): number {
  let count = 0;
  for (let i = 0; i < from; i++) count += bins[i]!;
  for (let i = to; i < bins.length; i++) count += bins[i]!;
  return count;
}

/** KL(P ‖ Q): P with what lies outside put into its end bins, Q the same range seen in `levels` steps. */
export function divergenceOf(bins: Float64Array, from: number, to: number, levels: number): number {
  const p = bins.slice(from, to);
  for (let i = 0; i < from; i++) p[0] = p[0]! + bins[i]!;
  for (let i = to; i < bins.length; i++) p[p.length - 1] = p[p.length - 1]! + bins[i]!;
  const q = new Float64Array(p.length);
  for (let level = 0; level < levels; level++) {
    const start = Math.floor((level * p.length) / levels);
    const end = Math.floor(((level + 1) * p.length) / levels);
    let sum = 0;
    let filled = 0;
    for (let i = start; i < end; i++) {
      const inside = bins[from + i]!;
      sum += inside;
      if (p[i]! > 0) filled++;
    }
    for (let i = start; i < end; i++) if (p[i]! > 0) q[i] = sum / filled;
  }
  const pSum = p.reduce((a, b) => a + b, 0);
  const qSum = q.reduce((a, b) => a + b, 0);
  if (pSum === 0 || qSum === 0) return Infinity;
  let divergence = 0;
  for (let i = 0; i < p.length; i++) {
    if (p[i]! === 0) continue;
    const share = p[i]! / pSum;
    // An empty step that should not be: counted as far off, not as infinitely far.
    divergence += share * Math.log(share / Math.max(q[i]! / qSum, 1e-9));
  }
  return divergence;
}
