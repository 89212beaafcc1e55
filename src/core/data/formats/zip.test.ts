import { describe, expect, test } from "vitest";
import { readAll, readHead } from "../content.ts";
import { zip } from "../testing/make-files.ts";
import { memoryFile, memoryHost } from "../testing/memory-host.ts";
import { listZip } from "./zip.ts";

const host = memoryHost();
const list = (bytes: Uint8Array) => listZip(host, memoryFile("a.zip", bytes));
const text = (s: string): Uint8Array => new TextEncoder().encode(s);

describe("listZip", () => {
  test("gives files in order, without folders and what archivers add, and unpacks them", async () => {
    const bytes = zip({
      "b/2.txt": text("two"),
      "a/1.txt": text("one".repeat(1000)),
      "__MACOSX/a/._1.txt": text("x"),
      ".DS_Store": text("x"),
    });
    const entries = await list(bytes);
    expect(entries.map((e) => e.name)).toEqual(["a/1.txt", "b/2.txt"]);
    expect(new TextDecoder().decode(await readAll(host, entries[0]!, 1e6))).toBe("one".repeat(1000));
  });

  test("reads the beginning of what was deflated and did not compress", async () => {
    let state = 1;
    const noise = Uint8Array.from({ length: 60_000 }, () => {
      state = (state * 48271) % 2147483647;
      return state & 255;
    });
    const [entry] = await list(zip({ "a.png": noise }));
    expect(await readHead(host, entry!, 4096)).toEqual(noise.subarray(0, 4096));
  });

  test("reads the folders of archives that have \\ between them", async () => {
    const entries = await list(zip({ "cat\\1.png": text("x"), "dog\\": text("") }));
    expect(entries.map((e) => e.name)).toEqual(["cat/1.png"]);
  });

  test.each(["../a.png", "/etc/a.png", "a/../../b.png", "..\\a.png", "\\a.png", "C:\\a.png", "C:/a.png"])(
    "refuses the name %s",
    async (name) => {
      await expect(list(zip({ [name]: text("x") }))).rejects.toMatchObject({ code: "unsafe-path" });
    },
  );

  test("refuses bombs by ratio before unpacking, and by size while unpacking", async () => {
    const zeros = zip({ "a.png": new Uint8Array(66 * 2 ** 20) });
    await expect(list(zeros)).rejects.toMatchObject({ code: "zip-bomb" });
    const lying = zip({ "a.bin": new Uint8Array(200_000) });
    const end = lying.length - 22;
    const directory = new DataView(lying.buffer).getUint32(end + 16, true);
    new DataView(lying.buffer).setUint32(directory + 24, 1000, true);
    const [entry] = await list(lying);
    await expect(readAll(host, entry!, 1e6)).rejects.toMatchObject({ code: "unpacks-too-large" });
  });

  test("refuses entries that share bytes, encryption, and what is cut off", async () => {
    const bytes = zip({ "a.txt": text("aaaa"), "b.txt": text("bbbb") }, 0);
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(bytes.length - 22 + 16, true);
    const second =
      directory + 46 + view.getUint16(directory + 28, true) + view.getUint16(directory + 30, true);
    const shared = bytes.slice();
    new DataView(shared.buffer).setUint32(second + 42, 0, true);
    await expect(list(shared)).rejects.toThrow("share bytes");
    const locked = bytes.slice();
    locked[directory + 8]! |= 1;
    await expect(list(locked)).rejects.toMatchObject({ code: "encrypted-zip" });
    await expect(list(bytes.slice(0, -10))).rejects.toMatchObject({ code: "corrupt-zip" });
  });
});
