import { extremes } from "./extremes.ts";
import { GrowingHistogram, type HistogramCounts } from "./histogram.ts";
import type { Range } from "./range.ts";
import { usualRange } from "./usual.ts";

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
  /** Extremes without those samples whose values lie far outside of what the others hold, where a histogram was asked for. */
  readonly usual?: Range | null;
  /** Least of all rows' maxima, where rows were asked for: every row reaches at least this. Else Infinity. */
  readonly leastRowMax?: number;
  /** Mean over the samples of each element of the tensor, or of each channel, where asked for. */
  readonly mean: Float32Array | null;
  /** Whether `mean` is that of each channel. */
  readonly meansOfChannels?: boolean;
  /** Largest magnitude of each channel (last dimension), where asked for. */
  readonly channelMaxima?: Float32Array | null;
  /** Width of the range after 1, 2, 4, … samples: how it settles. */
  readonly widths?: readonly number[];
}

/** Weight of the past in the moving average, as litert-quantizer has it. */
const keep = 0.95;
/** Values of one sample that go into the histogram; min and max see all. */
const histogramValues = 16384;

export interface CollectorOptions {
  readonly histogram: boolean;
  readonly mean: boolean;
  /** Channels (last dimension) whose means are enough; 0 where the mean of each element is wanted. */
  readonly meanChannels?: number;
  /** Elements of a row whose maximum matters (the input of a softmax); 0 for none. */
  readonly rowSize?: number;
  /** Channels whose largest magnitudes are wanted; 0 for none. */
  readonly channels?: number;
}

/** What some consecutive samples say of one tensor: plain data, which workers send each other. */
export interface SliceStatistics {
  /** Least and greatest value of each sample that holds a finite one, in sample order. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly histogram: HistogramCounts | null;
  /** Sum over the samples of each element, or of each channel's mean. */
  readonly sum: Float32Array | null;
  readonly leastRowMax: number;
  readonly channelMaxima: Float32Array | null;
}

/** Collects what a slice of the samples says of one tensor. */
export class SliceCollector {
  private readonly lows: number[] = [];
  private readonly highs: number[] = [];
  private readonly histogram: GrowingHistogram | null;
  private sum: Float32Array | null = null;
  private leastRowMax = Infinity;
  private readonly wantsMean: boolean;
  private readonly meanChannels: number;
  private readonly rowSize: number;
  private readonly channelMaxima: Float32Array | null;

  constructor(options: CollectorOptions) {
    this.histogram = options.histogram ? new GrowingHistogram() : null;
    this.wantsMean = options.mean;
    this.meanChannels = options.meanChannels ?? 0;
    this.rowSize = options.rowSize ?? 0;
    this.channelMaxima = options.channels ? new Float32Array(options.channels) : null;
  }

  get result(): SliceStatistics {
    const { lows, highs, histogram, sum, leastRowMax, channelMaxima } = this;
    return { lows, highs, histogram: histogram?.counts ?? null, sum, leastRowMax, channelMaxima };
  }

  /** `values[from … to)`: the tensor as one sample makes it. Nothing of it is kept. */
  add(values: Float32Array, from: number, to: number): void {
    const [low, high] = extremes(values, from, to);
    if (low > high) return;
    this.lows.push(low);
    this.highs.push(high);
    if (this.histogram !== null) {
      this.histogram.grow(Math.max(-low, high));
      // An odd stride, so that no channel of a channels-last tensor is seen more often than another.
      const stride = Math.max(1, Math.floor((to - from) / histogramValues)) | 1;
      this.histogram.add(values, from, to, stride);
    }
    if (this.wantsMean) {
      this.sum ??= new Float32Array(this.meanChannels || to - from);
      if (this.meanChannels > 0) addTo(this.sum, channelMeans(values, from, to, this.meanChannels), 0);
      else addTo(this.sum, values, from);
    }
    if (this.channelMaxima !== null) widen(this.channelMaxima, values, from, to);
    for (let row = from; this.rowSize > 0 && row < to; row += this.rowSize) {
      const [, most] = extremes(values, row, Math.min(to, row + this.rowSize));
      if (most < this.leastRowMax) this.leastRowMax = most;
    }
  }
}

/** Joins slices, in sample order, into the statistics of one tensor. */
export class Collector implements TensorStatistics {
  samples = 0;
  min = Infinity;
  max = -Infinity;
  averageMin = 0;
  averageMax = 0;
  readonly histogram: GrowingHistogram | null;
  readonly widths: number[] = [];
  leastRowMax = Infinity;
  channelMaxima: Float32Array | null = null;
  private sum: Float32Array | null = null;
  private readonly ofSamples: Range[] = [];
  private readonly options: CollectorOptions;

  constructor(options: CollectorOptions) {
    this.options = options;
    this.histogram = options.histogram ? new GrowingHistogram() : null;
  }

  /** `values`: the next `count` samples of the tensor, one after the other. */
  add(values: Float32Array, count: number): void {
    const slice = new SliceCollector(this.options);
    const size = values.length / count;
    for (let s = 0; s < count; s++) slice.add(values, s * size, (s + 1) * size);
    this.join(slice.result);
  }

  /** Takes the slice that follows on those before; may keep its arrays. */
  join(slice: SliceStatistics): void {
    slice.lows.forEach((low, s) => {
      const high = slice.highs[s]!;
      this.averageMin = this.samples === 0 ? low : keep * this.averageMin + (1 - keep) * low;
      this.averageMax = this.samples === 0 ? high : keep * this.averageMax + (1 - keep) * high;
      if (low < this.min) this.min = low;
      if (high > this.max) this.max = high;
      this.samples++;
      if (this.histogram !== null) this.ofSamples.push({ min: low, max: high });
      if (this.samples === 2 ** this.widths.length) this.widths.push(this.max - this.min);
    });
    if (slice.histogram !== null) this.histogram?.join(slice.histogram);
    if (slice.leastRowMax < this.leastRowMax) this.leastRowMax = slice.leastRowMax;
    if (this.channelMaxima === null) this.channelMaxima = slice.channelMaxima;
    else if (slice.channelMaxima !== null) {
      widen(this.channelMaxima, slice.channelMaxima, 0, slice.channelMaxima.length);
    }
    if (slice.sum === null) return;
    if (this.sum === null) this.sum = slice.sum;
    else addTo(this.sum, slice.sum, 0);
  }

  get usual(): Range | null {
    return usualRange(this.ofSamples);
  }

  get meansOfChannels(): boolean {
    return Boolean(this.options.meanChannels);
  }

  get mean(): Float32Array | null {
    return this.sum === null ? null : this.sum.map((v) => v / this.samples);
  }
}

/** Raises each channel's maximum to what `values[from … to)`, [places, channels], holds of it. */
function widen(maxima: Float32Array, values: Float32Array, from: number, to: number): void {
  const channels = maxima.length;
  for (let at = from; at < to; ) {
    for (let c = 0; c < channels; c++, at++) {
      const magnitude = Math.abs(values[at]!);
      if (magnitude > maxima[c]!) maxima[c] = magnitude;
    }
  }
}

/** Mean of each channel over `values[from … to)`, [places, channels]; summed in double precision. */
function channelMeans(values: Float32Array, from: number, to: number, channels: number): Float64Array {
  const sums = new Float64Array(channels);
  for (let at = from; at < to; ) {
    for (let c = 0; c < channels; c++, at++) sums[c] = sums[c]! + values[at]!;
  }
  return sums.map((sum) => (sum * channels) / (to - from));
}

function addTo(sum: Float32Array, values: Float32Array | Float64Array, from: number): void {
  for (let i = 0, at = from; i < sum.length; i++, at++) sum[i] = sum[i]! + values[at]!;
}
