import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../src/core/random.ts";
import { generated, generateInto } from "./generate-models.ts";
import { npy } from "./npy.ts";

/** What is measured: a technique of ours with its settings, beside the recipe of the reference tool. */
interface Job {
  readonly technique: string;
  readonly settings: readonly string[];
  readonly recipe: string;
  readonly needsData: boolean;
}

const job = (technique: string, recipe: string, needsData = false, ...settings: string[]): Job => ({
  technique,
  recipe,
  needsData,
  settings: settings.flatMap((s) => ["--set", `${technique}.${s}`]),
});

/** `int8-plain` does no more than the reference tool: extremes as ranges, no correction, weights rounded to the nearest. */
const jobs: Readonly<Record<string, Job>> = {
  "dynamic-int8": job("dynamic-int8", "dynamic_wi8_afp32"),
  "weight-int8": job("weight-int8", "weight_only_wi8_afp32"),
  "weight-int4": job("weight-int4", "weight_only_wi4_afp32"),
  int8: job("int8", "static_wi8_ai8", true),
  "int8-plain": job(
    "int8",
    "static_wi8_ai8",
    true,
    "calibration=minmax",
    "biasCorrection=false",
    "rounding=nearest",
  ),
};

/** Calibration samples where a technique needs them. */
const samples = 10;

interface Run {
  /** Wall-clock seconds of the whole process. */
  readonly whole: number;
  /** Seconds of the work itself, as the tool says. */
  readonly inner: number;
  readonly bytes: number;
}

interface Options {
  readonly models: readonly string[];
  readonly techniques: readonly string[];
  readonly rounds: number;
}

function parse(args: readonly string[]): Options {
  const value = (name: string, fallback: string): string => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? fallback : (args[at + 1] ?? fallback);
  };
  return {
    models: value("models", "mobilenet-1mb,mobilenet-14mb,resnet-95mb,resnet-178mb").split(","),
    techniques: value("techniques", "dynamic-int8,weight-int4,int8-plain,int8").split(","),
    rounds: Number(value("rounds", "5")),
  };
}

/** Entry of `npm run bench`. */
export async function main(args: readonly string[]): Promise<void> {
  if (args[0] === "generate") {
    for (const path of generateInto(args[1] ?? "dist/bench/models")) console.log(path);
    return;
  }
  const options = parse(args);
  const folder = "dist/bench";
  const models = prepare(join(folder, "models"), options.models);
  const data = join(folder, "samples.npy");
  const random = seededRandom(1);
  const pixels = Float32Array.from({ length: samples * 224 * 224 * 3 }, random);
  writeFileSync(data, npy([samples, 224, 224, 3], pixels));
  const peer = process.env.PEER_PYTHON;
  const tensorflow = process.env.TENSORFLOW_PYTHON;
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
  );
  console.log(
    peer === undefined ? "PEER_PYTHON is not set: ours alone" : "beside litert-quantizer, in turns",
  );
  console.log(`medians of ${options.rounds} rounds, seconds; whole process (its own work)\n`);
  console.log(row(["model", "technique", "ours", "peer", "peer / ours", "bytes, ours / peer"]));
  for (const model of models) {
    for (const technique of options.techniques) {
      const work = jobs[technique];
      if (work === undefined) throw new Error(`choose techniques from ${Object.keys(jobs).join(", ")}`);
      const [ours, theirs, converters]: [Run[], Run[], Run[]] = [[], [], []];
      const converts = tensorflow !== undefined && work.needsData;
      // In turns, so that whatever else the machine does slows both alike; the first round warms the file cache.
      for (let round = 0; round <= options.rounds; round++) {
        ours.push(runOurs(model, work, data));
        if (peer !== undefined) theirs.push(runPeer(peer, model, work, data));
        if (converts) converters.push(runTensorFlow(tensorflow, model, data));
      }
      console.log(line(model, technique, ours.slice(1), theirs.slice(1)));
      if (converts) console.log(line(model, "  TensorFlow", ours.slice(1), converters.slice(1)));
    }
  }
}

function prepare(folder: string, names: readonly string[]): string[] {
  mkdirSync(folder, { recursive: true });
  const known = generated.map((m) => m.name);
  const missing = names.filter((n) => known.includes(n) && !existsSync(join(folder, `${n}.tflite`)));
  generateInto(folder, missing);
  return names.map((n) => (known.includes(n) ? join(folder, `${n}.tflite`) : n));
}

function timed(command: string, args: readonly string[]): { seconds: number; output: string } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
  return { seconds: (performance.now() - start) / 1000, output: stdout };
}

function runOurs(model: string, work: Job, data: string): Run {
  const out = "dist/bench/ours.tflite";
  const calibration = work.needsData ? ["--data", data, "--samples", String(samples)] : [];
  const { seconds, output } = timed(process.execPath, [
    "scripts/cli.mjs",
    "optimize",
    model,
    "--technique",
    work.technique,
    ...work.settings,
    ...calibration,
    "--out",
    out,
    "--json",
  ]);
  const facts = JSON.parse(output) as { seconds: number };
  return { whole: seconds, inner: facts.seconds, bytes: readFileSync(out).length };
}

function runPeer(python: string, model: string, { recipe }: Job, data: string): Run {
  const { seconds, output } = timed(python, ["bench/peer.py", model, recipe, "dist/bench/peer.tflite", data]);
  const facts = JSON.parse(output.trim().split("\n").at(-1)!) as { seconds: number; bytes: number };
  return { whole: seconds, inner: facts.seconds, bytes: facts.bytes };
}

/** The TensorFlow converter's integer quantizer; it has no other technique for a file that is `.tflite` already. */
function runTensorFlow(python: string, model: string, data: string): Run {
  const { seconds, output } = timed(python, [
    "bench/peer-tensorflow.py",
    model,
    "dist/bench/peer.tflite",
    data,
  ]);
  const facts = JSON.parse(output.trim().split("\n").at(-1)!) as { seconds: number; bytes: number };
  return { whole: seconds, inner: facts.seconds, bytes: facts.bytes };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function line(model: string, technique: string, ours: readonly Run[], theirs: readonly Run[]): string {
  const of = (runs: readonly Run[], pick: (run: Run) => number): number => median(runs.map(pick));
  const text = (runs: readonly Run[]): string =>
    `${of(runs, (r) => r.whole).toFixed(2)} (${of(runs, (r) => r.inner).toFixed(2)})`;
  const name = model.replace(/^.*\//, "").replace(/\.tflite$/, "");
  const bytes = of(ours, (r) => r.bytes);
  if (theirs.length === 0) return row([name, technique, text(ours), "", "", String(bytes)]);
  const ratio = (pick: (run: Run) => number): string => (of(theirs, pick) / of(ours, pick)).toFixed(2);
  const sizes = `${bytes} / ${of(theirs, (r) => r.bytes)} = ${(bytes / of(theirs, (r) => r.bytes)).toFixed(3)}`;
  return row([
    name,
    technique,
    text(ours),
    text(theirs),
    `${ratio((r) => r.whole)} (${ratio((r) => r.inner)})`,
    sizes,
  ]);
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd([16, 14, 14, 14, 14, 0][i] ?? 0)).join(" ");
