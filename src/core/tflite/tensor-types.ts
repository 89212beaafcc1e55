import { TensorType } from "./generated/enums.ts";

export { TensorType };
/** The name of a tensor's element type, e.g. `FLOAT32`. */
export type TensorTypeName = keyof typeof TensorType;

const names = new Map<number, TensorTypeName>(
  Object.entries(TensorType).map(([name, value]) => [value, name as TensorTypeName]),
);

/** The name of an element type, or null for a number that the format does not define. */
export const tensorTypeName = (type: number): TensorTypeName | null => names.get(type) ?? null;

const bitsOf: Partial<Record<TensorTypeName, number>> = {
  FLOAT32: 32,
  FLOAT16: 16,
  INT32: 32,
  UINT8: 8,
  INT64: 64,
  BOOL: 8,
  INT16: 16,
  COMPLEX64: 64,
  INT8: 8,
  FLOAT64: 64,
  COMPLEX128: 128,
  UINT64: 64,
  UINT32: 32,
  UINT16: 16,
  INT4: 4,
  BFLOAT16: 16,
  INT2: 2,
  UINT4: 4,
  FLOAT8_E4M3FN: 8,
  FLOAT8_E5M2: 8,
};

/** Bits of one element, or null for types without a fixed size (STRING, RESOURCE, VARIANT). */
export function bitsPerElement(type: number): number | null {
  const name = tensorTypeName(type);
  return name === null ? null : (bitsOf[name] ?? null);
}
