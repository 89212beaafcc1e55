import { GrowingHistogram } from "./histogram.ts";

/** What calibration knows of one tensor. */
export interface TensorStatistics {
  readonly samples: number;
  /** Over all samples. */
  readonly min: number;
  readonly max: number;
  /** Moving averages of each sample's min and max, in sample order. */
  readonly averageMin: number;
  readonly averageMax: number;
  readonly histogram: GrowingHistogram | null;
  /** Least of all rows' maxima, where rows were asked for: every row reaches at least this. Else Infinity. */
  readonly leastRowMax?: number;
  /** Mean over the samples of each element of the tensor, where asked for. */
  readonly mean: Float32Array | null;
  /** Width of the range after 1, 2, 4, … samples: how it settles. */
  readonly widths?: readonly number[];
}

/** Weight of the past in the moving average, as litert-quantizer has it. */
const keep = 0.95;
/** Magnitudes beyond this are overflows (masks, −inf) and say nothing of the range. */
const largest = 3e38;
/** Values of one sample that go into the histogram; min and max see all. */
const histogramValues = 16384;

export interface CollectorOptions {
  readonly histogram: boolean;
  readonly mean: boolean;
  /** Elements of a row whose maximum matters (the input of a softmax); 0 for none. */
  readonly rowSize?: number;
}

/** Collects the statistics of one tensor, sample by sample. */
export class Collector implements TensorStatistics {
  samples = 0;
  min = Infinity;
  max = -Infinity;
  averageMin = 0;
  averageMax = 0;
  readonly histogram: GrowingHistogram | null;
  readonly widths: number[] = [];
  private sum: Float32Array | null = null;
  leastRowMax = Infinity;
  private readonly wantsMean: boolean;
  private readonly rowSize: number;

  constructor(options: CollectorOptions) {
    this.histogram = options.histogram ? new GrowingHistogram() : null;
    this.wantsMean = options.mean;
    this.rowSize = options.rowSize ?? 0;
  }

  /** `values`: `count` samples of the tensor, one after the other. */
  add(values: Float32Array, count: number): void {
    const size = values.length / count;
    for (let s = 0; s < count; s++) this.addSample(values, s * size, (s + 1) * size);
  }

  get mean(): Float32Array | null {
    return this.sum === null ? null : this.sum.map((v) => v / this.samples);
  }

  private addSample(values: Float32Array, from: number, to: number): void {
    const [low, high] = extremes(values, from, to);
    if (low <= high) {
      this.averageMin = this.samples === 0 ? low : keep * this.averageMin + (1 - keep) * low;
      this.averageMax = this.samples === 0 ? high : keep * this.averageMax + (1 - keep) * high;
      if (low < this.min) this.min = low;
      if (high > this.max) this.max = high;
      if (this.histogram !== null) {
        this.histogram.grow(Math.max(-low, high));
        // An odd stride, so that no channel of a channels-last tensor is seen more often than another.
        const stride = Math.max(1, Math.floor((to - from) / histogramValues)) | 1;
        this.histogram.add(values, from, to, stride);
      }
      if (this.wantsMean) this.addToMean(values, from, to);
      if (this.rowSize > 0) this.seeRows(values, from, to);
      this.samples++;
      if (this.samples === 2 ** this.widths.length) this.widths.push(this.max - this.min);
    }
  }

  private seeRows(values: Float32Array, from: number, to: number): void {
    for (let row = from; row < to; row += this.rowSize) {
      const [, high] = extremes(values, row, Math.min(to, row + this.rowSize));
      if (high < this.leastRowMax) this.leastRowMax = high;
    }
  }

  private addToMean(values: Float32Array, from: number, to: number): void {
    this.sum ??= new Float32Array(to - from);
    const { sum } = this;
    for (let i = 0, at = from; at < to; i++, at++) sum[i] = sum[i]! + values[at]!;
  }
}

/** Least and greatest value of a slice; NaN and overflows count as nothing. */
export function extremes(values: Float32Array, from: number, to: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    const v = values[i]!;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (low > -largest && high < largest) return [low, high];
  low = Infinity;
  high = -Infinity;
  for (let i = from; i < to; i++) {
    const v = values[i]!;
    if (v < low && v > -largest) low = v;
    if (v > high && v < largest) high = v;
  }
  return [low, high];
}
