// Codecs compiled to WebAssembly (MozJPEG, libwebp, the png crate), loaded when the first such picture comes.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { ImageFormat } from "../../../core/data/images/header.ts";
import { layOnWhite, type RgbaImage } from "../../../core/data/images/pixels.ts";

type Decode = (bytes: Uint8Array<ArrayBuffer>) => Promise<RgbaImage>;

const wasmFiles: Readonly<Record<ImageFormat, string>> = {
  png: "@jsquash/png/codec/pkg/squoosh_png_bg.wasm",
  jpeg: "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
  webp: "@jsquash/webp/codec/dec/webp_dec.wasm",
};

const decoders = new Map<ImageFormat, Promise<Decode>>();

/** In order: a decoder has one memory. */
let queue: Promise<unknown> = Promise.resolve();

/** Decodes one picture at a time. A decoder that failed is replaced: its memory can be left in any state. */
export function decodeImage(bytes: Uint8Array, format: ImageFormat): Promise<RgbaImage> {
  const result = queue.then(async () => {
    const decoder = decoders.get(format) ?? startDecoder(format);
    decoders.set(format, decoder);
    try {
      return layOnWhite(await (await decoder)(new Uint8Array(bytes)));
    } catch (error) {
      decoders.delete(format);
      throw error;
    }
  });
  queue = result.catch(() => undefined);
  return result;
}

/** Options of Emscripten's modules that the codecs' types leave out. */
interface ModuleOptions {
  readonly wasmBinary: Uint8Array;
  readonly print: () => void;
  readonly printErr: () => void;
}
type Init = (options: ModuleOptions) => Promise<void>;

async function startDecoder(format: ImageFormat): Promise<Decode> {
  const wasmBinary = await readFile(createRequire(import.meta.url).resolve(wasmFiles[format]));
  const options: ModuleOptions = { wasmBinary, print: () => undefined, printErr: () => undefined };
  switch (format) {
    case "png": {
      const { decode, init } = await import("@jsquash/png/decode.js");
      await init(wasmBinary);
      return (bytes) => decode(bytes.buffer);
    }
    case "jpeg": {
      const { default: decode, init } = await import("@jsquash/jpeg/decode.js");
      await (init as Init)(options);
      return (bytes) => decode(bytes.buffer, { preserveOrientation: true });
    }
    case "webp": {
      const { default: decode, init } = await import("@jsquash/webp/decode.js");
      await (init as Init)(options);
      return (bytes) => decode(bytes.buffer);
    }
  }
}
