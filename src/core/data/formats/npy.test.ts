import fc from "fast-check";
import { expect, test } from "vitest";
import { readNumbers, shapeSize } from "../numbers.ts";
import { openArray, readElements } from "../reading/stored-array.ts";
import { bytesOfValues, npy, zip } from "../testing/make-files.ts";
import { memoryFile, memoryHost } from "../testing/memory-host.ts";
import { listZip } from "./zip.ts";

const host = memoryHost();
async function read(bytes: Uint8Array): Promise<{ shape: readonly number[]; values: number[] }> {
  const array = await openArray(host, { kind: "memory", name: "a.npy", bytes });
  const count = shapeSize(array.shape);
  const view = await readElements(host, array, 0, count);
  return { shape: array.shape, values: [...readNumbers(view, array.type, 0, count)] };
}

/** The slow obvious way: element by element through a DataView, by its index along each axis. */
function slow(bytes: DataView, big: boolean, fortran: boolean, shape: readonly number[]): number[] {
  return Array.from({ length: shapeSize(shape) }, (_, k) => {
    const index = shape.map((d, i) => Math.floor(k / shapeSize(shape.slice(i + 1))) % d);
    const at = fortran
      ? index.reduce((n, x, i) => n + x * shapeSize(shape.slice(0, i)), 0)
      : index.reduce((n, x, i) => n * shape[i]! + x, 0);
    return bytes.getInt32(4 * at, !big);
  });
}

test("int32 of any shape, order and byte order equal the slow reading", async () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      shapes,
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(1, 2, 3),
      async (shape, big, f, v) => {
        const data = Uint8Array.from({ length: 4 * shapeSize(shape) }, (_, i) => (i * 73 + 11) % 256);
        const file = npy(`${big ? ">" : "<"}i4`, shape, data, { fortran: f, version: v as 1 | 2 | 3 });
        const result = await read(file);
        expect(result.shape).toEqual(shape);
        expect(result.values).toEqual(slow(new DataView(data.buffer), big, f, shape));
      },
    ),
    { seed: 4, numRuns: 60 },
  );
});

test("every element type", async () => {
  const of = (descr: string, view: ArrayBufferView): Promise<{ values: number[] }> =>
    read(npy(descr, [2], bytesOfValues(view)));
  expect((await of("|b1", Uint8Array.of(0, 1))).values).toEqual([0, 1]);
  expect((await of("|i1", Int8Array.of(-3, 4))).values).toEqual([-3, 4]);
  expect((await of("<u2", Uint16Array.of(3, 65535))).values).toEqual([3, 65535]);
  expect((await of("<i2", Int16Array.of(-3, 4))).values).toEqual([-3, 4]);
  expect((await of("<u4", Uint32Array.of(3, 4294967295))).values).toEqual([3, 4294967295]);
  expect((await of("<i8", BigInt64Array.of(-3n, 4n))).values).toEqual([-3, 4]);
  expect((await of("<u8", BigUint64Array.of(3n, 4n))).values).toEqual([3, 4]);
  expect((await of("<f4", Float32Array.of(0.5, -2))).values).toEqual([0.5, -2]);
  expect((await of("<f8", Float64Array.of(0.1, -2))).values).toEqual([0.1, -2]);
  // 1.5, the smallest subnormal
  expect((await of("<f2", Uint16Array.of(0x3e00, 1))).values).toEqual([1.5, 2 ** -24]);
});

test("an archive keeps its arrays by key; a damaged one is told by its checksum", async () => {
  const archive = zip({ "x.npy": npy("<f4", [2], bytesOfValues(Float32Array.of(1, 2))) }, 0);
  const [entry] = await listZip(host, memoryFile("a.npz", archive));
  const array = await openArray(host, entry!);
  expect(array.name).toBe("x.npy");
  archive[archive.length - 140]! ^= 1;
  const again = openArray(host, entry!);
  await expect(again).rejects.toMatchObject({ code: expect.stringMatching(/corrupt|npy/) });
});

test("broken headers are named", async () => {
  const good = npy("<f4", [2, 2], new Uint8Array(16));
  await expect(read(good.subarray(0, good.length - 1))).rejects.toThrow(
    "cut off: its shape 2x2 needs 144 bytes",
  );
  await expect(read(npy("<c8", [2], new Uint8Array(16)))).rejects.toThrow("elements of the type <c8");
  await expect(read(npy("<f4", [1e9, 1e9], new Uint8Array(16)))).rejects.toThrow("impossible shape");
  await expect(read(good.subarray(0, 40))).rejects.toThrow("cut off inside its header");
});
