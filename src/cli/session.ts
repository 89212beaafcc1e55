import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { InputError } from "../core/outcome.ts";
import type { JobControl } from "../engine/facts/job.ts";
import { createNodeHost, type NodeHost } from "../engine/node/host.ts";
import { firstSamples, Studio } from "../engine/studio.ts";
import { findTechnique } from "../techniques/index.ts";
import type { Step } from "../techniques/pipeline.ts";
import type { TechniqueId } from "../techniques/technique.ts";
import type { Arguments } from "./arguments.ts";
import { readShared } from "./files.ts";
import { progressLine } from "./terminal.ts";

/** One model opened on the command line, with its data and the flag that Ctrl-C sets. */
export interface CliSession {
  readonly studio: Studio;
  readonly host: NodeHost;
  readonly control: JobControl;
}

/** Up to this size a model is run without being asked; with samples the runtime is there anyway. Bytes. */
const quickToRun = 32e6;

/** Whether what is made of a model is run as well. */
export const willRun = (args: Arguments): boolean =>
  args.data !== undefined || (statSync(args.model, { throwIfNoEntry: false })?.size ?? 0) <= quickToRun;

/** Opens model and data, runs the work, and lets everything go whatever happens. */
export async function withSession<T>(args: Arguments, work: (session: CliSession) => Promise<T>): Promise<T> {
  // Synthetic samples are too few to share out.
  const host = createNodeHost(availableParallelism(), args.data === undefined ? 1 : undefined);
  host.warmUp();
  // The runtime starts while files are read and techniques work; whoever asks for it first hears if it cannot.
  if (willRun(args)) host.runtimes().catch(() => {});
  const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
  const stop = (): void => void Atomics.store(cancelFlag, 0, 1);
  process.once("SIGINT", stop);
  try {
    const bytes = readShared(args.model);
    const studio = new Studio(host, args.model.replace(/^.*[\\/]/, ""), bytes, args.seed);
    if (args.data !== undefined) await openData(studio, args);
    return await work({ studio, host, control: { cancelFlag, onProgress: progressLine() } });
  } finally {
    process.off("SIGINT", stop);
    host.close();
  }
}

/** Samples left out that are named one by one. */
const mostListed = 10;

async function openData(studio: Studio, args: Arguments): Promise<void> {
  const [{ openDataFromPath }, { nodeDataHost }, { describeInputs }, { parseDataOptions }] =
    await Promise.all([
      import("../engine/data/node/open.ts"),
      import("../engine/data/node/host.ts"),
      import("../core/data/inputs/describe-inputs.ts"),
      import("../core/data/inputs/preprocess.ts"),
    ]);
  const opened = await openDataFromPath(
    args.data!,
    args.labels ?? null,
    describeInputs(studio.model),
    parseDataOptions(args.settings.get("data") ?? {}),
  );
  const { dataset, findings } = await studio.settleRange(opened, nodeDataHost);
  for (const finding of findings) process.stderr.write(`${finding.severity}: ${finding.message}\n`);
  // The first one stands among the findings, with the count of all.
  const { skipped } = dataset;
  for (const { name, reason } of skipped.slice(1, mostListed))
    process.stderr.write(`  left out: ${name}: ${reason}\n`);
  if (skipped.length > mostListed) process.stderr.write(`  and ${skipped.length - mostListed} more\n`);
  studio.setData(args.samples === undefined ? dataset : firstSamples(dataset, args.samples));
}

/** The steps for technique ids, with what `--set` says of each. */
export const stepsOf = (ids: readonly TechniqueId[], args: Arguments): Step[] =>
  ids.map((id) => ({ technique: findTechnique(id).id, options: args.settings.get(id) ?? {} }));

/** Refuses settings of what has no part in the run: of techniques not named, or of data where there are none. */
export function checkSettings(ids: readonly string[], args: Arguments): void {
  for (const owner of args.settings.keys()) {
    if (owner === "data" ? args.data !== undefined : ids.includes(owner)) continue;
    const reason =
      owner === "data"
        ? "there are no data; give some with --data"
        : ids.length === 0
          ? "options of the data alone can be set here"
          : `${owner} is not among the techniques of this run (${[...new Set(ids)].join(", ")})`;
    throw new InputError("usage", `--set ${owner}.…: ${reason}.`);
  }
}
