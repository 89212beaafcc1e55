// Whether all of a picture is there. Decoders differ: some fill what is missing with grey and say nothing.
// PNG: https://www.w3.org/TR/png-3/#11IEND · JPEG: https://www.w3.org/Graphics/JPEG/itu-t81.pdf (annex B)
// WebP: https://developers.google.com/speed/webp/docs/riff_container
import type { ImageFormat } from "./header.ts";

/** False where the file ends before the picture does. Expects bytes whose header was read. */
export function reachesItsEnd(bytes: Uint8Array, format: ImageFormat): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case "png":
      return pngEnds(view);
    case "jpeg":
      return jpegEnds(view);
    case "webp":
      // Some writers leave the last byte of padding out.
      return bytes.length + 1 >= 8 + view.getUint32(4, true);
  }
}

/** Walks the chunks (length, name, data, checksum) to IEND. */
function pngEnds(view: DataView): boolean {
  let at = 8;
  while (at + 12 <= view.byteLength) {
    if (view.getUint32(at + 4) === 0x49454e44) return true;
    at += 12 + view.getUint32(at);
  }
  return false;
}

/** Walks the segments to the first scan, then looks for an end-of-image marker: an embedded preview has its own before. */
function jpegEnds(view: DataView): boolean {
  let at = 2;
  while (at + 4 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const fill = marker === 0xff;
    at += fill ? 1 : 2 + view.getUint16(at + 2);
    if (marker === 0xda) break;
  }
  for (let end = view.byteLength - 2; end >= at; end--) {
    if (view.getUint8(end) === 0xff && view.getUint8(end + 1) === 0xd9) return true;
  }
  return false;
}
