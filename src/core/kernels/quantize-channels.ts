import { symmetricScale } from "../quant/affine.ts";
import { float16Values } from "../tensor/float16.ts";
import type { QuantizePiece } from "./quantize-piece.ts";
import { hasRows, quantizeRows } from "./simd/quantize-rows.ts";
import { rowKernels } from "./simd/rows.ts";

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
  const { layout, first, end, scales, integers } = piece;
  const { outer, channels, inner } = layout;
  const source = sourceOf(piece);
  const bounds = new Int32Array(end - first);
  for (let o = 0; o < outer; o++) raiseBounds(source.words, source.seek(o), inner, bounds);
  const magnitudes = new Float32Array(bounds.buffer);
  for (let c = first; c < end; c++) {
    const most = magnitudes[c - first]!;
    // A value that is not finite still shows in the scale, so that the weight is refused.
    if (piece.scaled && Number.isFinite(most)) continue;
    scales[c] = symmetricScale(Number.isFinite(most) ? most : Number.NaN, bits);
  }
  for (let o = 0; o < outer; o++) {
    const to = (o * channels + first) * inner;
    roundRows(source.values, source.seek(o), integers, to, scales, first, end, inner);
  }
}

/** A piece's values in float32, one step of the outermost dimension at a time. */
interface Source {
  readonly values: Float32Array;
  /** The same memory as bits. */
  readonly words: Int32Array;
  /** Where the piece's values of the step begin. */
  seek(outer: number): number;
}

function sourceOf({ values, layout, first, end }: QuantizePiece): Source {
  const { channels, inner } = layout;
  const start = (o: number): number => (o * channels + first) * inner;
  if (values instanceof Float32Array) {
    return { values, words: new Int32Array(values.buffer, values.byteOffset, values.length), seek: start };
  }
  const row = new Float32Array(inner * (end - first));
  return {
    values: row,
    words: new Int32Array(row.buffer),
    seek(o) {
      decode(values, start(o), start(o) + row.length, row);
      return 0;
    },
  };
}

/**
 * Raises each channel's bound to the largest magnitude among its `inner` values. Compares bits as integers, which
 * order as the magnitudes do, with NaN and infinity above every number.
 */
function raiseBounds(words: Int32Array, from: number, inner: number, bounds: Int32Array): void {
  for (let c = 0, at = from; c < bounds.length; c++) {
    let most = bounds[c]!;
    for (const stop = at + inner; at < stop; at++) {
      const magnitude = words[at]! & 0x7fffffff;
      if (magnitude > most) most = magnitude;
    }
    bounds[c] = most;
  }
}

function decode(halves: Uint16Array, start: number, stop: number, into: Float32Array): void {
  const table = float16Values();
  for (let i = start, to = 0; i < stop; i++) into[to++] = table[halves[i]!]!;
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
