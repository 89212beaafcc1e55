// k-means of numbers on a line: Lloyd's iterations over a histogram with exact sums, so that one iteration costs
// as much as there are clusters and not as there are values.
// Starts: `linear` and `density` as in Han et al., Deep Compression, 2016, section 3.1; `k-means++` as in Arthur
// and Vassilvitskii, 2007.
import { seededRandom } from "../random.ts";

export type KMeansStart = "linear" | "density" | "k-means++";

const bins = 1 << 16;
const mostIterations = 100;

export interface KMeansArgs {
  readonly values: Float32Array;
  /** Importance of each value, or null for equal ones. */
  readonly weights: Float32Array | null;
  /** 1 to 256. */
  readonly clusters: number;
  readonly start: KMeansStart;
  /** Exact zeros stay zero: one cluster is 0 and holds them, the others share the rest. */
  readonly keepZeros: boolean;
  readonly seed: number;
}

/** Ascending centroids; fewer than asked for where there are fewer different values. */
export function kMeans1d(args: KMeansArgs): Float32Array {
  const { values, keepZeros } = args;
  const histogram = fillHistogram(args);
  if (histogram === null) return new Float32Array([0]);
  const clusters = Math.max(1, args.clusters - (keepZeros && values.includes(0) ? 1 : 0));
  let centroids = startCentroids(histogram, clusters, args);
  for (let i = 0; i < mostIterations; i++) {
    const next = lloyd(histogram, centroids);
    const moved = next.length !== centroids.length || next.some((c, k) => c !== centroids[k]);
    centroids = next;
    if (!moved) break;
  }
  const all = keepZeros && values.includes(0) ? [...centroids, 0] : [...centroids];
  return new Float32Array([...new Set(all.map(Math.fround))].sort((a, b) => a - b));
}

/** Prefix sums of weight and of weight times value over equal bins between the least and the largest value. */
interface Histogram {
  readonly low: number;
  readonly width: number;
  readonly mass: Float64Array; // [bins + 1]
  readonly sum: Float64Array; // [bins + 1]
}

function fillHistogram({ values, weights, keepZeros }: KMeansArgs): Histogram | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (keepZeros && v === 0) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (!(high >= low)) return null;
  const width = (high - low) / bins || 1;
  const mass = new Float64Array(bins + 1);
  const sum = new Float64Array(bins + 1);
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (keepZeros && v === 0) continue;
    const bin = Math.min(bins - 1, Math.floor((v - low) / width));
    // A weight of zero would leave a value without any pull; it still wants a near centroid.
    const w = weights === null ? 1 : Math.max(weights[i]!, 1e-12);
    mass[bin + 1]! += w;
    sum[bin + 1]! += w * v;
  }
  for (let b = 0; b < bins; b++) {
    mass[b + 1]! += mass[b]!;
    sum[b + 1]! += sum[b]!;
  }
  return { low, width, mass, sum };
}

function startCentroids(h: Histogram, clusters: number, { start, seed }: KMeansArgs): Float64Array {
  const place = (bin: number): number => h.low + (bin + 0.5) * h.width;
  const centroids = new Float64Array(clusters);
  if (start === "linear") {
    return centroids.map((_, k) => place(((k + 0.5) * bins) / clusters - 0.5));
  }
  if (start === "density") {
    const total = h.mass[bins]!;
    return centroids.map((_, k) => place(firstBinWith(h.mass, ((k + 0.5) / clusters) * total)));
  }
  return plusPlus(h, clusters, seededRandom(seed), place);
}

/** Each next centroid drawn with the chance of its squared distance to the nearest one so far. */
function plusPlus(
  h: Histogram,
  clusters: number,
  random: () => number,
  place: (bin: number) => number,
): Float64Array {
  const chosen: number[] = [place(firstBinWith(h.mass, random() * h.mass[bins]!))];
  const distance = new Float64Array(bins).fill(Number.POSITIVE_INFINITY);
  const chance = new Float64Array(bins + 1);
  while (chosen.length < clusters) {
    const last = chosen.at(-1)!;
    for (let b = 0; b < bins; b++) {
      const d = (place(b) - last) ** 2;
      if (d < distance[b]!) distance[b] = d;
      chance[b + 1] = chance[b]! + distance[b]! * (h.mass[b + 1]! - h.mass[b]!);
    }
    if (!(chance[bins]! > 0)) break;
    chosen.push(place(firstBinWith(chance, random() * chance[bins]!)));
  }
  return Float64Array.from(chosen).sort();
}

/** First bin whose running total goes over `target`. */
function firstBinWith(totals: Float64Array, target: number): number {
  let low = 0;
  let high = bins - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (totals[middle + 1]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** One iteration: every bin to its nearest centroid, every centroid to the mean of its bins; empty ones go. */
function lloyd(h: Histogram, centroids: Float64Array): Float64Array {
  const next: number[] = [];
  let from = 0;
  for (let k = 0; k < centroids.length; k++) {
    const border =
      k + 1 < centroids.length ? (centroids[k]! + centroids[k + 1]!) / 2 : Number.POSITIVE_INFINITY;
    const to = Math.max(from, Math.min(bins, Math.round((border - h.low) / h.width)));
    const mass = h.mass[to]! - h.mass[from]!;
    if (mass > 0) next.push((h.sum[to]! - h.sum[from]!) / mass);
    from = to;
  }
  return Float64Array.from(next);
}

/** Index of the nearest of ascending centroids. */
export function nearestCentroid(centroids: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = centroids.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (centroids[middle]! + centroids[middle + 1]!) / 2) low = middle + 1;
    else high = middle;
  }
  return low;
}
