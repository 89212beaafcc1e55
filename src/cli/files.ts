import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { InputError } from "../core/outcome.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
};

const because = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return reasons[code] ?? (code || String(error));
};

/** A whole file in memory that worker threads share. */
export function readShared(path: string): Uint8Array {
  try {
    const file = openSync(path, "r");
    try {
      const stat = fstatSync(file);
      if (stat.isDirectory()) throw Object.assign(new Error("folder"), { code: "EISDIR" });
      const bytes = new Uint8Array(new SharedArrayBuffer(stat.size));
      let at = 0;
      while (at < bytes.length) {
        const read = readSync(file, bytes, at, Math.min(bytes.length - at, 1 << 30), at);
        if (read === 0) break;
        at += read;
      }
      return bytes.subarray(0, at);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new InputError("unreadable", `${path} cannot be read: ${because(error)}.`);
  }
}

/** Writes a file in one step: whole under its name, or not at all. */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partial, bytes);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new InputError("unwritable", `${path} cannot be written: ${because(error)}.`);
  }
}
