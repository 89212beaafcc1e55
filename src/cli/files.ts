import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { InputError } from "../core/outcome.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
};

/** Where writing fails for another reason than reading. */
const unwritable: Readonly<Record<string, string>> = {
  ENOENT: "its folder is not there",
  EACCES: "it may not be written",
  EEXIST: "it is a file",
};

const because = (error: unknown, own: Readonly<Record<string, string>> = {}): string => {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return own[code] ?? reasons[code] ?? (code || String(error));
};

export const unwritableReason = (error: unknown): string => because(error, unwritable);

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

/**
 * Writes a file in one step: whole under its name, or not at all. What a link leads to is replaced, not the link; what is
 * no file, such as a pipe or `/dev/null`, is written into.
 */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  let partial: string | null = null;
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw Object.assign(new Error("folder"), { code: "EISDIR" });
    if (there !== undefined && !there.isFile()) return writeFileSync(path, bytes);
    const target = there === undefined ? path : realpathSync(path);
    partial = `${target}.${process.pid}.partial`;
    writeFileSync(partial, bytes);
    renameSync(partial, target);
  } catch (error) {
    if (partial !== null) rmSync(partial, { force: true });
    throw new InputError("unwritable", `${path} cannot be written: ${unwritableReason(error)}.`);
  }
}
