// Bytes that the person gave, wherever they lie: a file, an entry of an archive, or memory. Descriptions only:
// they survive structured cloning, so that a worker can read its own part.
import { InputError } from "../outcome.ts";
import { crc32 } from "./crc32.ts";
import type { ImageFormat } from "./images/header.ts";
import type { RgbaImage } from "./images/pixels.ts";
import { inflateTo } from "./inflate.ts";

/** A file that the person gave. `handle` is the host's own (a path, a File). */
export interface DataFile {
  /** Relative to what was chosen, with `/` between folders. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970; 0 where unknown. Only for telling content apart. */
  readonly modified: number;
  readonly handle: unknown;
}

/** What the intake needs from its host. */
export interface DataHost {
  /** Bytes [start, end) of a file, fewer where it ends before. */
  read(file: DataFile, start: number, end: number): Promise<Uint8Array>;
  /** Decodes to 8-bit RGBA, sRGB as stored, alpha not multiplied in. Throws for broken pictures. */
  decodeImage(bytes: Uint8Array, format: ImageFormat): Promise<RgbaImage>;
}

export type Content =
  | { readonly kind: "file"; readonly name: string; readonly file: DataFile }
  | { readonly kind: "memory"; readonly name: string; readonly bytes: Uint8Array }
  /** An entry of a zip archive, by where its data lies. */
  | {
      readonly kind: "entry";
      readonly name: string;
      readonly archive: DataFile;
      /** Offset of the entry's local header. */
      readonly headerAt: number;
      readonly packedSize: number;
      readonly size: number;
      readonly deflated: boolean;
      readonly crc: number;
    };

export const fileContent = (file: DataFile): Content => ({ kind: "file", name: file.path, file });

export function contentSize(content: Content): number {
  if (content.kind === "file") return content.file.size;
  return content.kind === "memory" ? content.bytes.length : content.size;
}

/** Whether parts can be read without unpacking what lies before them. */
export const isRandomAccess = (content: Content): boolean => content.kind !== "entry" || !content.deflated;

/** Tells contents apart in fingerprints without reading them. */
export function contentKey(content: Content): string {
  if (content.kind === "file") return `${content.name}|${content.file.size}|${content.file.modified}`;
  if (content.kind === "entry") return `${content.name}|${content.size}|${content.crc}`;
  return `${content.name}|${content.bytes.length}`;
}

async function readExactly(host: DataHost, file: DataFile, start: number, end: number): Promise<Uint8Array> {
  if (start < 0 || end > file.size || start > end) throw cutOff(file.path, end, file.size);
  const bytes = await host.read(file, start, end);
  if (bytes.length !== end - start) throw cutOff(file.path, end, start + bytes.length);
  return bytes;
}

function cutOff(name: string, wanted: number, size: number): InputError {
  return new InputError(
    "truncated-data",
    `${name} is cut off: bytes up to ${wanted} were expected, but there are ${size}.`,
  );
}

/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7: where an entry's data starts. */
async function entryDataAt(host: DataHost, entry: Content & { kind: "entry" }): Promise<number> {
  const header = await readExactly(host, entry.archive, entry.headerAt, entry.headerAt + 30);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) {
    throw new InputError("corrupt-zip", `The archive has no entry where it says that ${entry.name} lies.`);
  }
  return entry.headerAt + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

/** Bytes [start, end) of content that can be read at random. */
export async function readPart(
  host: DataHost,
  content: Content,
  start: number,
  end: number,
): Promise<Uint8Array> {
  if (content.kind === "memory") {
    if (start < 0 || end > content.bytes.length) throw cutOff(content.name, end, content.bytes.length);
    return content.bytes.subarray(start, end);
  }
  if (content.kind === "file") return readExactly(host, content.file, start, end);
  if (end > content.size) throw cutOff(content.name, end, content.size);
  const at = await entryDataAt(host, content);
  return readExactly(host, content.archive, at + start, at + end);
}

/**
 * All bytes, unpacked into `into` where it is given (it must be as large as the content). `limit` in bytes is
 * checked before anything is held.
 */
export async function readAll(
  host: DataHost,
  content: Content,
  limit: number,
  into?: Uint8Array,
): Promise<Uint8Array> {
  const size = contentSize(content);
  if (size > limit) {
    throw new InputError(
      "data-too-large",
      `${content.name} would need ${size} bytes at once; at most ${limit} are read.`,
    );
  }
  const bytes = into ?? new Uint8Array(content.kind === "entry" ? size : 0);
  if (content.kind === "entry" && content.deflated) {
    const at = await entryDataAt(host, content);
    const packed = await readExactly(host, content.archive, at, at + content.packedSize);
    inflateTo(packed, bytes, content.name);
  } else {
    const part = await readPart(host, content, 0, size);
    if (into === undefined) return checked(content, part);
    bytes.set(part);
  }
  return checked(content, bytes);
}

function checked(content: Content, bytes: Uint8Array): Uint8Array {
  if (content.kind === "entry" && crc32(bytes) !== content.crc) {
    throw new InputError("corrupt-archive", `${content.name} is damaged: its checksum does not match.`);
  }
  return bytes;
}

/** The longest stored block of a deflate stream, with its header. */
const storedBlock = 65_540;

/** The first bytes, at most `count`, for telling formats apart. */
export async function readHead(host: DataHost, content: Content, count: number): Promise<Uint8Array> {
  const size = Math.min(count, contentSize(content));
  if (isRandomAccess(content)) return readPart(host, content, 0, size);
  const entry = content as Content & { kind: "entry" };
  const at = await entryDataAt(host, entry);
  const target = new Uint8Array(size);
  const inflate = async (length: number): Promise<Uint8Array> => {
    const packed = await readExactly(host, entry.archive, at, at + Math.min(entry.packedSize, length));
    inflateTo(packed, target, entry.name, "start");
    return target;
  };
  try {
    return await inflate(count + 1024);
  } catch (error) {
    // What does not compress lies in stored blocks, which the inflater hands out whole.
    if (!(error instanceof InputError) || error.code !== "truncated-data") throw error;
    return inflate(count + 1024 + storedBlock);
  }
}
