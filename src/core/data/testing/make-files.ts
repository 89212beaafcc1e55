// Data files made in code, written from their specifications and independent of the readers under test.
import { gzipSync, zipSync, zlibSync } from "fflate";
import { crc32 } from "../crc32.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** A `.npy` file, header padded to 64 bytes as NumPy does. */
export function npy(
  descr: string,
  shape: readonly number[],
  data: Uint8Array,
  { fortran = false, version = 1 }: { fortran?: boolean; version?: 1 | 2 | 3 } = {},
): Uint8Array {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${dims}), }`;
  const fixed = version === 1 ? 10 : 12;
  const length = Math.ceil((fixed + dictionary.length + 1) / 64) * 64 - fixed;
  const head = new Uint8Array(fixed);
  head.set([0x93, ...ascii("NUMPY"), version, 0]);
  const view = new DataView(head.buffer);
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  return joined([head, ascii(`${dictionary.padEnd(length - 1)}\n`), data]);
}

/** An IDX file of bytes. */
export function idx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const head = new Uint8Array(4 + 4 * shape.length);
  head.set([0, 0, 8, shape.length]);
  shape.forEach((d, i) => new DataView(head.buffer).setUint32(4 + 4 * i, d));
  return joined([head, data]);
}

/** A WAV file with one format and one data chunk. */
export function wav(tag: number, bits: number, channels: number, rate: number, data: Uint8Array): Uint8Array {
  const head = new Uint8Array(44);
  const view = new DataView(head.buffer);
  head.set(ascii("RIFF"));
  view.setUint32(4, 36 + data.length, true);
  head.set(ascii("WAVEfmt "), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, (rate * channels * bits) / 8, true);
  view.setUint16(32, (channels * bits) / 8, true);
  view.setUint16(34, bits, true);
  head.set(ascii("data"), 36);
  view.setUint32(40, data.length, true);
  return joined([head, data]);
}

function pngChunk(kind: string, data: Uint8Array): Uint8Array {
  const body = joined([ascii(kind), data]);
  const frame = new Uint8Array(8);
  new DataView(frame.buffer).setUint32(0, data.length);
  new DataView(frame.buffer).setUint32(4, crc32(body));
  return joined([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG of 8-bit RGB pixels, row by row. */
export function png(width: number, height: number, rgb: Uint8Array): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = new Uint8Array(height * (1 + 3 * width));
  for (let y = 0; y < height; y++) {
    rows.set(rgb.subarray(y * 3 * width, (y + 1) * 3 * width), y * (1 + 3 * width) + 1);
  }
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk("IHDR", header),
    pngChunk("IDAT", zlibSync(rows)),
    pngChunk("IEND", new Uint8Array(0)),
  ]);
}

export const gz = (bytes: Uint8Array): Uint8Array => gzipSync(bytes);

/** A zip archive; `level` 0 stores. */
export const zip = (files: Readonly<Record<string, Uint8Array>>, level: 0 | 6 = 6): Uint8Array =>
  zipSync({ ...files }, { level });

export const bytesOfValues = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
