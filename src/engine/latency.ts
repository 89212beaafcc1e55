import type { SampleChunk } from "../core/data/dataset.ts";
import { type Outcome, sharedCancelSignal } from "../core/outcome.ts";
import { measureLatency } from "../core/run/latency.ts";
import type { Latency } from "../core/run/latency-statistics.ts";
import { openRealSession, type RealSession } from "../core/run/real-session.ts";
import type { LoadOptions, Runtime } from "../core/run/runtime.ts";
import type { JobControl, LatencyFacts, LatencyFigure, VariantId } from "./api.ts";
import type { Runnable } from "./evaluate.ts";
import type { StudioHost } from "./host.ts";

interface MeasureArgs {
  readonly host: StudioHost;
  readonly files: readonly (Runnable & { readonly id: VariantId })[];
  readonly input: SampleChunk;
  readonly control: JobControl;
  readonly onFigure: (id: VariantId, facts: LatencyFacts) => void;
}

type Column = "oneThread" | "allThreads" | "webgpu";

/** Models that are in the runtime's memory together, by file size. Larger ones are measured in several rounds. */
const roundBytes = 600e6;

/**
 * Median latency of each file at one thread, at all threads and, where there is an adapter, on WebGPU. Files are
 * measured in turns, so that drift hits all alike; a figure is told as soon as it stands.
 */
export async function measureLatencies(args: MeasureArgs): Promise<void> {
  const runtime = await args.host.latencyRuntime();
  const { threads, webgpu } = runtime.info;
  const columns: { name: Column; load: LoadOptions }[] = [{ name: "oneThread", load: { threads: 1 } }];
  if (threads > 1) columns.push({ name: "allThreads", load: { threads } });
  if (webgpu) columns.push({ name: "webgpu", load: { accelerator: "webgpu" } });
  const facts = new Map<VariantId, LatencyFacts>();
  const rounds = inRounds(args.files);
  let done = 0;
  for (const { name, load } of columns) {
    for (const files of rounds) {
      await measureRound(runtime, files, load, args, (id, figure, fellBack) => {
        const known = facts.get(id) ?? emptyFacts(runtime, args.host);
        const value = name === "webgpu" ? { ...figure, fellBack } : figure;
        facts.set(id, { ...known, [name]: value });
        args.onFigure(id, facts.get(id)!);
        args.control.onProgress({
          phase: "measure latency",
          done: ++done,
          total: columns.length * args.files.length,
        });
      });
    }
  }
}

async function measureRound(
  runtime: Runtime,
  files: MeasureArgs["files"],
  load: LoadOptions,
  { host, input, control }: MeasureArgs,
  tell: (id: VariantId, figure: LatencyFigure, fellBack: boolean) => void,
): Promise<void> {
  const signal = sharedCancelSignal(control.cancelFlag);
  const open: { id: VariantId; session: RealSession }[] = [];
  try {
    for (const file of files) {
      signal.throwIfCancelled();
      const session = await openRealSession(runtime, file.model, file.bytes, load);
      open.push({ id: file.id, session });
      await session.run(input);
    }
    await measureLatency(
      open.map(({ session }) => session.session),
      {
        clock: { now: host.now, date: () => Date.now() },
        cap: 2500,
        signal,
        onFigure: (index, outcome: Outcome<Latency>) => {
          const { id, session } = open[index]!;
          if (outcome.state === "done") tell(id, outcome.value, !session.session.fullyAccelerated);
        },
      },
    );
  } finally {
    for (const { session } of open) session.close();
  }
}

const emptyFacts = (runtime: Runtime, host: StudioHost): LatencyFacts => ({
  oneThread: null,
  allThreads: null,
  webgpu: null,
  threads: runtime.info.threads,
  environment: `${runtime.info.runtime}, ${host.environment}`,
});

function inRounds(files: MeasureArgs["files"]): MeasureArgs["files"][] {
  const rounds: (typeof files)[number][][] = [];
  let room = 0;
  for (const file of files) {
    if (rounds.length === 0 || file.bytes.length > room) {
      rounds.push([]);
      room = roundBytes;
    }
    rounds.at(-1)!.push(file);
    room -= file.bytes.length;
  }
  return rounds;
}
