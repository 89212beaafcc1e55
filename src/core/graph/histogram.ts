// Weights as histograms of real values, whatever form the file keeps them in.
import type { GrowingHistogram } from "../calibration/histogram.ts";
import { histogramBins } from "../calibration/histogram.ts";
import { densify } from "../kernels/densify.ts";
import { InputError } from "../outcome.ts";
import { blockScalesOf } from "../quant/blockwise.ts";
import { unpackInt4 } from "../quant/int4.ts";
import { float16Values } from "../tensor/float16.ts";
import { float32View, uint16View } from "../tensor/views.ts";
import { constantBytes, type Model, type Tensor, type TensorIndex } from "../tflite/model.ts";
import { TensorType, tensorTypeName } from "../tflite/tensor-types.ts";
import { elementCount } from "./index.ts";
import { sparseLayout } from "./sparse-layout.ts";

export interface ValueHistogram {
  readonly low: number;
  readonly high: number;
  readonly counts: number[];
  readonly zeros: number;
  readonly total: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Real values of a constant, dense, in the order of its shape: float16 widened, integers (4-bit ones too) times their
 * scales, sparse ones filled up with zeros. Throws InputError for what is no constant, or of another type.
 */
export function constantValues(model: Model, subgraph: number, t: TensorIndex): Float32Array {
  const tensor = model.subgraphs[subgraph]?.tensors[t];
  const bytes = tensor === undefined ? null : constantBytes(model, tensor);
  if (tensor === undefined || bytes === null)
    throw new InputError("no-constant", "Only constants have a weight histogram.");
  const count = elementCount(tensor.shape);
  const stored = storedValues(tensor, bytes, tensor.sparsity === null ? count : storedCount(tensor, bytes));
  const blocks = blockScalesOf(model, subgraph, tensor);
  if (blocks !== null) return stored.map((v, i) => v * blocks.scales[Math.floor(i / blocks.size)]!);
  if (tensor.sparsity === null) return scaled(tensor, stored);
  const dense = new Float32Array(count);
  densify({ values: stored, layout: sparseLayout(tensor), dense });
  return scaled(tensor, dense);
}

const storedCount = (tensor: Tensor, bytes: Uint8Array): number =>
  tensor.type === TensorType.FLOAT32
    ? bytes.length / 4
    : tensor.type === TensorType.FLOAT16
      ? bytes.length / 2
      : tensor.type === TensorType.INT4
        ? bytes.length * 2
        : bytes.length;

function storedValues(tensor: Tensor, bytes: Uint8Array, count: number): Float32Array {
  switch (tensor.type) {
    case TensorType.FLOAT32:
      return float32View(bytes);
    case TensorType.FLOAT16: {
      const table = float16Values();
      return Float32Array.from(uint16View(bytes), (bits) => table[bits]!);
    }
    case TensorType.INT8:
      return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    case TensorType.UINT8:
      return Float32Array.from(bytes);
    case TensorType.INT4:
      return Float32Array.from(unpackInt4(bytes, count));
    case TensorType.INT16:
    case TensorType.INT32: {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return Float32Array.from({ length: count }, (_, i) =>
        tensor.type === TensorType.INT16 ? view.getInt16(2 * i, true) : view.getInt32(4 * i, true),
      );
    }
    default:
      throw new InputError(
        "no-histogram",
        `There is no histogram for constants of type ${tensorTypeName(tensor.type) ?? "unknown"}.`,
        { tensor: tensor.name },
      );
  }
}

/** Integers times the scales of their channels; float values as they are. */
function scaled(tensor: Tensor, values: Float32Array): Float32Array {
  const scales = tensor.quantization?.scale ?? [];
  if (scales.length === 0 || tensor.type === TensorType.FLOAT32 || tensor.type === TensorType.FLOAT16)
    return values;
  const { zeroPoint, quantizedDimension: axis } = tensor.quantization!;
  const inner = elementCount(tensor.shape.slice(axis + 1));
  return values.map((value, i) => {
    const channel = scales.length === 1 ? 0 : Math.floor(i / inner) % scales.length;
    return (value - (zeroPoint?.[channel] ?? 0)) * scales[channel]!;
  });
}

/** Equal bins over the values' own range, or over the one given; what lies outside counts in the outermost bins. */
export function valueHistogram(
  values: Float32Array,
  bins: number,
  range?: { readonly low: number; readonly high: number },
): ValueHistogram {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
    if (value === 0) zeros++;
    sum += value;
    squares += value * value;
  }
  const total = values.length;
  const mean = total === 0 ? 0 : sum / total;
  const deviation = total === 0 ? 0 : Math.sqrt(Math.max(0, squares / total - mean * mean));
  if (range !== undefined) ({ low, high } = range);
  if (total === 0) [low, high] = [0, 0];
  const counts = new Array<number>(bins).fill(0);
  const scale = high > low ? bins / (high - low) : 0;
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) * scale)));
    counts[bin] = counts[bin]! + 1;
  }
  return { low, high, counts, zeros, total, mean, deviation };
}

/** What calibration counted, between the extremes that it saw, in fewer bins. */
export function coarser(
  histogram: GrowingHistogram,
  { min, max }: { readonly min: number; readonly max: number },
  bins: number,
): ValueHistogram {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const counts = new Array<number>(bins).fill(0);
  const scale = high > low ? bins / (high - low) : 0;
  let total = histogram.zeros;
  let sum = 0;
  let squares = 0;
  const put = (value: number, count: number): void => {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) * scale)));
    counts[bin] = counts[bin]! + count;
  };
  for (let i = 0; i < histogramBins; i++) {
    const count = histogram.bins[i]!;
    if (count === 0) continue;
    const centre = histogram.edge(i) + histogram.width / 2;
    put(centre, count);
    total += count;
    sum += count * centre;
    squares += count * centre * centre;
  }
  put(0, histogram.zeros);
  const mean = total === 0 ? 0 : sum / total;
  const deviation = total === 0 ? 0 : Math.sqrt(Math.max(0, squares / total - mean * mean));
  return { low, high, counts, zeros: histogram.zeros, total, mean, deviation };
}
