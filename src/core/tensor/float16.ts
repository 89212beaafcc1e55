// IEEE 754 binary16 in plain integers: sign, 5 bits of exponent (bias 15), 10 bits of fraction.
import { float32View, uint16View } from "./views.ts";

/** Largest finite float16. */
export const largestFloat16 = 65504;

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

/** The value of a float16 given as its 16 bits. */
export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of the float16 nearest to a float32, ties to even; beyond the range it is an infinity. */
export function float16Bits(value: number): number {
  scratchFloat[0] = value;
  return float16OfFloat32Bits(scratchBits[0]!);
}

/** The same from the float32's own bits. */
export function float16OfFloat32Bits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  // At 2^-14 and above, float16 is normal: re-bias the exponent and round 13 bits away, half to even. A carry
  // out of the fraction goes into the exponent as it should, up to infinity.
  if (magnitude >= 0x38800000) {
    const rounded = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    return sign | Math.min(rounded, 0x7c00);
  }
  // At or below 2^-25, half of the smallest subnormal, everything rounds to zero.
  if (magnitude <= 0x33000000) return sign;
  const shift = 126 - (magnitude >>> 23);
  const fraction = (magnitude & 0x7fffff) | 0x800000;
  const half = 1 << (shift - 1);
  const kept = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  return sign | (rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept);
}

let table: Float32Array | null = null;

/** The float32 of every float16, indexed by its bits; made on first use, 256 kB. */
export function float16Values(): Float32Array {
  if (table === null) {
    table = new Float32Array(65536);
    for (let bits = 0; bits < 65536; bits++) table[bits] = float16Value(bits);
  }
  return table;
}

/** Float16 bytes as float32; for small tensors, large ones go through the `decodeFloat16` kernel. */
export function decodeFloat16Bytes(bytes: Uint8Array): Float32Array {
  const values = float16Values();
  return Float32Array.from(uint16View(bytes), (bits) => values[bits]!);
}

/** Float32 bytes as float16 bits; for small tensors. */
export function encodeFloat16Bytes(bytes: Uint8Array): Uint16Array {
  return Uint16Array.from(float32View(bytes), float16Bits);
}
