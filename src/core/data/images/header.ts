// Size and format of a picture from its first bytes, before anything is decoded.
// PNG: https://www.w3.org/TR/png-3/ · JPEG: https://www.w3.org/Graphics/JPEG/itu-t81.pdf (annex B)
// WebP: https://developers.google.com/speed/webp/docs/riff_container
import { InputError } from "../../outcome.ts";

export type ImageFormat = "png" | "jpeg" | "webp";

export interface ImageHeader {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

/** Enough for most headers; a JPEG with an embedded preview or profile needs more, see {@link imageHeader}. */
export const imageHeadBytes = [1 << 12, 1 << 17] as const;

/** Pictures of more pixels are refused before they are decoded: 64 million need 256 MB. */
export const mostPixels = 64_000_000;

const startsWith = (head: Uint8Array, bytes: readonly number[], at = 0): boolean =>
  bytes.every((byte, i) => head[at + i] === byte);

export function imageFormat(head: Uint8Array): ImageFormat | null {
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (startsWith(head, [0xff, 0xd8, 0xff])) return "jpeg";
  const riff = startsWith(head, [0x52, 0x49, 0x46, 0x46]) && startsWith(head, [0x57, 0x45, 0x42, 0x50], 8);
  return riff ? "webp" : null;
}

/**
 * Reads format and size. Returns null where a JPEG's size lies behind the bytes given (read more of the file).
 * Throws InputError for broken headers and pictures that are too large to decode.
 */
export function imageHeader(head: Uint8Array, name: string): ImageHeader | null {
  const format = imageFormat(head);
  if (format === null) throw new InputError("not-a-picture", `${name} is no PNG, JPEG or WebP picture.`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let size: readonly [number, number] | "more" | "cmyk" | null;
  try {
    size = format === "png" ? pngSize(view) : format === "jpeg" ? jpegSize(view) : webpSize(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    size = null;
  }
  if (size === "more") return null;
  if (size === "cmyk") {
    throw new InputError("unsupported-picture", `${name} is a JPEG in CMYK; save it as RGB.`);
  }
  if (size === null || size[0] < 1 || size[1] < 1) {
    throw new InputError("corrupt-picture", `${name} has a broken ${format.toUpperCase()} header.`);
  }
  const [width, height] = size;
  if (width * height > mostPixels) {
    throw new InputError(
      "picture-too-large",
      `${name} would be ${width} x ${height} pixels; pictures are read up to ${mostPixels / 1e6} million pixels.`,
    );
  }
  return { format, width, height };
}

/** IHDR is the first chunk: its length, its name, width, height. */
function pngSize(view: DataView): readonly [number, number] | null {
  return view.getUint32(12) === 0x49484452 ? [view.getUint32(16), view.getUint32(20)] : null;
}

/** Walks the segments up to the frame header (SOF0 to SOF15 without DHT, JPG and DAC). */
function jpegSize(view: DataView): readonly [number, number] | "more" | "cmyk" | null {
  let at = 2;
  while (at + 10 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      if (view.getUint8(at + 9) > 3) return "cmyk";
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
    if (marker === 0xd9 || marker === 0xda) return null;
    const bare = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (bare) at += 2;
    else {
      const length = view.getUint16(at + 2);
      if (length < 2) return null;
      at += 2 + length;
    }
  }
  return "more";
}

/** Three kinds of first chunk: lossy (`VP8 `), lossless (`VP8L`) and extended (`VP8X`). */
function webpSize(view: DataView): readonly [number, number] | null {
  const kind = view.getUint32(12);
  const uint24 = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (kind === 0x56503820) {
    return uint24(23) === 0x2a019d
      ? [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
      : null;
  }
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return view.getUint8(20) === 0x2f ? [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1] : null;
  }
  return kind === 0x56503858 ? [uint24(24) + 1, uint24(27) + 1] : null;
}
