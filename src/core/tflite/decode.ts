// Any table of the schema, from bytes to a plain object, over the flatbuffers runtime and the generated layout.
import { type ByteBuffer, Encoding } from "flatbuffers";
import { InputError } from "../outcome.ts";
import { type Field, layouts, type ScalarType, type TableName, unions } from "./generated/layout.ts";
import { scalarSize } from "./verify.ts";

const decoder = new TextDecoder("utf-8");

function scalar(bb: ByteBuffer, at: number, type: ScalarType): number | bigint | boolean {
  switch (type) {
    case "bool":
      return bb.readUint8(at) !== 0;
    case "byte":
      return bb.readInt8(at);
    case "ubyte":
      return bb.readUint8(at);
    case "short":
      return bb.readInt16(at);
    case "ushort":
      return bb.readUint16(at);
    case "int":
      return bb.readInt32(at);
    case "uint":
      return bb.readUint32(at);
    case "long":
      return bb.readInt64(at);
    case "ulong":
      return bb.readUint64(at);
    case "float":
      return bb.readFloat32(at);
    case "double":
      return bb.readFloat64(at);
  }
}

/** A view where the file's alignment allows one, else a copy. */
function typedArray(bb: ByteBuffer, start: number, length: number, type: ScalarType): ArrayBufferView {
  const bytes = bb.bytes().subarray(start, start + length * scalarSize(type));
  if (type === "ubyte") return bytes;
  const whole = bytes.byteOffset % scalarSize(type) === 0 ? bytes : new Uint8Array(bytes);
  return type === "ushort"
    ? new Uint16Array(whole.buffer, whole.byteOffset, length)
    : new Int32Array(whole.buffer, whole.byteOffset, length);
}

function integer(value: bigint, what: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new InputError("corrupt-file", `${what} holds ${value}, which no runtime takes.`);
  }
  return number;
}

function fieldValue(bb: ByteBuffer, table: number, field: Field, owner: TableName): unknown {
  const at = bb.__offset(table, 4 + 2 * field.slot);
  if (field.kind === "scalar") return at === 0 ? field.fallback : scalar(bb, table + at, field.type);
  if (field.kind === "union") {
    const value = bb.__offset(table, 6 + 2 * field.slot);
    const type = at === 0 ? 0 : bb.readUint8(table + at);
    const member = unions[field.type][type - 1];
    return member === undefined ? null : decodeTable(bb, bb.__indirect(table + value), member, true);
  }
  if (at === 0) return null;
  if (field.kind === "table") return decodeTable(bb, bb.__indirect(table + at), field.type);
  if (field.kind === "string") {
    // Copied first: browsers refuse to decode text straight from shared memory.
    return decoder.decode(new Uint8Array(bb.__string(table + at, Encoding.UTF8_BYTES) as Uint8Array));
  }
  const start = bb.__vector(table + at);
  const length = bb.__vector_len(table + at);
  if (field.kind === "array") return typedArray(bb, start, length, field.type);
  if (field.kind === "tables") {
    return Array.from({ length }, (_, i) => decodeTable(bb, bb.__indirect(start + 4 * i), field.type));
  }
  const values: unknown[] = new Array(length);
  const size = scalarSize(field.type);
  for (let i = 0; i < length; i++) {
    const value = scalar(bb, start + size * i, field.type);
    values[i] = field.kind === "integers" ? integer(value as bigint, `${owner}.${field.name}`) : value;
  }
  return values;
}

/**
 * The table at position `at` as a plain object of its generated type. Byte vectors are views into the buffer.
 * The buffer must have been verified. `tagged` adds the table's name as `type`, as members of unions have it.
 */
export function decodeTable(
  bb: ByteBuffer,
  at: number,
  name: TableName,
  tagged = false,
): Record<string, unknown> {
  const table: Record<string, unknown> = tagged ? { type: name } : {};
  for (const field of layouts[name]) table[field.name] = fieldValue(bb, at, field, name);
  return table;
}
