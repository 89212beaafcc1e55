import { type FileHandle, open } from "node:fs/promises";
import type { DataFile, DataHost } from "../../../core/data/content.ts";
import { InputError } from "../../../core/outcome.ts";
import { decodeImage } from "./decode.ts";

/** Files of the machine; `handle` of a {@link DataFile} is the path. */
export const nodeDataHost: DataHost = {
  async read(file: DataFile, start: number, end: number): Promise<Uint8Array> {
    let handle: FileHandle | null = null;
    try {
      handle = await open(file.handle as string, "r");
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } catch (error) {
      throw new InputError("unreadable-file", `${file.path} cannot be read: ${(error as Error).message}`);
    } finally {
      await handle?.close();
    }
  },
  decodeImage,
};
