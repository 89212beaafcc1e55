// https://github.com/aappleby/smhasher (MurmurHash3_x86_32, public domain algorithm)
import type { NumberView } from "./numbers.ts";

function mix(k: number): number {
  const x = Math.imul(k, 0xcc9e2d51);
  return Math.imul((x << 15) | (x >>> 17), 0x1b873593);
}

/** Little-endian words of bytes that lie across the boundaries of words. */
function wordsOf(bytes: Uint8Array, body: number): Int32Array {
  const words = new Int32Array(body >> 2);
  for (let i = 0; i < body; i += 4) {
    words[i >> 2] = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
  }
  return words;
}

/** MurmurHash3 (32 bits) of the bytes. Not for security: names content in caches and finds duplicates. */
export function murmur3(bytes: Uint8Array, seed: number): number {
  let h = seed | 0;
  const body = bytes.length & ~3;
  const words =
    bytes.byteOffset % 4 === 0
      ? new Int32Array(bytes.buffer, bytes.byteOffset, body >> 2)
      : wordsOf(bytes, body);
  for (let i = 0; i < words.length; i++) {
    h ^= mix(words[i]!);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= body; i--) tail = (tail << 8) | bytes[i]!;
  h ^= mix(tail);
  h ^= bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const hex = (n: number): string => n.toString(16).padStart(8, "0");

/** 64 bits of hash as 16 hex digits. */
export const hashBytes = (bytes: Uint8Array): string =>
  hex(murmur3(bytes, 1)) + hex(murmur3(bytes, 0x9747b28c));

export const hashText = (text: string): string => hashBytes(new TextEncoder().encode(text));

export const hashView = (view: NumberView): string =>
  hashBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
