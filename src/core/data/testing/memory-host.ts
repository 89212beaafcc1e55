import type { DataFile, DataHost } from "../content.ts";

/** A file in memory; its bytes are the handle. */
export const memoryFile = (path: string, bytes: Uint8Array): DataFile => ({
  path,
  size: bytes.length,
  modified: 0,
  handle: bytes,
});

/** Files in memory, for tests. Pictures need a decoder. */
export const memoryHost = (decodeImage?: DataHost["decodeImage"]): DataHost => ({
  read: async (file, start, end) => (file.handle as Uint8Array).slice(start, end),
  decodeImage: decodeImage ?? (() => Promise.reject(new Error("no decoder"))),
});
