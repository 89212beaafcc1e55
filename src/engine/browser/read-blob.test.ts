import { expect, it, vi } from "vitest";
import { readModelFile } from "./read-blob.ts";

/** A file that is said to be larger than it is: only its head may be asked for. */
function huge(head: readonly number[]): Blob {
  const blob = new Blob([new Uint8Array([...head, ...Array(400).fill(0)])]);
  Object.defineProperty(blob, "size", { value: 3e9 });
  return blob;
}

it("says of a large file that is no model what it is, before it is read", async () => {
  const allocate = vi.fn((bytes: number) => new Uint8Array(bytes));
  await expect(readModelFile(huge([0xff, 0xd8, 0xff]), allocate)).rejects.toThrow("This is a JPEG picture");
  expect(allocate).not.toHaveBeenCalled();
});

it("reads all of a model, and leaves those that were cut off to be told", async () => {
  const head = [0x1c, 0, 0, 0, ...Buffer.from("TFL3")];
  const model = new Uint8Array([...head, ...Array(1000).fill(7)]);
  expect(await readModelFile(new Blob([model]), (bytes) => new Uint8Array(bytes))).toEqual(model);
  await expect(
    readModelFile(new Blob([new Uint8Array(head)]), (bytes) => new Uint8Array(bytes)),
  ).rejects.toThrow("ends after 8 bytes");
});
