import type { ChannelLayout } from "./abs-max.ts";
import { type RowKernels, rowKernels } from "./simd/rows.ts";

export interface QuantizeWeightsArgs {
  readonly values: Float32Array;
  readonly layout: ChannelLayout;
  /** One per channel of the layout, or a single one. */
  readonly scales: Float32Array;
  readonly qmin: number;
  readonly qmax: number;
  /** Where the integers go, in the layout of `values`. */
  readonly integers: Int8Array;
}

/**
 * Rounds weights to integers, `round(w / scale)` with half to even, in float32 as litert-quantizer does it, and
 * clamps. Long rows that need no clamping go through WebAssembly where the host has it.
 */
export function quantizeWeights(args: QuantizeWeightsArgs): void {
  const { scales } = args;
  const { outer, channels, inner } = args.layout;
  const kernels = inner >= 16 ? rowKernels() : null;
  for (let o = 0, at = 0; o < outer; o++) {
    for (let c = 0; c < channels; c++, at += inner) {
      const scale = scales[scales.length === 1 ? 0 : c]!;
      if (kernels === null || !roundRow(args, at, scale, kernels)) roundPlainly(args, at, scale);
    }
  }
}

/** The assembled loop; false where the row is too long for it, or has values beyond the integers' range. */
function roundRow(args: QuantizeWeightsArgs, at: number, scale: number, kernels: RowKernels): boolean {
  const { inner } = args.layout;
  if (inner > kernels.capacity - 16) return false;
  kernels.values.set(args.values.subarray(at, at + inner));
  const [low, high] = kernels.extremes(0, inner);
  if (!(Math.max(-low, high) / scale < args.qmax + 0.49)) return false;
  kernels.round(0, inner, scale);
  args.integers.set(kernels.integers.subarray(0, inner), at);
  return true;
}

/** One row, in JavaScript: any values, on every host. */
export function roundPlainly(args: QuantizeWeightsArgs, from: number, scale: number): void {
  const { values, integers, qmin, qmax } = args;
  const { fround, round } = Math;
  for (let at = from; at < from + args.layout.inner; at++) {
    const x = fround(values[at]! / scale);
    let q = round(x);
    if (q - x === 0.5 && q % 2 !== 0) q--;
    integers[at] = Math.max(qmin, Math.min(qmax, q));
  }
}
