// npm run bench -- scaling   the same work on one, two and four workers, and how near each stage comes to what the
// memory of the machine gives: a plain copy and a sum over a Float32Array, measured in the same rounds.
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { Worker } from "node:worker_threads";
import { describeInputs } from "../src/core/data/inputs/describe-inputs.ts";
import { parseDataOptions } from "../src/core/data/inputs/preprocess.ts";
import { nodeDataHost } from "../src/engine/data/node/host.ts";
import { openDataFromPath } from "../src/engine/data/node/open.ts";
import { createNodeHost, type NodeHost } from "../src/engine/node/host.ts";
import { Studio, unwrap } from "../src/engine/studio.ts";

const workers = [1, 2, 4];
const small = "src/test-fixtures/fm_resnet.tflite";
const pictures = "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz";

/** A file in memory that workers share. */
function readShared(path: string): Uint8Array {
  const file = readFileSync(path);
  const bytes = new Uint8Array(new SharedArrayBuffer(file.length));
  bytes.set(file);
  return bytes;
}

/** Seconds that some work took, and of processors meanwhile. */
interface Taken {
  readonly seconds: number;
  readonly cpu: number;
}

async function timed(work: () => Promise<unknown>): Promise<Taken> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, cpu: (user + system) / 1e6 };
}

const control = () => ({ cancelFlag: new Int32Array(new SharedArrayBuffer(4)), onProgress: () => {} });

/** Work on one opened model; `bytes` are what it reads and writes at least, where memory is what it is about. */
interface Stage {
  readonly name: string;
  readonly prepare: (host: NodeHost, large: string) => Promise<() => Promise<unknown>>;
  readonly bytes?: (size: number) => number;
}

async function withPictures(host: NodeHost): Promise<Studio> {
  const studio = new Studio(host, "fm_resnet.tflite", readShared(small));
  const inputs = describeInputs(studio.model);
  const opened = await openDataFromPath(pictures, null, inputs, parseDataOptions({}));
  studio.setData((await studio.settleRange(opened, nodeDataHost)).dataset);
  // The runtimes are there when the clock starts.
  await host.runtimes();
  return studio;
}

const make = async (
  studio: Studio,
  technique: "dynamic-int8" | "float16" | "weight-int4" | "int8" | "prune",
) => unwrap(await studio.makeVariant({ id: technique, steps: [{ technique, options: {} }] }, control()));

const noData = (technique: "dynamic-int8" | "float16" | "weight-int4", written: number): Stage => ({
  name: `${technique}, 178 MB`,
  bytes: (size) => size * (1 + written),
  prepare: async (host, large) => {
    const studio = new Studio(host, large, readShared(large));
    host.warmUp();
    // Once for the workers to be there and their code to be warm; then measured.
    await make(studio, technique);
    return () => make(studio, technique);
  },
});

const solving = (technique: "int8" | "prune"): Stage => ({
  name: `${technique}, fm_resnet, 200 pictures`,
  prepare: async (host) => {
    const studio = await withPictures(host);
    return () => make(studio, technique);
  },
});

const stages: readonly Stage[] = [
  noData("dynamic-int8", 0.25),
  noData("float16", 0.5),
  noData("weight-int4", 0.125),
  solving("int8"),
  solving("prune"),
  {
    name: "evaluation, fm_resnet, 200 pictures",
    prepare: async (host) => {
      const studio = await withPictures(host);
      await make(studio, "dynamic-int8");
      return async () => unwrap(await studio.accuracy("dynamic-int8", control()));
    },
  },
];

/** Copies and sums a share of `bytes` each, on `count` threads. */
async function bandwidth(count: number, bytes: number): Promise<{ copy: Taken; sum: Taken }> {
  const share = Math.floor(bytes / count / 4) * 4;
  const code = `
    const { parentPort } = require("node:worker_threads");
    const from = new Float32Array(${share / 4}).fill(1), to = new Float32Array(${share / 4});
    to.set(from);
    const work = {
      copy: () => to.set(from),
      sum() { let a = 0, b = 0, c = 0, d = 0;
        for (let i = 0; i + 3 < from.length; i += 4) { a += from[i]; b += from[i + 1]; c += from[i + 2]; d += from[i + 3]; }
        return a + b + c + d; },
    };
    for (let i = 0; i < 3; i++) work.sum();
    parentPort.on("message", (name) => { parentPort.postMessage(work[name]()); });
    parentPort.postMessage("ready");`;
  const threads = Array.from({ length: count }, () => new Worker(code, { eval: true }));
  const answers = () =>
    Promise.all(threads.map((thread) => new Promise((resolve) => thread.once("message", resolve))));
  await answers();
  const best = async (name: "copy" | "sum"): Promise<Taken> => {
    let least: Taken | undefined;
    for (let i = 0; i < 5; i++) {
      least = lesser(
        least,
        await timed(() => {
          const done = answers();
          for (const thread of threads) thread.postMessage(name);
          return done;
        }),
      );
    }
    return least!;
  };
  const result = { copy: await best("copy"), sum: await best("sum") };
  for (const thread of threads) void thread.terminate();
  return result;
}

/** The least of each: other work on the machine only ever adds. */
const lesser = (a: Taken | undefined, b: Taken): Taken => ({
  seconds: Math.min(a?.seconds ?? b.seconds, b.seconds),
  cpu: Math.min(a?.cpu ?? b.cpu, b.cpu),
});

/** Seconds, times as fast as `first`, seconds of processors, and gigabytes moved in one of those. */
function cell({ seconds, cpu }: Taken, first: Taken, bytes?: number): string {
  const moved = bytes === undefined ? "" : ` ${(bytes / cpu / 1e9).toFixed(1)} GB/s`;
  return `${seconds.toFixed(2)} (${(first.seconds / seconds).toFixed(2)}) ${cpu.toFixed(2)}${moved}`;
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(i === 0 ? 36 : 30)).join(" ");

/** Each stage whose name begins with `only` on so many workers, in turns. */
export async function scaling(large: string, rounds = 5, only = ""): Promise<void> {
  const { length: size } = readShared(large);
  console.log(
    `${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; the least of ${rounds} rounds in turns`,
  );
  console.log("seconds (times as fast as one worker), seconds of processors, GB moved in one of those\n");
  console.log(row(["", ...workers.map((n) => `${n} worker${n > 1 ? "s" : ""}`)]));
  const memory: { copy: Taken; sum: Taken }[] = [];
  for (const n of workers) memory.push(await bandwidth(n, size));
  const [one] = memory;
  console.log(row(["plain copy, 178 MB", ...memory.map(({ copy }) => cell(copy, one!.copy, 2 * size))]));
  console.log(row(["sum of float32, 178 MB", ...memory.map(({ sum }) => cell(sum, one!.sum, size))]));
  for (const { name, prepare, bytes } of stages.filter((stage) => stage.name.startsWith(only))) {
    const best: (Taken | undefined)[] = workers.map(() => undefined);
    for (let round = 0; round < rounds; round++) {
      for (const [i, n] of workers.entries()) {
        const host = createNodeHost(n);
        best[i] = lesser(best[i], await timed(await prepare(host, large)));
        host.close();
      }
    }
    console.log(row([name, ...best.map((taken) => cell(taken!, best[0]!, bytes?.(size)))]));
  }
}
