import { symmetricScale } from "../quant/affine.ts";
import { float16Values } from "../tensor/float16.ts";
import type { ChannelLayout } from "./abs-max.ts";
import { hasRows, quantizeRows } from "./simd/quantize-rows.ts";
import { rowKernels } from "./simd/rows.ts";

/** Part of a weight tensor to quantize: the channels `first` up to `end` of its layout. */
export interface QuantizePiece {
  /** All values of the tensor: float32, or float16 as its bits. */
  readonly values: Float32Array | Uint16Array;
  readonly layout: ChannelLayout;
  readonly first: number;
  readonly end: number;
  /** Where the integers go, one byte each, in the layout of `values`; only the piece's own are written. */
  readonly integers: Int8Array;
  /** Where the scales go, float32 [channels]; a channel with a NaN or an infinity gets NaN as its scale. */
  readonly scales: Float32Array;
  /** True where `scales` are given: chosen elsewhere, such that every value is within them. */
  readonly scaled?: boolean;
}

const { fround } = Math;
const roundingMagic = 1.5 * 2 ** 52;

/**
 * Symmetric quantization with one scale a channel, several pieces in one call so that small tensors share its cost.
 * Reads each value twice, once for the largest magnitude and once to round. Long rows go through WebAssembly where the
 * host has it.
 */
export function quantizeChannels(args: {
  readonly pieces: readonly QuantizePiece[];
  readonly bits: number;
}): void {
  const rows = rowKernels();
  for (const piece of args.pieces) {
    if (rows !== null && hasRows(piece, rows)) quantizeRows(piece, args.bits, rows);
    else quantizePiece(piece, args.bits);
  }
}

/** One piece, in JavaScript: every layout, on every host. */
export function quantizePiece(piece: QuantizePiece, bits: number): void {
  const { layout, first, end, scales } = piece;
  const bounds = boundsOf(piece);
  for (let c = first; c < end; c++) {
    // A value that is not finite still shows in the scale, so that the weight is refused.
    if (piece.scaled && Number.isFinite(bounds[c - first])) continue;
    scales[c] = symmetricScale(bounds[c - first]!, bits);
  }
  const { outer, channels, inner } = layout;
  const values = piece.values instanceof Float32Array ? piece.values : null;
  const row = values === null ? new Float32Array(inner * (end - first)) : null;
  for (let o = 0; o < outer; o++) {
    const start = (o * channels + first) * inner;
    const stop = (o * channels + end) * inner;
    const source = values === null ? decode(piece.values as Uint16Array, start, stop, row!) : values;
    roundRows(source, values === null ? 0 : start, piece.integers, start, scales, first, end, inner);
  }
}

/**
 * Largest magnitude of each channel; NaN where one is not finite. Compares bits as integers, which order as the
 * magnitudes do, with NaN and infinity above every number. Float32 and float16 have a loop each: one loop over either
 * would be several times slower.
 */
function boundsOf({ values, layout, first, end }: QuantizePiece): Float32Array {
  const bits = new Int32Array(end - first);
  if (values instanceof Float32Array) {
    largest32(new Int32Array(values.buffer, values.byteOffset, values.length), layout, first, end, bits);
    return new Float32Array(bits.buffer).map(finiteOrNaN);
  }
  largest16(values, layout, first, end, bits);
  return Float32Array.from(bits, (b) => finiteOrNaN(float16Values()[b]!));
}

const finiteOrNaN = (x: number): number => (Number.isFinite(x) ? x : Number.NaN);

function largest32(
  words: Int32Array,
  layout: ChannelLayout,
  first: number,
  end: number,
  bits: Int32Array,
): void {
  const { outer, channels, inner } = layout;
  for (let o = 0; o < outer; o++) {
    for (let c = first, at = (o * channels + first) * inner; c < end; c++) {
      let most = bits[c - first]!;
      for (const stop = at + inner; at < stop; at++) {
        const magnitude = words[at]! & 0x7fffffff;
        if (magnitude > most) most = magnitude;
      }
      bits[c - first] = most;
    }
  }
}

function largest16(
  halves: Uint16Array,
  layout: ChannelLayout,
  first: number,
  end: number,
  bits: Int32Array,
): void {
  const { outer, channels, inner } = layout;
  for (let o = 0; o < outer; o++) {
    for (let c = first, at = (o * channels + first) * inner; c < end; c++) {
      let most = bits[c - first]!;
      for (const stop = at + inner; at < stop; at++) {
        const magnitude = halves[at]! & 0x7fff;
        if (magnitude > most) most = magnitude;
      }
      bits[c - first] = most;
    }
  }
}

function decode(halves: Uint16Array, start: number, stop: number, into: Float32Array): Float32Array {
  const table = float16Values();
  for (let i = start, to = 0; i < stop; i++) into[to++] = table[halves[i]!]!;
  return into;
}

/**
 * Divides in float32 and rounds half to even. Multiplying by the scale's inverse in double and rounding to float32 is the
 * same as dividing in float32: the quotient of two 24-bit numbers is at least 2^-49 of itself away from the middle
 * between two others, and the product errs by less than 2^-51. Adding and taking off 1.5 · 2^52 rounds to an integer.
 * No value is larger than the bound that the scale was made from, so nothing needs clamping.
 */
function roundRows(
  source: Float32Array,
  from: number,
  integers: Int8Array,
  to: number,
  scales: Float32Array,
  first: number,
  end: number,
  inner: number,
): void {
  let at = from;
  let write = to;
  for (let c = first; c < end; c++) {
    const inverse = 1 / scales[c]!;
    for (const stop = at + inner; at < stop; at++) {
      integers[write++] = fround(source[at]! * inverse) + roundingMagic - roundingMagic;
    }
  }
}
