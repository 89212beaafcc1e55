// What is to be written is looked at before the work, which may take minutes, and not only after it.
import { accessSync, constants, fstatSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InputError } from "../core/outcome.ts";
import { unwritableReason } from "./files.ts";

const there = (path: string) => statSync(path, { throwIfNoEntry: false });
const fault = (code: string): Error => Object.assign(new Error(code), { code });

/** Throws InputError `unwritable` where a file cannot be written, or would take the place of one that is read. */
export function checkOutputFile(path: string, inputs: readonly (string | undefined)[]): void {
  const refuse = (reason: string): never => {
    throw new InputError("unwritable", `${path} cannot be written: ${reason}.`);
  };
  try {
    const out = there(path);
    if (out?.isDirectory()) throw fault("EISDIR");
    if (out === undefined || out.isFile()) {
      const folder = folderOf(path);
      // Newer releases of Node find nothing below a file where older ones say what is wrong.
      if (there(folder)?.isDirectory() === false) throw fault("ENOTDIR");
      accessSync(folder, constants.W_OK);
    }
    if (out?.isFile()) {
      const real = realpathSync(path);
      const same = inputs.find(
        (input) => input !== undefined && there(input) && realpathSync(input) === real,
      );
      if (same !== undefined) refuse(`it is the ${same === inputs[0] ? "model" : "file"} that is read`);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    refuse(unwritableReason(error));
  }
}

/** Whether a path leads to where standard output goes, other than into a file. */
export function isStandardOutput(path: string): boolean {
  const out = there(path);
  if (out === undefined || out.isFile()) return false;
  const standard = fstatSync(1);
  return out.dev === standard.dev && out.ino === standard.ino;
}

/** Throws InputError `unwritable` where a folder is not there and cannot be made, or cannot be written into. */
export function checkOutputFolder(path: string): void {
  let at = resolve(path);
  try {
    while (there(at) === undefined) at = dirname(at);
    if (!there(at)!.isDirectory()) throw fault(at === resolve(path) ? "EEXIST" : "ENOTDIR");
    accessSync(at, constants.W_OK);
  } catch (error) {
    throw folderError(path, error);
  }
}

/** Makes a folder, and those that it lies in. Throws InputError `unwritable`. */
export function createFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw folderError(path, error);
  }
}

const folderError = (path: string, error: unknown): InputError =>
  new InputError("unwritable", `The folder ${path} cannot be made: ${unwritableReason(error)}.`);

/** The folder that a file lies in, or that what a link leads to lies in. */
function folderOf(path: string): string {
  return dirname(there(path) === undefined ? resolve(path) : realpathSync(path));
}
