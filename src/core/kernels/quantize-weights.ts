import type { ChannelLayout } from "./abs-max.ts";

/**
 * Rounds weights to integers, `round(w / scale)` with half to even, in float32 as litert-quantizer does it, and
 * clamps. `scales`: one per channel of the layout, or a single one. Returns int8 [outer, channels, inner].
 */
export function quantizeWeights(args: {
  readonly values: Float32Array;
  readonly layout: ChannelLayout;
  readonly scales: Float32Array;
  readonly qmin: number;
  readonly qmax: number;
}): Int8Array {
  const { values, scales, qmin, qmax } = args;
  const { outer, channels, inner } = args.layout;
  const result = new Int8Array(values.length);
  const fround = Math.fround;
  const round = Math.round;
  for (let o = 0, at = 0; o < outer; o++) {
    for (let c = 0; c < channels; c++) {
      const scale = scales[scales.length === 1 ? 0 : c]!;
      for (const end = at + inner; at < end; at++) {
        const x = fround(values[at]! / scale);
        let q = round(x);
        if (q - x === 0.5 && q % 2 !== 0) q--;
        result[at] = Math.max(qmin, Math.min(qmax, q));
      }
    }
  }
  return result;
}
