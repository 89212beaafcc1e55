import type { DataFile, DataHost } from "../../../core/data/content.ts";
import { InputError } from "../../../core/outcome.ts";

/** Files that a person dropped or chose; `handle` of a {@link DataFile} is the File. Works in workers. */
export const browserDataHost: DataHost = {
  async read(file: DataFile, start: number, end: number): Promise<Uint8Array> {
    try {
      return new Uint8Array(await (file.handle as Blob).slice(start, end).arrayBuffer());
    } catch (error) {
      throw new InputError("unreadable-file", `${file.path} cannot be read: ${(error as Error).message}`);
    }
  },
  async decodeImage(bytes, format) {
    // No colour management and no alpha: what the file stores, transparent parts on white, as on the command line.
    const blob = new Blob([new Uint8Array(bytes)], { type: `image/${format}` });
    const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    try {
      const { width, height } = bitmap;
      const context = new OffscreenCanvas(width, height).getContext("2d", {
        alpha: false,
        willReadFrequently: true,
      });
      if (context === null)
        throw new InputError("no-canvas", "This browser gives workers no canvas to read pictures with.");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, width, height);
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      return { width, height, data: new Uint8Array(data.buffer) };
    } finally {
      bitmap.close();
    }
  },
};
