import { describe, expect, test } from "vitest";
import { decodeImage } from "../../../engine/data/node/decode.ts";
import { openBatch } from "../../../test-fixtures/node/fixtures.ts";
import { CancelledError, sharedCancelSignal } from "../../outcome.ts";
import { describeInputs } from "../inputs/describe-inputs.ts";
import { parseDataOptions } from "../inputs/preprocess.ts";
import { openDataset } from "../reading/open-dataset.ts";
import { syntheticDataset } from "../synthetic/synthetic.ts";
import { takeSamples } from "../take-samples.ts";
import { bytesOfValues, gz, npy, wav, zip } from "../testing/make-files.ts";
import { memoryFile, memoryHost } from "../testing/memory-host.ts";
import { openWith } from "../testing/open-with.ts";
import { input, plain, text } from "../testing/samples.ts";
import { openData } from "./intake.ts";

const host = memoryHost(decodeImage);
const open = openWith(host);
const broken = plain(1, 2, 3).subarray(0, 50);
const first = (
  chunk: { inputs: readonly ArrayLike<number | bigint>[] },
  count: number,
): (number | bigint)[] => Array.from(chunk.inputs[0] as Float32Array).slice(0, count);

describe("pictures", () => {
  const files = [
    memoryFile("set/cat/1.png", plain(10, 20, 30)),
    memoryFile("set/cat/2.png", plain(40, 50, 60)),
    memoryFile("set/cat/3.png", broken),
    memoryFile("set/dog/1.png", plain(70, 80, 90)),
    memoryFile("set/dog/notes.md", text("nothing")),
  ];

  test("tell how far the reading has come, archives and all, and stop when asked to", async () => {
    const archive = memoryFile(
      "set.zip",
      zip(Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`${i}.png`, plain(i, 2, 3)]))),
    );
    const told: string[] = [];
    const request = {
      files: [archive],
      labels: null,
      inputs: [input([1, 4, 4, 3])],
      options: {},
      title: "data",
    };
    await openData(
      { ...request, onProgress: ({ phase, done, total }) => told.push(`${phase} ${done}/${total}`) },
      host,
    );
    expect(told).toContain("Sorting files 0/1");
    expect(told).toContain("Sorting files 64/71");
    expect(told).toContain("Looking at samples 64/70");
    const cancel = sharedCancelSignal(Int32Array.of(1));
    await expect(openData({ ...request, cancel }, host)).rejects.toThrow(CancelledError);
  });

  test("of folders: classes take turns, broken ones are listed and left out", async () => {
    const { dataset, source } = await open(files, [input([1, 4, 4, 3])]);
    expect([dataset.count, source.count]).toEqual([3, 3]);
    expect([...dataset.labels!]).toEqual([0, 1, 0]);
    expect(dataset.classNames).toEqual(["cat", "dog"]);
    expect(dataset.skipped).toEqual([
      {
        name: "set/cat/3.png",
        reason: "set/cat/3.png cannot be decoded: the file ends before the picture does.",
      },
    ]);
    const chunk = await dataset.read(0, 2);
    expect(first(chunk, 3)).toEqual([10, 20, 30].map((v) => Math.fround(v / 255)));
    expect(Array.from(chunk.inputs[0] as Float32Array).slice(48, 51)).toEqual(
      [70, 80, 90].map((v) => Math.fround(v / 255)),
    );
  });

  test("in an archive, for channels first, in another order, range and fit", async () => {
    const archive = memoryFile("a.zip", zip({ "x/1.png": plain(0, 51, 255, 8, 4) }));
    const options = parseDataOptions({ channels: "bgr", range: "0..5", resize: "fit" });
    const { dataset, source } = await open([archive], [input([1, 3, 8, 8])], options);
    expect(source.inputs[0]!.preprocess.layout!.value).toBe("nchw");
    const values = Array.from((await dataset.read(0, 1)).inputs[0] as Float32Array);
    const column = (c: number): number[] => [0, 2, 5, 6].map((y) => values[c * 64 + y * 8]!);
    expect(column(0)).toEqual([0, 5, 5, 0]);
    expect(column(1)).toEqual([0, 1, 1, 0]);
    expect(column(2)).toEqual([0, 0, 0, 0]);
  });

  test("that break only later repeat a neighbour, lose their label and are listed", async () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      memoryFile(`s/${i % 2}/${1000 + i}.png`, i === 290 ? broken : plain(i % 256, 0, 0)),
    );
    const { dataset } = await open(many, [input([1, 4, 4, 3])]);
    expect(dataset.count).toBe(300);
    const chunk = await dataset.read(280, 20);
    const lost = dataset.labels!.indexOf(-1);
    expect(lost).toBe(290);
    expect(Array.from(chunk.inputs[0] as Float32Array).slice(10 * 48, 10 * 48 + 48)).toEqual(
      first(chunk, 48),
    );
    expect(dataset.skipped.map((s) => s.name)).toEqual(["s/0/1290.png"]);
  });

  test("that are no pictures at all, or for an input that takes none, are named", async () => {
    await expect(
      open([memoryFile("a.png", text("hello world, no picture"))], [input([1, 4, 4, 3])]),
    ).rejects.toThrow("Nothing that was given can be read. a.png is no PNG, JPEG or WebP picture.");
    await expect(open(files, [input([1, 10])])).rejects.toThrow("wants 1x10, which is no picture");
    await expect(open([memoryFile("a.gif", text("GIF89a......"))], [input([1, 4, 4, 3])])).rejects.toThrow(
      "a.gif",
    );
  });
});

test("a size that the model leaves open is said to be open", async () => {
  const files = [memoryFile("x.npy", npy("<f4", [2, 4, 4, 3], new Uint8Array(384)))];
  const open4 = input([1, 1, 1, 3], { open: [1, 2] });
  await expect(open(files, [open4])).rejects.toThrow(
    "x.npy has the shape 2x4x4x3, but the model leaves the height and width of “image” open (1x?x?x3)",
  );
  await expect(open([memoryFile("a.png", plain(1, 2, 3))], [open4])).rejects.toThrow(
    "Pictures have a size, but the model leaves the height and width of “image” open (1x?x?x3)",
  );
  const openTime = input([1, 1, 3], { open: [1] });
  await expect(open(files, [openTime])).rejects.toThrow("leaves the dimension 2 of “image” open (1x?x3)");
  const model = openBatch("signature");
  const graph = model.subgraphs[0]!;
  expect(describeInputs(model)[0]!.open).toBeUndefined();
  graph.tensors[graph.inputs[0]!]!.shapeSignature = [-1, -1, 28, 1];
  expect(describeInputs(model)[0]!.open).toEqual([1]);
});

test("an input of strings is said to be one, whatever the data are", async () => {
  const inputs = [input([1, 8]), input([1], { name: "words", type: "STRING" })];
  const files = [memoryFile("x.npy", npy("<f4", [2, 8], new Uint8Array(64)))];
  await expect(open(files, inputs)).rejects.toThrow(
    "The input “words” takes strings, which cannot be fed here, so",
  );
  await expect(syntheticDataset(inputs, 2, 1).read(0, 2)).rejects.toThrow("“words” takes strings");
});

describe("arrays", () => {
  test("for several inputs by name, whole numbers for indices", async () => {
    const archive = zip({
      "ids.npy": npy("<i8", [2, 3], bytesOfValues(BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n))),
      "dense.npy": npy("<f8", [2, 2], bytesOfValues(Float64Array.of(0.5, 1, 2, 3))),
      "y.npy": npy("|u1", [2], Uint8Array.of(1, 0)),
    });
    const inputs = [
      input([1, 2], { name: "serving_default_dense:0" }),
      input([1, 3], { name: "ids", type: "INT32" }),
    ];
    const { dataset } = await open([memoryFile("a.npz", archive)], inputs);
    const chunk = await dataset.read(0, 2);
    expect(chunk.inputs).toEqual([Float32Array.of(0.5, 1, 2, 3), Int32Array.of(1, 2, 3, 4, 5, 6)]);
    expect([...dataset.labels!]).toEqual([1, 0]);
    await expect(
      open([memoryFile("a.npz", archive)], [...inputs, input([1, 7], { name: "more" })]),
    ).rejects.toThrow('No array is called "more"');
  });

  test("with channels first for an input that has them last, only where that is the one reading", async () => {
    const values = Float32Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => i);
    const file = memoryFile("x.npy", npy("<f4", [2, 3, 4, 5], bytesOfValues(values)));
    const { dataset, source } = await open([file], [input([1, 4, 5, 3])]);
    expect(first(await dataset.read(0, 1), 6)).toEqual([0, 20, 40, 1, 21, 41]);
    expect(source.inputs[0]!.preprocess.layout!.reason).toContain("3x4x5");
  });

  test("alone, flattened, and in a quantized input's own type", async () => {
    const one = memoryFile("x.npy", npy("<f4", [8, 8], bytesOfValues(new Float32Array(64))));
    expect((await open([one], [input([1, 8, 8, 1])])).dataset.count).toBe(1);
    const flat = memoryFile("x.npy", npy("<f4", [3, 64], bytesOfValues(new Float32Array(192))));
    expect((await open([flat], [input([1, 8, 8, 1])])).dataset.count).toBe(3);
    const stored = memoryFile(
      "x.npy",
      npy("|i1", [2, 4], bytesOfValues(Int8Array.of(-128, 0, 1, 127, 0, 0, 0, 1))),
    );
    const quantized = input([1, 4], { type: "INT8", quantization: { scale: 0.5, zeroPoint: -1 } });
    const { dataset } = await open([stored], [quantized]);
    expect(first(await dataset.read(0, 1), 4)).toEqual([-63.5, 0.5, 1, 64]);
  });

  test("that don't fit, by shape or by count, are named", async () => {
    const x = memoryFile("x.npy", npy("<f4", [2, 7], bytesOfValues(new Float32Array(14))));
    await expect(open([x], [input([1, 8])])).rejects.toThrow(
      'x.npy has the shape 2x7, but the input "image" wants 1x8 for each sample.',
    );
    const y = memoryFile("y.npy", npy("|u1", [3], Uint8Array.of(0, 1, 2)));
    await expect(open([x], [input([1, 7])], {}, y)).rejects.toThrow("There are 2 samples, but 3 labels.");
  });
});

test("a packed file that is no array is refused by its first bytes, however large it unpacks", async () => {
  const bomb = gz(new Uint8Array(2 ** 27));
  // Damage far behind the first bytes is never come to.
  bomb.fill(255, 100_000, 110_000);
  await expect(open([memoryFile("bomb.gz", bomb)], [input([1, 2])])).rejects.toMatchObject({
    code: "unknown-data",
  });
});

describe("wanted outputs that are no classes", () => {
  const x = memoryFile("x.npy", npy("<f4", [3, 2], bytesOfValues(new Float32Array(6))));
  const image = memoryFile("image.npy", npy("|u1", [2, 4, 4, 1], new Uint8Array(32)));

  test("numbers come from an array, a text or a column", async () => {
    const array = memoryFile("y.npy", npy("<f8", [3, 2], bytesOfValues(Float64Array.of(1, 2, 3, 4, 5, 6))));
    const { dataset } = await open([x, array], [input([1, 2])]);
    expect(dataset.labels).toBeNull();
    expect([dataset.targets!.size, ...(await dataset.targets!.read(1, 2))]).toEqual([2, 3, 4, 5, 6]);
    const lines = (await open([x], [input([1, 2])], {}, memoryFile("y.txt", text("0.5\n1\n2\n")))).dataset;
    expect([...(await lines.targets!.read(0, 3))]).toEqual([0.5, 1, 2]);
    const table = memoryFile("a.csv", text("a,b,target\n1,2,0.25\n3,4,0.75\n"));
    const column = (await open([table], [input([1, 2])])).dataset;
    expect([...(await column.targets!.read(0, 2))]).toEqual([0.25, 0.75]);
  });

  test("masks come from an array, and one row with a single 1 is still a class", async () => {
    const mask = memoryFile(
      "mask.npy",
      npy(
        "|u1",
        [2, 4, 4],
        Uint8Array.from({ length: 32 }, (_, i) => i % 3),
      ),
    );
    const { dataset } = await open([image, mask], [input([1, 4, 4, 1])]);
    expect(dataset.targets!.size).toBe(16);
    expect([...(await dataset.targets!.read(1, 1))].slice(0, 3)).toEqual([1, 2, 0]);
    const oneHot = memoryFile("labels.npy", npy("|u1", [2, 3], Uint8Array.of(0, 1, 0, 0, 0, 1)));
    expect([...(await open([image, oneHot], [input([1, 4, 4, 1])])).dataset.labels!]).toEqual([1, 2]);
  });
});

describe("tables and sounds", () => {
  test("a table with its label column by name, at the end or at the start", async () => {
    const named = memoryFile("a.csv", text("a,label,b\n1.5,cat,2\n3,dog,4\n"));
    const { dataset } = await open([named], [input([1, 2])]);
    expect(first(await dataset.read(0, 2), 4)).toEqual([1.5, 2, 3, 4]);
    expect([[...dataset.labels!], dataset.classNames]).toEqual([
      [0, 1],
      ["cat", "dog"],
    ]);
    const last = (await open([memoryFile("a.csv", text("0.5,0.25,1\n0.1,0.2,0\n"))], [input([1, 2])]))
      .dataset;
    expect([...last.labels!]).toEqual([1, 0]);
    const start = (await open([memoryFile("a.csv", text("1,90,80\n0,70,60\n"))], [input([1, 2])])).dataset;
    expect([...start.labels!]).toEqual([1, 0]);
    await expect(open([memoryFile("a.csv", text("1,2,3,4\n"))], [input([1, 2])])).rejects.toThrow(
      "4 columns",
    );
  });

  test("a column that counts the rows is left out where there is one too many", async () => {
    for (const index of ["", "id"]) {
      const table = memoryFile("a.csv", text(`${index},x,label,y\n0,90,1,80\n1,70,0,60\n`));
      const { dataset } = await open([table], [input([1, 2])]);
      expect(first(await dataset.read(0, 2), 4)).toEqual([90, 80, 70, 60]);
      expect([...dataset.labels!]).toEqual([1, 0]);
    }
    const bare = memoryFile("a.csv", text(",p,q\n0,90,80\n1,70,60\n"));
    const unlabelled = (await open([bare], [input([1, 2])])).dataset;
    expect(unlabelled.labels).toBeNull();
    expect(first(await unlabelled.read(0, 2), 4)).toEqual([90, 80, 70, 60]);
    const meant = memoryFile("a.csv", text("id,x,label\n5,90,1\n6,70,0\n"));
    expect(first(await (await open([meant], [input([1, 2])])).dataset.read(0, 2), 4)).toEqual([5, 90, 6, 70]);
    const strange = memoryFile("a.csv", text("z,x,label,y\n0,90,1,80\n"));
    await expect(open([strange], [input([1, 2])])).rejects.toThrow(
      "a.csv has 3 columns of values beside the label",
    );
  });

  test("rows of a table that lack a value are listed and left out, and change nothing for the others", async () => {
    const table = memoryFile("a.csv", text("label,x,y\n0,90,80\n1,,60\n2,70,50\n"));
    const { dataset, source } = await open([table], [input([1, 2])]);
    expect(dataset.skipped).toEqual([{ name: "row 2", reason: "a.csv has no number there in column x." }]);
    expect([...dataset.labels!]).toEqual([0, 2]);
    expect(first(await dataset.read(0, 2), 4)).toEqual([90, 80, 70, 50]);
    expect(source.count).toBe(2);
    const apart = memoryFile("b.csv", text("1,2\n3,\n5,6\n"));
    const labels = memoryFile("y.txt", text("4\n5\n6\n"));
    expect([...(await open([apart], [input([1, 2])], {}, labels)).dataset.labels!]).toEqual([4, 6]);
    await expect(open([memoryFile("c.csv", text("1,\n,2\n"))], [input([1, 2])])).rejects.toThrow(
      "No row of c.csv is whole: c.csv has no number there in column 2.",
    );
  });

  test("sounds by folder, brought to the length that the input takes", async () => {
    const data = bytesOfValues(Int16Array.from({ length: 8000 }, () => 8192));
    const files = ["no", "yes"].map((c) => memoryFile(`w/${c}/1.wav`, wav(1, 16, 1, 8000, data)));
    const { dataset, source } = await open(files, [input([1, 16000])]);
    expect(source.inputs[0]!.preprocess.rate!.value).toBe(16000);
    expect(dataset.classNames).toEqual(["no", "yes"]);
    const values = (await dataset.read(1, 1)).inputs[0] as Float32Array;
    expect(values.length).toBe(16000);
    expect(values[8000]).toBeCloseTo(0.25, 2);
  });
});

describe("a described dataset", () => {
  const file = memoryFile(
    "x.npy",
    npy("<f4", [40, 3], bytesOfValues(Float32Array.from({ length: 120 }, (_, i) => i))),
  );

  test("is cloneable, and reads the same in another worker", async () => {
    const { source, dataset } = await open([file], [input([1, 3])]);
    const clone = openDataset(structuredClone(source), host);
    expect(await clone.read(7, 3)).toEqual(await dataset.read(7, 3));
    expect(clone.fingerprint).toBe(dataset.fingerprint);
  });

  test("has a fingerprint of its content and settings", async () => {
    const prints = await Promise.all([
      open([file], [input([1, 3])]),
      open([memoryFile("other.npy", file.handle as Uint8Array)], [input([1, 3])]),
      open([file], [input([1, 3])], { samples: 5 }),
      open([file], [input([1, 3])], { range: { kind: "range", low: -1, high: 1 } }),
    ]);
    const [a, b, ...others] = prints.map((p) => p.source.fingerprint);
    expect(a).toBe(b);
    expect(new Set([a, ...others]).size).toBe(3);
  });

  test("gives some of its samples: the first, or drawn by a seed", async () => {
    const { source } = await open([file], [input([1, 3])]);
    expect([...takeSamples(source, 4).rows]).toEqual([0, 1, 2, 3]);
    const drawn = takeSamples(source, 10, 3);
    expect([...drawn.rows]).toEqual([...takeSamples(source, 10, 3).rows]);
    expect(new Set(drawn.rows).size).toBe(10);
    expect(Math.max(...drawn.rows)).toBeGreaterThan(12);
    const chunk = await openDataset(drawn, host).read(9, 1);
    expect(first(chunk, 1)).toEqual([drawn.rows[9]! * 3]);
  });
});
