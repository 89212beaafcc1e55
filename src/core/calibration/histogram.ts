/** Bins of a histogram: half below zero, half above, so that zero always lies on an edge. */
export const histogramBins = 8192;
const half = histogramBins / 2;
/** Smallest range, so that its width can be divided by: 2^-100. */
const leastExtent = 2 ** -100;

/** A histogram as plain data; see `GrowingHistogram`. */
export interface HistogramCounts {
  readonly bins: Float64Array;
  readonly zeros: number;
  readonly extent: number;
}

/**
 * Counts of values over a range that grows as larger values come, by merging pairs of bins: one pass over the
 * data, no range needed beforehand. The range is always a power of two, so that histograms of parts of the data,
 * counted anywhere in any order, join into the same whole. Zeros are counted apart, as every quantization here
 * represents them exactly.
 */
export class GrowingHistogram {
  readonly bins = new Float64Array(histogramBins);
  zeros = 0;
  /** Values between −extent and extent are counted; 0 until the first value. */
  extent = 0;

  get counts(): HistogramCounts {
    return { bins: this.bins, zeros: this.zeros, extent: this.extent };
  }

  /** Width of a bin in the tensor's own unit. */
  get width(): number {
    return this.extent / half;
  }

  /** Lower edge of bin i. */
  edge(i: number): number {
    return (i - half) * this.width;
  }

  /** Makes room for values of magnitude `bound`. */
  grow(bound: number): void {
    if (!(bound > 0) || !Number.isFinite(bound)) return;
    if (this.extent === 0) {
      this.extent = Math.max(leastExtent, 2 ** (Math.floor(Math.log2(bound)) - 1));
    }
    // A value that is the extent itself has no bin.
    for (; this.extent <= bound; this.extent *= 2) merge(this.bins);
  }

  /** Counts every `stride`-th value of `values[from … to)`; `grow` must have made room. */
  add(values: Float32Array, from: number, to: number, stride: number): void {
    const { bins } = this;
    const scale = this.extent === 0 ? 0 : half / this.extent;
    let zeros = 0;
    for (let i = from; i < to; i += stride) {
      const v = values[i]!;
      if (v === 0) zeros++;
      else {
        const bin = Math.floor(v * scale + half);
        if (bin >= 0 && bin < histogramBins) bins[bin] = bins[bin]! + 1;
      }
    }
    this.zeros += zeros;
  }

  /** Adds the counts of other values; may write into their bins. */
  join(other: HistogramCounts): void {
    this.zeros += other.zeros;
    if (other.extent === 0) return;
    if (this.extent === 0) this.extent = other.extent;
    for (; this.extent < other.extent; this.extent *= 2) merge(this.bins);
    for (let { extent } = other; extent < this.extent; extent *= 2) merge(other.bins);
    for (let i = 0; i < histogramBins; i++) this.bins[i] = this.bins[i]! + other.bins[i]!;
  }
}

/** Doubles the width of the bins around the centre. */
function merge(bins: Float64Array): void {
  for (let i = 0; i < half / 2; i++) {
    bins[half + i] = bins[half + 2 * i]! + bins[half + 2 * i + 1]!;
    bins[half - 1 - i] = bins[half - 1 - 2 * i]! + bins[half - 2 - 2 * i]!;
  }
  bins.fill(0, half + half / 2);
  bins.fill(0, 0, half / 2);
}
