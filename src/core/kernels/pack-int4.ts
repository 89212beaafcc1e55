/** Packs 4-bit integers, one a byte, two to a byte: the first in the low half. `packed` has half of the bytes, rounded up. */
export function packInt4(args: { readonly integers: Int8Array; readonly packed: Uint8Array }): void {
  const { integers, packed } = args;
  const pairs = integers.length >> 1;
  for (let i = 0, at = 0; i < pairs; i++, at += 2) {
    packed[i] = (integers[at]! & 15) | (integers[at + 1]! << 4);
  }
  if (integers.length & 1) packed[pairs] = integers[integers.length - 1]! & 15;
}
