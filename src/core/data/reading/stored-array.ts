import { InputError } from "../../outcome.ts";
import {
  type Content,
  contentSize,
  type DataHost,
  isRandomAccess,
  readAll,
  readHead,
  readPart,
} from "../content.ts";
import { type ArrayHeader, arrayBytes, checkArrayHeader } from "../formats/array-header.ts";
import { gunzip, isGzip } from "../formats/gzip.ts";
import { idxHeader, isIdx } from "../formats/idx.ts";
import { isNpy, npyHeadBytes, npyHeader } from "../formats/npy.ts";
import {
  allocateShared,
  bytesPerNumber,
  type NumberType,
  type NumberView,
  numberView,
  shapeSize,
  swapByteOrder,
} from "../numbers.ts";
import { cOrderFromFortran } from "./layout.ts";

/** An array of numbers, in C order, in memory or left in its file. Survives structured cloning. */
export interface StoredArray {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly where:
    | { readonly kind: "memory"; readonly bytes: Uint8Array }
    | {
        readonly kind: "content";
        readonly content: Content;
        readonly dataAt: number;
        readonly bigEndian: boolean;
      };
}

/** Arrays up to this size are held in (shared) memory as they are stored; larger ones are read part by part. */
const heldBytes = 256 * 2 ** 20;
/** Most that is ever unpacked at once. */
export const unpackLimit = 2 ** 31 - 2 ** 20;

/** Whether the first bytes are those of an array file, gzipped ones aside. */
export const isArrayFile = (head: Uint8Array): boolean => isNpy(head) || isIdx(head);

const parseHeader = (head: Uint8Array, name: string): ArrayHeader =>
  isNpy(head) ? npyHeader(head, name) : idxHeader(head, name);

/**
 * Opens a .npy or IDX file, gzipped or not. Small arrays are read, large ones stay where they are.
 * Throws InputError for anything broken.
 */
export async function openArray(host: DataHost, content: Content): Promise<StoredArray> {
  const head = await readHead(host, content, npyHeadBytes);
  if (isGzip(head)) return openPacked(await readAll(host, content, unpackLimit), content.name);
  const header = parseHeader(head, content.name);
  checkArrayHeader(header, contentSize(content), content.name);
  const bytes = arrayBytes(header);
  if (isRandomAccess(content) && !header.fortranOrder && bytes > heldBytes) {
    const { dataAt, bigEndian } = header;
    const where = { kind: "content", content, dataAt, bigEndian } as const;
    return { name: content.name, type: header.type, shape: header.shape, where };
  }
  const all =
    content.kind !== "entry"
      ? await readPart(host, content, header.dataAt, header.dataAt + bytes)
      : (await readAll(host, content, unpackLimit)).subarray(header.dataAt, header.dataAt + bytes);
  return held(header, all, content.name);
}

function openPacked(packed: Uint8Array, name: string): StoredArray {
  const sizeFromHead = (head: Uint8Array): number | null => {
    if (isIdx(head)) {
      const header = idxHeader(head, name);
      return header.dataAt + arrayBytes(header);
    }
    // Refused by the first bytes: a bomb is not unpacked to the end.
    if (!isNpy(head)) throw noArray(name);
    return null;
  };
  const bytes = gunzip(packed, name, unpackLimit, sizeFromHead);
  if (!isArrayFile(bytes)) throw noArray(name);
  const header = parseHeader(bytes.subarray(0, npyHeadBytes), name);
  checkArrayHeader(header, bytes.length, name);
  return held(header, bytes.subarray(header.dataAt, header.dataAt + arrayBytes(header)), name);
}

const noArray = (name: string): InputError =>
  new InputError("unknown-data", `${name} holds neither a NumPy array nor an IDX file.`);

/** Copies into shared memory, in the machine's byte order (little-endian everywhere we run) and C order. */
function held(header: ArrayHeader, data: Uint8Array, name: string): StoredArray {
  const size = bytesPerNumber[header.type];
  const bytes = allocateShared(data.length);
  if (header.fortranOrder) cOrderFromFortran(data, bytes, header.shape, size);
  else bytes.set(data);
  if (header.bigEndian) swapByteOrder(bytes, size);
  return { name, type: header.type, shape: header.shape, where: { kind: "memory", bytes } };
}

/** An array of values that are already in memory. */
export function arrayOf(
  name: string,
  type: NumberType,
  shape: readonly number[],
  view: NumberView,
): StoredArray {
  const bytes = allocateShared(shapeSize(shape) * bytesPerNumber[type]);
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, bytes.length));
  return { name, type, shape, where: { kind: "memory", bytes } };
}

/** Elements [from, from + count) as a view in the machine's byte order; not to be written to. */
export async function readElements(
  host: DataHost,
  array: StoredArray,
  from: number,
  count: number,
): Promise<NumberView> {
  const size = bytesPerNumber[array.type];
  const { where } = array;
  if (where.kind === "memory") {
    return numberView(where.bytes.subarray(from * size, (from + count) * size), array.type);
  }
  const start = where.dataAt + from * size;
  const bytes = new Uint8Array(await readPart(host, where.content, start, start + count * size));
  if (where.bigEndian) swapByteOrder(bytes, size);
  return numberView(bytes, array.type);
}
