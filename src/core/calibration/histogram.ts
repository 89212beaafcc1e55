/** Bins of a histogram: half below zero, half above, so that zero always lies on an edge. */
export const histogramBins = 4096;
const half = histogramBins / 2;

/**
 * Counts of values over a range that grows as larger values come, by merging pairs of bins: one pass over the
 * data, no range needed beforehand. Zeros are counted apart, as every quantization here represents them exactly.
 */
export class GrowingHistogram {
  readonly bins = new Float64Array(histogramBins);
  zeros = 0;
  /** Values from −extent to extent are counted; 0 until the first value. */
  extent = 0;

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
    if (!(bound > this.extent) || !Number.isFinite(bound)) return;
    // Before the first value there is nothing to merge, so that the first range fits tightly.
    if (this.extent === 0) {
      this.extent = bound * 1.000001;
      return;
    }
    while (this.extent < bound) {
      this.extent *= 2;
      merge(this.bins);
    }
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
        const bin = (v * scale + half) | 0;
        if (bin >= 0 && bin < histogramBins) bins[bin] = bins[bin]! + 1;
      }
    }
    this.zeros += zeros;
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
