import { execFileSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeWhole } from "./files.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tflite-studio-files-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a file is replaced, and what a link leads to, but not the link", () => {
  const [file, link] = [join(folder, "file"), join(folder, "link")];
  writeFileSync(file, "old");
  symlinkSync("file", link);
  writeWhole(link, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["file", "link"]);
});

test("a pipe is written into and stays a pipe", () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  // Opened for both, so that neither end waits for the other.
  const both = openSync(pipe, "r+");
  writeWhole(pipe, "bytes");
  const read = Buffer.alloc(5);
  readSync(both, read);
  closeSync(both);
  expect(read.toString()).toBe("bytes");
  expect(lstatSync(pipe).isFIFO()).toBe(true);
});

test("says why it cannot be written, and leaves nothing behind", () => {
  const before = readdirSync(folder);
  expect(() => writeWhole(join(folder, "none", "a"), "x")).toThrow(/its folder is not there/);
  expect(() => writeWhole(folder, "x")).toThrow(/it is a folder/);
  expect(readdirSync(folder)).toEqual(before);
});
