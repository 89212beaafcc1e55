import { InputError, type Outcome, sharedCancelSignal } from "../../core/outcome.ts";
import { type FileLatency, measureFiles } from "../../core/run/measure-files.ts";
import type { LoadOptions } from "../../core/run/runtime.ts";
import { hostClock } from "../../runtime/clock.ts";
import type { JobControl } from "../facts/job.ts";
import type { LatencyFacts, VariantId } from "../facts/variant.ts";
import type { StudioHost } from "../host.ts";

interface MeasureArgs {
  readonly host: StudioHost;
  readonly files: readonly { readonly id: VariantId; readonly bytes: Uint8Array }[];
  readonly control: JobControl;
  /** One figure, and soon: at all threads, in half the time. */
  readonly quick?: boolean;
  /** Waited for: what the page draws then takes no time from the next figure. */
  readonly onFigure: (id: VariantId, facts: LatencyFacts) => unknown;
}

/** Longest that one file is measured in one column, in milliseconds. */
const cap = 2500;

/**
 * Median latency of each file at one thread, at all threads and, where there is an adapter, on WebGPU. Files are
 * measured in turns, so that drift hits all alike; a figure is told as soon as it stands.
 */
export async function measureLatencies(args: MeasureArgs): Promise<void> {
  const { host, files, control, onFigure } = args;
  const runtime = await host.latencyRuntime();
  const { threads, webgpu } = runtime.info;
  const columns: { name: "oneThread" | "allThreads" | "webgpu"; load: LoadOptions }[] = [];
  if (threads === 1 || !args.quick) columns.push({ name: "oneThread", load: { threads: 1 } });
  if (threads > 1) columns.push({ name: "allThreads", load: { threads } });
  if (webgpu && !args.quick) columns.push({ name: "webgpu", load: { accelerator: "webgpu" } });
  const signal = sharedCancelSignal(control.cancelFlag);
  const { attention } = host;
  const facts = new Map<VariantId, LatencyFacts>();
  const environment = `${runtime.info.runtime}, ${host.environment}`;
  let done = 0;
  for (const { name, load } of columns) {
    await measureFiles(
      runtime,
      files.map((file) => file.bytes),
      {
        load,
        clock: hostClock(),
        cap: args.quick ? cap / 2 : cap,
        signal,
        ...(attention && { disturbed: () => attention.lost(), calm: () => attention.returned(signal) }),
        onFigure(index, outcome: Outcome<FileLatency>) {
          const { id } = files[index]!;
          control.onProgress({
            phase: "measure latency",
            done: ++done,
            total: columns.length * files.length,
          });
          if (outcome.state !== "done") return;
          const { fullyAccelerated, ...figure } = outcome.value;
          const known = facts.get(id) ?? {
            oneThread: null,
            allThreads: null,
            webgpu: null,
            threads,
            environment,
          };
          const value = name === "webgpu" ? { ...figure, fellBack: !fullyAccelerated } : figure;
          facts.set(id, { ...known, [name]: value });
          return onFigure(id, facts.get(id)!);
        },
      },
    );
  }
}

/** Median milliseconds of each file at all threads, soon, measured in turns. */
export async function quickLatencies(
  host: StudioHost,
  files: readonly Uint8Array[],
  control: JobControl,
): Promise<readonly number[]> {
  const found = new Map<VariantId, number>();
  await measureLatencies({
    host,
    files: files.map((bytes, i) => ({ id: `${i}`, bytes })),
    control,
    quick: true,
    onFigure(id, { allThreads, oneThread }) {
      const figure = allThreads ?? oneThread;
      if (figure) found.set(id, figure.median);
    },
  });
  return files.map((_, i) => {
    const figure = found.get(`${i}`);
    if (figure === undefined) throw new InputError("no-figure", "No latency came back for this file.");
    return figure;
  });
}
