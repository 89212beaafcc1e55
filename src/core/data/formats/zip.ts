// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { InputError } from "../../outcome.ts";
import type { Content, DataFile, DataHost } from "../content.ts";

type Entry = Content & { readonly kind: "entry" };

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const locator64Mark = 0x07064b50;
const end64Mark = 0x06064b50;

const mostEntries = 2_000_000;
const mostDirectoryBytes = 512 * 2 ** 20;
/** Deflate packs at most 1032:1; what claims more is no honest archive. */
const bestRatio = 1032;
/** An entry that packs better than this and is large is refused as a bomb. */
const suspiciousRatio = 500;
const suspiciousSize = 64 * 2 ** 20;

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 &&
  head[1] === 0x4b &&
  ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/**
 * Lists the files of an archive from its central directory; nothing is unpacked. Folders, hidden files and what
 * archivers add for themselves are left out. Throws InputError for broken archives, encrypted entries, unknown
 * methods, names that lead out of the archive, overlapping entries and entries that unpack absurdly large.
 */
export async function listZip(host: DataHost, archive: DataFile): Promise<Entry[]> {
  const { count, start, size } = await findDirectory(host, archive);
  const directory = await host.read(archive, start, start + size);
  if (directory.length !== size) throw broken(archive, "its list of files is cut off");
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
  const entries: Entry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== entryMark)
      throw broken(archive, "its list of files is broken");
    const nameSize = view.getUint16(at + 28, true);
    const extraSize = view.getUint16(at + 30, true);
    const next = at + 46 + nameSize + extraSize + view.getUint16(at + 32, true);
    if (next > size) throw broken(archive, "its list of files is broken");
    const name = entryName(directory.slice(at + 46, at + 46 + nameSize), archive);
    if (!isIgnored(name)) entries.push(readEntry(view, at, name, archive, start));
    at = next;
  }
  refuseOverlaps(entries, archive);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readEntry(view: DataView, at: number, name: string, archive: DataFile, directoryAt: number): Entry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const wide = wideSizes(view, at);
  const { packedSize, size, headerAt } = wide;
  if (flags & 1) throw new InputError("encrypted-zip", `${name} in ${archive.path} is encrypted.`);
  if (method !== 0 && method !== 8) {
    throw new InputError(
      "unsupported-zip",
      `${name} in ${archive.path} is packed by a method that is not read.`,
    );
  }
  const impossible = method === 0 ? size !== packedSize : size > packedSize * bestRatio + 64;
  if (impossible || headerAt + 30 + packedSize > directoryAt) {
    throw broken(archive, `the sizes of ${name} are impossible`);
  }
  if (size > suspiciousSize && size > packedSize * suspiciousRatio) {
    throw new InputError(
      "zip-bomb",
      `${name} in ${archive.path} unpacks from ${packedSize} to ${size} bytes, which is refused.`,
    );
  }
  const crc = view.getUint32(at + 16, true);
  return { kind: "entry", name, archive, headerAt, packedSize, size, deflated: method === 8, crc };
}

/** Sizes and offset, from the Zip64 extra field (4.5.3) where the 32-bit ones are all ones. */
function wideSizes(view: DataView, at: number): { size: number; packedSize: number; headerAt: number } {
  const narrow = {
    size: view.getUint32(at + 24, true),
    packedSize: view.getUint32(at + 20, true),
    headerAt: view.getUint32(at + 42, true),
  };
  let field = at + 46 + view.getUint16(at + 28, true);
  const end = field + view.getUint16(at + 30, true);
  while (field + 4 <= end) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let value = field + 4;
      for (const key of ["size", "packedSize", "headerAt"] as const) {
        if (narrow[key] !== 0xffffffff || value + 8 > Math.min(end, field + 4 + length)) continue;
        narrow[key] = Number(view.getBigUint64(value, true));
        value += 8;
      }
      break;
    }
    field += 4 + length;
  }
  return narrow;
}

/**
 * Names are contained: relative and without `..`; anything else refuses the archive. Some archivers on Windows write
 * `\` between folders, which is read as `/`.
 */
function entryName(bytes: Uint8Array, archive: DataFile): string {
  const name = new TextDecoder("utf-8").decode(bytes).replaceAll("\\", "/");
  const leadsOut =
    name.startsWith("/") || name.includes("\0") || /^[a-z]:/i.test(name) || name.split("/").includes("..");
  if (leadsOut) {
    throw new InputError(
      "unsafe-path",
      `${archive.path} holds a file called ${JSON.stringify(name.slice(0, 80))}, which leads out of the archive.`,
    );
  }
  return name;
}

const isIgnored = (name: string): boolean =>
  name === "" ||
  name.endsWith("/") ||
  name.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");

/** Entries that share bytes are the trick of bombs that escape ratio limits. */
function refuseOverlaps(entries: readonly Entry[], archive: DataFile): void {
  const byPlace = [...entries].sort((a, b) => a.headerAt - b.headerAt);
  for (let i = 1; i < byPlace.length; i++) {
    const before = byPlace[i - 1]!;
    if (before.headerAt + 30 + before.packedSize > byPlace[i]!.headerAt) {
      throw broken(archive, `${before.name} and ${byPlace[i]!.name} share bytes`);
    }
  }
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly size: number;
}

async function findDirectory(host: DataHost, archive: DataFile): Promise<Directory> {
  const tailAt = Math.max(0, archive.size - 65557);
  const tail = await host.read(archive, tailAt, archive.size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let at = tail.length - 22;
  while (at >= 0 && view.getUint32(at, true) !== endMark) at--;
  if (at < 0) throw broken(archive, "its end is missing");
  let found: Directory = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
  const is64 = found.count === 0xffff || found.size === 0xffffffff || found.start === 0xffffffff;
  if (is64 && at >= 20 && view.getUint32(at - 20, true) === locator64Mark) {
    found = await findDirectory64(host, archive, Number(view.getBigUint64(at - 12, true)));
  }
  if (found.start + found.size > archive.size || found.count * 46 > found.size) {
    throw broken(archive, "its list of files lies outside of it");
  }
  if (found.count > mostEntries || found.size > mostDirectoryBytes) {
    throw new InputError("too-many-files", `${archive.path} holds ${found.count} files, too many to read.`);
  }
  return found;
}

async function findDirectory64(host: DataHost, archive: DataFile, at: number): Promise<Directory> {
  if (!Number.isSafeInteger(at) || at + 56 > archive.size) throw broken(archive, "its end is broken");
  const bytes = await host.read(archive, at, at + 56);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 56 || view.getUint32(0, true) !== end64Mark) throw broken(archive, "its end is broken");
  return {
    count: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    start: Number(view.getBigUint64(48, true)),
  };
}

const broken = (archive: DataFile, why: string): InputError =>
  new InputError("corrupt-zip", `${archive.path} is no sound zip archive: ${why}.`);
