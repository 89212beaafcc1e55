// An independent walk over a flatbuffer: every table, vtable, vector and string is checked against the file's
// bounds before the reader uses it, and (strictly) against the alignment rules before a written file is handed
// out. https://flatbuffers.dev/internals/
import { InputError } from "../outcome.ts";
import { type Field, layouts, type ScalarType, type TableName, unions } from "./generated/layout.ts";

const sizes: Record<ScalarType, number> = {
  bool: 1,
  byte: 1,
  ubyte: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  long: 8,
  ulong: 8,
  float: 4,
  double: 8,
};

/** Bytes of a scalar in the file. */
export const scalarSize = (type: ScalarType): number => sizes[type];

export interface VerifyOptions {
  /** Also check alignment and the zero after each string, as the native verifier does. */
  readonly strict?: boolean;
}

/**
 * Throws InputError `corrupt-file` at the first place where the file is not a well-formed TFLite flatbuffer.
 * Tables can be shared, so a small file can describe a huge tree: the work is bounded by the file's size.
 */
export function verifyFlatbuffer(bytes: Uint8Array, options: VerifyOptions = {}): void {
  new Walk(bytes, options.strict ?? false).root();
}

class Walk {
  private readonly view: DataView;
  private readonly end: number;
  /** Table and vector entries that may still be visited. */
  private budget: number;

  constructor(
    bytes: Uint8Array,
    private readonly strict: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.byteLength;
    this.budget = Math.min(1_000_000 + 4 * bytes.byteLength, 20_000_000);
  }

  root(): void {
    this.need(0, 8, "the header");
    this.table(this.offset(0, "the model"), "Model", "the model");
  }

  private fail(at: number, what: string): never {
    throw new InputError(
      "corrupt-file",
      `The file is damaged: ${what} (at byte ${at}). Export or download the model again.`,
      { byte: at },
    );
  }

  private need(at: number, length: number, what: string): void {
    if (at < 0 || at + length > this.end) {
      this.fail(Math.min(at, this.end), `${what} reaches past its end`);
    }
  }

  private aligned(at: number, alignment: number, what: string): void {
    if (this.strict && at % alignment !== 0) this.fail(at, `${what} is not ${alignment}-byte aligned`);
  }

  private spend(amount: number, at: number, what: string): void {
    this.budget -= amount;
    if (this.budget < 0) this.fail(at, `${what} repeats more entries than a file of this size can hold`);
  }

  private offset(at: number, what: string): number {
    this.need(at, 4, what);
    const target = at + this.view.getUint32(at, true);
    if (target <= at || target >= this.end) this.fail(at, `${what} points outside of it`);
    return target;
  }

  private table(at: number, name: TableName, what: string): void {
    this.need(at, 4, what);
    this.aligned(at, 4, what);
    const vtable = at - this.view.getInt32(at, true);
    this.need(vtable, 4, `the field list of ${what}`);
    this.aligned(vtable, 2, `the field list of ${what}`);
    const vtableSize = this.view.getUint16(vtable, true);
    const tableSize = this.view.getUint16(vtable + 2, true);
    if (vtableSize < 4 || vtableSize % 2 !== 0)
      this.fail(vtable, `the field list of ${what} has a wrong size`);
    this.need(vtable, vtableSize, `the field list of ${what}`);
    this.need(at, tableSize, what);
    const fields = layouts[name];
    this.spend(1 + fields.length, at, what);
    const slot = (index: number): number => {
      const entry = 4 + 2 * index;
      return entry + 2 <= vtableSize ? this.view.getUint16(vtable + entry, true) : 0;
    };
    for (const field of fields) this.field(at, tableSize, slot, field, `${name}.${field.name}`);
  }

  private field(
    at: number,
    tableSize: number,
    slot: (i: number) => number,
    field: Field,
    what: string,
  ): void {
    const place = slot(field.slot);
    const inside = (entry: number, size: number): number => {
      if (entry + size > tableSize) this.fail(at, `${what} lies outside its table`);
      this.aligned(at + entry, size, what);
      return at + entry;
    };
    if (field.kind === "union") {
      const value = slot(field.slot + 1);
      const type = place === 0 ? 0 : this.view.getUint8(inside(place, 1));
      if (type === 0) return;
      const member = unions[field.type][type - 1];
      if (member === undefined) {
        this.fail(at + place, `${what} has the unknown option type ${type}; it may be newer than this tool`);
      }
      if (value === 0) this.fail(at, `${what} is announced but missing`);
      this.table(this.offset(inside(value, 4), what), member, what);
      return;
    }
    if (place === 0) return;
    if (field.kind === "scalar") {
      inside(place, sizes[field.type]);
      return;
    }
    const target = this.offset(inside(place, 4), what);
    if (field.kind === "table") this.table(target, field.type, what);
    else if (field.kind === "tables") this.tables(target, field.type, what);
    else if (field.kind === "string") this.vector(target, 1, 0, what, 1);
    else this.vector(target, sizes[field.type], field.align, what, 0, field.kind !== "array");
  }

  private vector(at: number, size: number, align: number, what: string, tail = 0, counted = false): number {
    this.need(at, 4, what);
    this.aligned(at, 4, what);
    const length = this.view.getUint32(at, true);
    this.need(at + 4, length * size + tail, `${what} (${length} entries)`);
    if (length > 0) this.aligned(at + 4, Math.max(size, align), what);
    if (counted) this.spend(length, at, what);
    if (this.strict && tail === 1 && this.view.getUint8(at + 4 + length) !== 0) {
      this.fail(at, `${what} lacks its final zero`);
    }
    return length;
  }

  private tables(at: number, name: TableName, what: string): void {
    const length = this.vector(at, 4, 0, what, 0, true);
    for (let i = 0; i < length; i++) {
      const label = `${what}[${i}]`;
      this.table(this.offset(at + 4 + 4 * i, label), name, label);
    }
  }
}
