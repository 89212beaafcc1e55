// Two 4-bit integers to the byte, the first in the low half, as the runtime unpacks them. An odd last one leaves the
// high half zero.

/** Bytes that hold `count` 4-bit integers. */
export const packedInt4Bytes = (count: number): number => (count + 1) >> 1;

/** Packs integers of −8…7. */
export function packInt4(values: Int8Array): Uint8Array {
  const packed = new Uint8Array(packedInt4Bytes(values.length));
  values.forEach((value, i) => {
    packed[i >> 1] = packed[i >> 1]! | ((value & 15) << ((i & 1) * 4));
  });
  return packed;
}

/** The integers in packed bytes. */
export function unpackInt4(packed: Uint8Array, count: number): Int8Array {
  return Int8Array.from({ length: count }, (_, i) => {
    const half = (packed[i >> 1]! >> ((i & 1) * 4)) & 15;
    return half > 7 ? half - 16 : half;
  });
}
