import { float16OfFloat32Bits, float16Values } from "../tensor/float16.ts";

/** Float16 bits to float32, into `values`. */
export function decodeFloat16(args: { readonly halves: Uint16Array; readonly values: Float32Array }): void {
  const { halves, values } = args;
  const table = float16Values();
  for (let i = 0; i < halves.length; i++) values[i] = table[halves[i]!]!;
}

/**
 * Float32 to float16 bits, nearest, ties to even, into `halves`. Returns how many finite values lay beyond the
 * range; with `clamp` they become ±65504, without it infinities.
 */
export function encodeFloat16(args: {
  readonly values: Float32Array;
  readonly halves: Uint16Array;
  readonly clamp: boolean;
}): number {
  const { values, halves, clamp } = args;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length);
  let beyond = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const magnitude = word & 0x7fffffff;
    // 2^-14 up to where rounding reaches 2^16, by far the most common; everything else goes the long way.
    if (magnitude >= 0x38800000 && magnitude < 0x477ff000) {
      const rounded = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
      halves[i] = ((word >>> 16) & 0x8000) | rounded;
    } else if (magnitude >= 0x477ff000 && magnitude < 0x7f800000) {
      beyond++;
      halves[i] = ((word >>> 16) & 0x8000) | (clamp ? 0x7bff : 0x7c00);
    } else {
      halves[i] = float16OfFloat32Bits(word);
    }
  }
  return beyond;
}
