import { expect, it } from "vitest";
import { readDrop } from "./read-drop.ts";

const file = (path: string) => ({
  isFile: true,
  isDirectory: false,
  fullPath: path,
  file: (done: (file: File) => void) => setTimeout(() => done(new File([], path)), path.length % 3),
});

/** Hands out two entries at a time, as browsers do a hundred. */
const folder = (path: string, children: readonly unknown[]) => ({
  isFile: false,
  isDirectory: true,
  fullPath: path,
  createReader: () => {
    const left = [...children];
    return { readEntries: (done: (some: unknown[]) => void) => done(left.splice(0, 2)) };
  },
});

it("finds the files of all folders in their order, and tells how many so far", async () => {
  const set = folder("/set", [
    file("/set/a.png"),
    folder("/set/b", [file("/set/b/1.png"), file("/set/b/22.png"), file("/set/b/3.png")]),
    file("/set/c.png"),
  ]);
  const items = [set, file("/labels.csv")].map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry }));
  const told: number[] = [];
  const found = await readDrop({ items, files: [] } as unknown as DataTransfer, (count) => told.push(count));
  expect(found.map(({ path }) => path)).toEqual([
    "set/a.png",
    "set/b/1.png",
    "set/b/22.png",
    "set/b/3.png",
    "set/c.png",
    "labels.csv",
  ]);
  expect(told).toEqual([1, 2, 3, 4, 5, 6]);
});
