// Scales, zero points and rounding of integer quantization: real = scale · (quantized − zeroPoint).
// https://ai.google.dev/edge/litert/conversion/tensorflow/quantization/quantization_spec, Jacob et al. 2018,
// https://arxiv.org/abs/1712.05877. All arithmetic is done in float32, step by step, as the runtime's tools do,
// so that the same weights give the same bytes.

const { fround } = Math;

/** Smallest range that a scale is made from, so that it is never zero. */
export const smallestBound = fround(1e-9);

/** Rounds half to even; exact for every magnitude under 2^51. */
export function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Smallest and largest integer of a signed type. */
export function integerRange(bits: number): { readonly min: number; readonly max: number } {
  return { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 };
}

/** The integers that symmetric quantization uses: −127…127 from 8 bits on, all of them (−8…7) below. */
export function symmetricRange(bits: number): { readonly min: number; readonly max: number } {
  const { min, max } = integerRange(bits);
  return { min: bits >= 8 ? min + 1 : min, max };
}

/** Scale of symmetric quantization for values up to ±bound; float32. */
export function symmetricScale(bound: number, bits: number): number {
  return fround(Math.max(fround(bound), smallestBound) / integerRange(bits).max);
}

/** Scale (float32) and zero point for the range min…max, which is widened to hold zero. */
export function affineParameters(
  min: number,
  max: number,
  bits: number,
): { readonly scale: number; readonly zeroPoint: number } {
  const range = integerRange(bits);
  const low = Math.min(fround(min), 0);
  const high = Math.max(fround(max), 0);
  const bound = Math.max(fround(high - low), smallestBound);
  const scale = fround(bound / (range.max - range.min));
  return { scale, zeroPoint: roundHalfEven(fround(range.min - fround(low / scale))) };
}

/** One value to its integer: divide and round half to even in float32, then clamp. */
export function quantizeValue(
  value: number,
  scale: number,
  zeroPoint: number,
  range: { readonly min: number; readonly max: number },
): number {
  const q = roundHalfEven(fround(fround(value / scale) + zeroPoint));
  return Math.min(range.max, Math.max(range.min, q));
}
