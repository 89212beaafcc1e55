// Any table of the schema, from a plain object to bytes, over the flatbuffers runtime and the generated layout.
import type { Builder } from "flatbuffers";
import { type Field, layouts, type ScalarType, type TableName, unions } from "./generated/layout.ts";
import { scalarSize } from "./verify.ts";

type Table = Readonly<Record<string, unknown>>;

function pushScalar(builder: Builder, type: ScalarType, value: unknown): void {
  switch (type) {
    case "bool":
      return builder.addInt8(value ? 1 : 0);
    case "byte":
    case "ubyte":
      return builder.addInt8(value as number);
    case "short":
    case "ushort":
      return builder.addInt16(value as number);
    case "int":
    case "uint":
      return builder.addInt32(value as number);
    case "long":
    case "ulong":
      return builder.addInt64(BigInt(value as number | bigint));
    case "float":
      return builder.addFloat32(value as number);
    case "double":
      return builder.addFloat64(value as number);
  }
}

function addScalarField(
  builder: Builder,
  slot: number,
  type: ScalarType,
  value: unknown,
  fallback: unknown,
): void {
  if (value === fallback || (Number.isNaN(value) && Number.isNaN(fallback))) return;
  pushScalar(builder, type, value);
  builder.slot(slot);
}

/** Writes a vector in one copy; its first element lands on a multiple of `align` in the finished file. */
function arrayVector(builder: Builder, data: ArrayBufferView, size: number, align: number): number {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  builder.prep(Math.max(size, align), bytes.length);
  const offset = builder.createByteVector(bytes);
  if (size > 1)
    builder.dataBuffer().writeInt32(builder.dataBuffer().capacity() - offset, bytes.length / size);
  return offset;
}

/** Vectors of bytes that lie in the file's memory already, by their data: how far from its end each begins. */
const placed = new WeakMap<Builder, ReadonlyMap<unknown, number>>();

/** Takes these vectors as written. */
export const placeVectors = (builder: Builder, vectors: ReadonlyMap<Uint8Array, number>): void =>
  void placed.set(builder, vectors);

/**
 * Strings and vectors of numbers already written, by content. Tables may share them: hundreds of tensors have the same
 * shape, and hundreds of weights a zero point of zero for as many channels.
 */
const written = new WeakMap<Builder, Map<string, number>>();

function once(builder: Builder, key: string, write: () => number): number {
  let offsets = written.get(builder);
  if (offsets === undefined) {
    offsets = new Map();
    written.set(builder, offsets);
  }
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = write();
    offsets.set(key, offset);
  }
  return offset;
}

/** Text that no other vector has, or null for long ones of many values, which hardly ever come twice. */
function vectorKey(values: readonly unknown[]): string | null {
  if (values.length <= 8) return values.map(exactly).join();
  const [first] = values;
  return values.every((value) => Object.is(value, first)) ? `${values.length} of ${exactly(first)}` : null;
}

/** A number's text that no other number has: minus zero is not zero. */
const exactly = (value: unknown): unknown => (Object.is(value, -0) ? "-0" : value);

/** From this length on the scales of weights, thousands in a model, are worth an array that goes in as one copy. */
const longVector = 16;

function numberVector(builder: Builder, type: ScalarType, values: readonly unknown[]): number {
  const size = scalarSize(type);
  if (type === "float" && values.length >= longVector) {
    return arrayVector(builder, Float32Array.from(values as readonly number[]), size, size);
  }
  builder.startVector(size, values.length, size);
  for (let i = values.length - 1; i >= 0; i--) pushScalar(builder, type, values[i]);
  return builder.endVector();
}

/** Writes what a field refers to and returns its offset, 0 where there is nothing to write. */
function reference(builder: Builder, field: Field, value: unknown): number {
  if (value === null || value === undefined) return 0;
  switch (field.kind) {
    case "scalar":
      return 0;
    case "string":
      return once(builder, `string ${value}`, () => builder.createString(value as string));
    case "table":
      return encodeTable(builder, field.type, value as Table);
    case "union":
      return encodeTable(builder, (value as { type: TableName }).type, value as Table);
    case "array":
      return (
        placed.get(builder)?.get(value) ??
        arrayVector(builder, value as ArrayBufferView, scalarSize(field.type), field.align)
      );
    case "tables": {
      const offsets = (value as Table[]).map((table) => encodeTable(builder, field.type, table));
      builder.startVector(4, offsets.length, 4);
      for (let i = offsets.length - 1; i >= 0; i--) builder.addOffset(offsets[i]!);
      return builder.endVector();
    }
    case "scalars":
    case "integers": {
      const values = value as unknown[];
      const write = (): number => numberVector(builder, field.type, values);
      const key = vectorKey(values);
      return key === null ? write() : once(builder, `${field.type} ${key}`, write);
    }
  }
}

/** Writes a table and everything under it; returns its offset. Scalars equal to their default are left out. */
export function encodeTable(builder: Builder, name: TableName, table: Table): number {
  const fields = layouts[name];
  const offsets = fields.map((field) => reference(builder, field, table[field.name]));
  builder.startObject(fields.reduce((n, f) => Math.max(n, f.slot + (f.kind === "union" ? 2 : 1)), 0));
  fields.forEach((field, i) => {
    if (field.kind === "scalar") {
      addScalarField(builder, field.slot, field.type, table[field.name], field.fallback);
    } else if (offsets[i] !== 0) {
      if (field.kind === "union") {
        const member = unions[field.type].indexOf((table[field.name] as { type: TableName }).type) + 1;
        addScalarField(builder, field.slot, "ubyte", member, 0);
        builder.addFieldOffset(field.slot + 1, offsets[i]!, 0);
      } else {
        builder.addFieldOffset(field.slot, offsets[i]!, 0);
      }
    }
  });
  return builder.endObject();
}
