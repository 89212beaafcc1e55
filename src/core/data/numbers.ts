// Element types of array files, and reading them as numbers.
import { InputError } from "../outcome.ts";

/** Element types that array files hold and the intake reads. */
export type NumberType =
  | "bool"
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "uint32"
  | "int32"
  | "uint64"
  | "int64"
  | "float16"
  | "float32"
  | "float64";

/** A view over elements in the machine's byte order; float16 elements are their bits. */
export type NumberView =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

export const bytesPerNumber: Readonly<Record<NumberType, number>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
};

export const isFloatType = (type: NumberType): boolean => type.startsWith("float");

const views = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The elements of `bytes`, which must start at a multiple of the element size (copied where they do not). */
export function numberView(bytes: Uint8Array, type: NumberType): NumberView {
  const size = bytesPerNumber[type];
  const at = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  const count = Math.floor(at.byteLength / size);
  return new views[type](at.buffer as ArrayBuffer, at.byteOffset, count);
}

/** Reverses the bytes of every element in place: big-endian files on little-endian machines. */
export function swapByteOrder(bytes: Uint8Array, size: number): void {
  if (size < 2) return;
  for (let i = 0; i + size <= bytes.length; i += size) {
    for (let a = i, b = i + size - 1; a < b; a++, b--) {
      const t = bytes[a]!;
      bytes[a] = bytes[b]!;
      bytes[b] = t;
    }
  }
}

/** IEEE 754 binary16 bits to a number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** `count` elements from `from` as doubles. 64-bit integers past 2^53 are rounded. */
export function readNumbers(view: NumberView, type: NumberType, from: number, count: number): Float64Array {
  if (from < 0 || from + count > view.length) {
    throw new InputError(
      "array-too-short",
      `Elements ${from} to ${from + count} were asked of ${view.length}.`,
    );
  }
  const result = new Float64Array(count);
  if (type === "float16") {
    for (let i = 0; i < count; i++) result[i] = halfToNumber(Number(view[from + i]));
  } else if (view instanceof BigInt64Array || view instanceof BigUint64Array) {
    for (let i = 0; i < count; i++) result[i] = Number(view[from + i]);
  } else {
    result.set(view.subarray(from, from + count));
  }
  return result;
}

/** Zeroed bytes that workers can share where the host allows it (the page needs cross-origin isolation). */
export function allocateShared(bytes: number): Uint8Array {
  return typeof SharedArrayBuffer === "undefined"
    ? new Uint8Array(bytes)
    : new Uint8Array(new SharedArrayBuffer(bytes));
}

/** Number of elements of a shape. */
export const shapeSize = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** A shape for a sentence, e.g. `28x28x1`; `scalar` without dimensions. */
export const shapeText = (shape: readonly number[]): string => (shape.length ? shape.join("x") : "scalar");
