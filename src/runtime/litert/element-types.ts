import type { TensorValues } from "../../core/run/runtime.ts";
import type { TensorTypeName } from "../../core/tflite/tensor-types.ts";

/** How one element type crosses the border: its name in the file format and the array that holds its values. */
export interface ElementType {
  readonly name: TensorTypeName;
  readonly bytes: number;
  /** A fresh array of `count` zeros. float16 travels as its bits in a Uint16Array, bool as 0 and 1 in a Uint8Array. */
  make(count: number): TensorValues;
}

const elementType = (
  name: TensorTypeName,
  array: { new (count: number): TensorValues; BYTES_PER_ELEMENT: number },
) => ({
  name,
  bytes: array.BYTES_PER_ELEMENT,
  make: (count: number): TensorValues => new array(count),
});

// The numbers are LiteRT's `litert::ElementType` (the same as `TfLiteType`), not those of the file's schema.
const byNumber = new Map<number, ElementType>([
  [1, elementType("FLOAT32", Float32Array)],
  [2, elementType("INT32", Int32Array)],
  [3, elementType("UINT8", Uint8Array)],
  [4, elementType("INT64", BigInt64Array)],
  [6, elementType("BOOL", Uint8Array)],
  [7, elementType("INT16", Int16Array)],
  [9, elementType("INT8", Int8Array)],
  [10, elementType("FLOAT16", Uint16Array)],
  [11, elementType("FLOAT64", Float64Array)],
  [13, elementType("UINT64", BigInt64Array)],
  [16, elementType("UINT32", Uint32Array)],
  [17, elementType("UINT16", Uint16Array)],
  [19, elementType("BFLOAT16", Uint16Array)],
]);

/** The element type with LiteRT's number, or null for those without one value per element (strings, int4, complex). */
export const elementTypeOfNumber = (number: number): ElementType | null => byNumber.get(number) ?? null;

/** The same memory as bytes. */
export const asBytes = (values: TensorValues): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
