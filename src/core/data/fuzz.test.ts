import { expect, test } from "vitest";
import { decodeImage } from "../../engine/data/node/decode.ts";
import { InputError } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { type ModelInput, noEvidence } from "./inputs/model-input.ts";
import { openData } from "./intake/intake.ts";
import { bytesOfValues, gz, idx, npy, png, wav, zip } from "./testing/make-files.ts";
import { memoryFile, memoryHost } from "./testing/memory-host.ts";

const input = (shape: number[]): ModelInput => ({
  name: "x",
  shape,
  type: "FLOAT32",
  quantization: null,
  metadata: null,
  evidence: noEvidence,
});
const picture = input([1, 8, 8, 3]);
const grey = input([1, 8, 8, 1]);
const sound = input([1, 1600]);

const random = seededRandom(2026);
const bytes = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => Math.floor(256 * random()));
const aPng = png(12, 9, bytes(12 * 9 * 3));
const anNpy = npy("|u1", [3, 8, 8, 1], bytes(192));
const labels = npy("<i8", [3], bytesOfValues(BigInt64Array.of(0n, 1n, 2n)));
const csv = new TextEncoder().encode(
  `label,${Array.from({ length: 64 }, (_, i) => `p${i}`).join(",")}\n${"1,".padEnd(129, "7,")}9\n`.replace(
    ",9\n",
    "\n",
  ),
);
const seeds: readonly { name: string; bytes: Uint8Array; input: ModelInput }[] = [
  { name: "a.npy", bytes: anNpy, input: grey },
  {
    name: "f.npy",
    bytes: npy(">f4", [8, 8], bytesOfValues(new Float32Array(64)), { fortran: true }),
    input: grey,
  },
  { name: "a.npz", bytes: zip({ "x.npy": anNpy, "y.npy": labels }), input: grey },
  { name: "stored.npz", bytes: zip({ "x.npy": anNpy, "y.npy": labels }, 0), input: grey },
  { name: "a.zip", bytes: zip({ "cat/1.png": aPng, "dog/1.png": aPng }), input: picture },
  { name: "a-idx3-ubyte", bytes: idx([3, 8, 8], bytes(192)), input: grey },
  { name: "a-idx3-ubyte.gz", bytes: gz(idx([3, 8, 8], bytes(192))), input: grey },
  { name: "a.csv", bytes: csv, input: grey },
  { name: "a.png", bytes: aPng, input: picture },
  { name: "a.wav", bytes: wav(1, 16, 2, 16000, bytes(6400)), input: sound },
];

/** Flips, cuts, repeats, overwrites with hostile numbers. */
function mutate(original: Uint8Array): Uint8Array {
  let result = new Uint8Array(original);
  const times = 1 + Math.floor(random() * 3);
  for (let t = 0; t < times; t++) {
    const at = Math.floor(random() * result.length);
    // Most of what a reader trusts lies at the ends of a file.
    const near = random() < 0.5 ? Math.floor(random() * Math.min(96, result.length)) : at;
    switch (Math.floor(random() * 6)) {
      case 0:
        result[near]! ^= 1 << Math.floor(random() * 8);
        break;
      case 1:
        result = result.slice(0, at);
        break;
      case 2:
        result.set([0xff, 0xff, 0xff, 0xff].slice(0, result.length - near), near);
        break;
      case 3:
        result.set([0xff, 0xff, 0xff, 0x7f].slice(0, result.length - near), near);
        break;
      case 4:
        result.copyWithin(near, at, Math.min(result.length, at + 40));
        break;
      default:
        result[result.length - 1 - Math.floor(random() * Math.min(64, result.length))] = Math.floor(
          256 * random(),
        );
    }
    if (result.length === 0) break;
  }
  return result;
}

test.each(seeds)("80 mutations of $name end in a named error or in whole samples", async (seed) => {
  const host = memoryHost(decodeImage);
  const sound = await openData(
    {
      files: [memoryFile(seed.name, seed.bytes)],
      labels: null,
      inputs: [seed.input],
      options: {},
      title: "data",
    },
    host,
  );
  expect(sound.dataset.count).toBeGreaterThan(0);
  for (let i = 0; i < 80; i++) {
    const files = [memoryFile(seed.name, mutate(seed.bytes))];
    const started = performance.now();
    try {
      const { dataset } = await openData(
        { files, labels: null, inputs: [seed.input], options: {}, title: "data" },
        host,
      );
      const chunk = await dataset.read(0, 4);
      const size = seed.input.shape.reduce((a, b) => a * b, 1);
      expect(chunk.inputs[0]!.length).toBe(chunk.count * size);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message).toMatch(/^.{10,400}\.$/s);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  }
  expect(process.memoryUsage().rss).toBeLessThan(2 ** 30);
});
