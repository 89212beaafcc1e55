import { describe, expect, test } from "vitest";
import { decodeImage } from "../../../engine/data/node/decode.ts";
import type { DataFile } from "../content.ts";
import type { DataOptions } from "../inputs/preprocess.ts";
import { memoryFile, memoryHost } from "../testing/memory-host.ts";
import { openWith } from "../testing/open-with.ts";
import { input, plain, text } from "../testing/samples.ts";

const host = memoryHost(decodeImage);
const open = openWith(host);

describe("pictures", () => {
  test("with labels by file name, in sorted order, and class names beside them", async () => {
    const flat = [1, 2, 3].map((i) => memoryFile(`${i}.png`, plain(i, i, i)));
    const csv = memoryFile("labels.csv", text("file,label\n3.png,emu\n1.png,ant\n"));
    const byName = (await open([...flat, csv], [input([1, 4, 4, 3])])).dataset;
    expect([...byName.labels!]).toEqual([0, -1, 1]);
    expect(byName.classNames).toEqual(["ant", "emu"]);
    const lines = memoryFile("y.txt", text("2\n0\n1\n"));
    const pairs = memoryFile("val.txt", text("val/3.png 7\nval/1.png 5\nval/2.png\t6\n"));
    expect([...(await open(flat, [input([1, 4, 4, 3])], {}, pairs)).dataset.labels!]).toEqual([5, 6, 7]);
    const names = memoryFile("classes.txt", text("a\nb\nc\nd\n"));
    const byOrder = (await open([...flat, names], [input([1, 4, 4, 3])], {}, lines)).dataset;
    expect([...byOrder.labels!]).toEqual([2, 0, 1]);
    expect(byOrder.classNames).toEqual(["a", "b", "c", "d"]);
  });

  test("of folders keep their classes whatever text lies beside them, and take the order of a list of names", async () => {
    const classed = ["cat", "dog", "emu"].flatMap((name, c) =>
      [1, 2, 3].map((i) => memoryFile(`set/${name}/${i}.png`, plain(100 * c, i, 0))),
    );
    const classOf = async (files: DataFile[], options: DataOptions = {}) => {
      const { dataset } = await open(files, [input([1, 4, 4, 3])], options);
      const { inputs } = await dataset.read(0, dataset.count);
      const values = inputs[0] as Float32Array;
      const classes = Array.from({ length: dataset.count }, (_, s) => Math.round(values[48 * s]! * 2.55));
      return { classes, labels: [...dataset.labels!], names: dataset.classNames };
    };
    const readme = memoryFile("set/README.txt", text("Pictures\nof animals\n"));
    const other = memoryFile("set/notes.txt", text("Pictures\nof animals\nat night\nand by day\n"));
    for (const beside of [readme, other]) {
      const { classes, labels, names } = await classOf([...classed, beside]);
      expect(labels).toEqual(classes);
      expect(names).toEqual(["cat", "dog", "emu"]);
    }
    const order = ["emu", "yak", "cat", "dog"];
    const listed = memoryFile("set/labels.txt", text(order.join("\n")));
    for (const given of [
      await classOf([...classed, listed]),
      await classOf(classed, { classNames: order }),
    ]) {
      expect(given.labels).toEqual(given.classes.map((c) => [2, 3, 0][c]));
      expect(given.names).toEqual(order);
    }
  });

  test("take labels by as much of their paths as tells them apart", async () => {
    const files = ["cat/1.png", "dog/1.png"].map((path, c) => memoryFile(path, plain(c, c, c)));
    const labels = (lines: string) =>
      open(files, [input([1, 4, 4, 3])], {}, memoryFile("y.txt", text(lines)));
    expect([...(await labels("train/dog/1.png 7\ntrain/cat/1.png 5\n")).dataset.labels!]).toEqual([5, 7]);
    await expect(labels("a/1.png 7\nb/1.png 5\n")).rejects.toThrow(
      "The labels name more than one file that could be cat/1.png, and they differ",
    );
  });

  test("with labels by order are pointed out where the order is unclear", async () => {
    const lines = memoryFile("y.txt", text("0\n1\n2\n"));
    const codes = async (names: string[]) => {
      const files = names.map((name, c) => memoryFile(name, plain(c, c, c)));
      return (await open(files, [input([1, 4, 4, 3])], {}, lines)).findings.map(({ code }) => code);
    };
    expect(await codes(["1.png", "10.png", "2.png"])).toContain("labels-by-order");
    expect(await codes(["01.png", "02.png", "10.png"])).not.toContain("labels-by-order");
  });

  test("whose classes a given list of names leaves out are refused", async () => {
    const classed = ["cat", "dog"].map((name) => memoryFile(`set/${name}/1.png`, plain(1, 2, 3)));
    await expect(open(classed, [input([1, 4, 4, 3])], { classNames: ["dog", "emu", "fox"] })).rejects.toThrow(
      "The labels hold the class “cat”, which is not in the list of class names (3: dog, emu, fox, …).",
    );
    const numbered = ["0", "7"].map((name) => memoryFile(`set/${name}/1.png`, plain(1, 2, 3)));
    await expect(open(numbered, [input([1, 4, 4, 3])], { classNames: ["a", "b", "c"] })).rejects.toThrow(
      "There is a label 7, but the list of class names (3: a, b, c, …) ends at 2.",
    );
  });
});
