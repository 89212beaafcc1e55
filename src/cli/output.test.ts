import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOutputFile, checkOutputFolder } from "./output.ts";

let folder: string;
let at: (name: string) => string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tflite-studio-output-"));
  at = (name) => join(folder, name);
  for (const name of ["model.tflite", "data.npy", "old.tflite"]) writeFileSync(at(name), name);
  symlinkSync("model.tflite", at("link.tflite"));
  mkdirSync(at("sub"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inputs = (): string[] => [at("model.tflite"), at("data.npy"), at("none")];

test("a new file, an old one and a link to one can be written; nothing is made yet", () => {
  const before = readdirSync(folder);
  for (const name of ["new.tflite", "old.tflite", "sub/new.tflite"]) checkOutputFile(at(name), inputs());
  checkOutputFile("/dev/null", inputs());
  for (const name of ["sub", "more/and/more"]) checkOutputFolder(at(name));
  expect(readdirSync(folder)).toEqual(before);
});

test.each([
  ["model.tflite", /it is the model that is read/],
  ["link.tflite", /it is the model that is read/],
  ["sub/../data.npy", /it is the file that is read/],
  ["sub", /it is a folder/],
  ["none/new.tflite", /its folder is not there/],
  ["old.tflite/new.tflite", /a part of its path is no folder/],
])("%s is refused as a file", (name, reason) => {
  expect(() => checkOutputFile(at(name), inputs())).toThrow(reason);
});

test("another name of the model's file may be written, as the file is replaced and not changed", () => {
  linkSync(at("model.tflite"), at("hard.tflite"));
  checkOutputFile(at("hard.tflite"), inputs());
});

test.each([
  ["old.tflite", /it is a file/],
  ["old.tflite/more", /a part of its path is no folder/],
])("%s is refused as a folder", (name, reason) => {
  expect(() => checkOutputFolder(at(name))).toThrow(reason);
});
