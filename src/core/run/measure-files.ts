import { InputError, neverCancelled, type Outcome, outcomeOfError } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { type LatencyOptions, measureLatency } from "./latency.ts";
import type { Latency } from "./latency-statistics.ts";
import type { LoadOptions, PortInfo, Runtime, Session, TensorValues } from "./runtime.ts";

/** A figure with where it was measured. */
export interface FileLatency extends Latency {
  /** See `Session.fullyAccelerated`; with `webgpu`, false means that the CPU was measured. */
  readonly fullyAccelerated: boolean;
}

export interface MeasureOptions extends Omit<LatencyOptions, "onFigure"> {
  /** Threads and accelerator for all the files. */
  readonly load: LoadOptions;
  /** Called as each figure is final, and waited for. */
  readonly onFigure?: (index: number, outcome: Outcome<FileLatency>) => unknown;
}

/** Bytes of files that are loaded at a time: with its packed weights each takes a multiple of that. */
const mostTogether = 256e6;

/** The files' indices, in groups that are loaded together. */
function groupsOf(files: readonly Uint8Array[]): number[][] {
  const groups: number[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  files.forEach((file, index) => {
    bytes += file.length;
    if (bytes > mostTogether) {
      groups.push([]);
      bytes = file.length;
    }
    groups.at(-1)!.push(index);
  });
  return groups;
}

/**
 * Loads several files and measures them in turns, on inputs drawn from [0, 1). As many as fit into the runtime's
 * memory are loaded at a time, of large files fewer; the rest is measured after them. A file that the runtime refuses, or on which it dies,
 * ends with that failure as data, and the others are measured in the runtime that replaces it. Throws CancelledError.
 */
export async function measureFiles(
  runtime: Runtime,
  files: readonly Uint8Array[],
  options: MeasureOptions,
): Promise<Outcome<FileLatency>[]> {
  const outcomes: Outcome<FileLatency>[] = [];
  const groups = groupsOf(files);
  for (let group = groups.shift(); group; group = groups.shift()) {
    if (group.length === 0) continue;
    const { together, alone } = await measureGroup(runtime, files, group, options, (index, outcome) => {
      outcomes[index] = outcome;
      return options.onFigure?.(index, outcome);
    });
    groups.push(together, ...alone.map((index) => [index]));
  }
  return outcomes;
}

/** Files of a group that have no outcome yet: to be tried again together, or each alone. */
interface Rest {
  readonly together: number[];
  readonly alone: number[];
}

async function measureGroup(
  runtime: Runtime,
  files: readonly Uint8Array[],
  group: readonly number[],
  options: MeasureOptions,
  finish: (index: number, outcome: Outcome<FileLatency>) => unknown,
): Promise<Rest> {
  const sessions = new Map<number, Session>();
  const rest: Rest = { together: [], alone: [] };
  const closeAll = (): void => {
    for (const session of sessions.values()) session.close();
    sessions.clear();
  };
  try {
    for (const index of group) {
      (options.signal ?? neverCancelled).throwIfCancelled();
      try {
        sessions.set(index, await loadForTiming(runtime, files[index]!, options.load));
      } catch (error) {
        const code = error instanceof InputError ? error.code : "";
        if (code === "runtime-out-of-memory" && sessions.size > 0) rest.together.push(index);
        else if (code === "runtime-died" && group.length > 1) {
          // With it died the models loaded before. Whether the file itself was to blame shows when it is alone.
          rest.alone.push(index);
          rest.together.push(...sessions.keys());
          closeAll();
        } else await finish(index, outcomeOfError(error));
      }
    }
    const indices = [...sessions.keys()];
    const accelerated = [...sessions.values()].map((session) => session.fullyAccelerated);
    await measureLatency([...sessions.values()], {
      ...options,
      onFigure(position, outcome) {
        const index = indices[position]!;
        if (outcome.state === "done") {
          return finish(index, {
            ...outcome,
            value: { ...outcome.value, fullyAccelerated: accelerated[position]! },
          });
        }
        if (outcome.state === "failed" && outcome.failure.code === "runtime-died" && group.length > 1) {
          rest.alone.push(index);
          return;
        }
        return finish(index, outcome);
      },
    });
  } finally {
    closeAll();
  }
  return rest;
}

/** Loads a file and sets its inputs, which `time` then leaves as they are. */
async function loadForTiming(runtime: Runtime, bytes: Uint8Array, options: LoadOptions): Promise<Session> {
  const session = await runtime.load(bytes, options);
  try {
    await session.run(session.inputs.map(timingInput));
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Reals from [0, 1) or the whole range of a small integer type; zeros for the types that mostly hold indices. */
function timingInput(port: PortInfo): TensorValues {
  const random = seededRandom(1);
  const length = port.shape.reduce((product, size) => product * size, 1);
  switch (port.type) {
    case "FLOAT32":
      return Float32Array.from({ length }, random);
    case "FLOAT64":
      return Float64Array.from({ length }, random);
    case "INT8":
      return Int8Array.from({ length }, () => Math.floor(random() * 256) - 128);
    case "UINT8":
      return Uint8Array.from({ length }, () => Math.floor(random() * 256));
    case "INT16":
      return Int16Array.from({ length }, () => Math.floor(random() * 65536) - 32768);
    case "INT32":
      return new Int32Array(length);
    case "INT64":
    case "UINT64":
      return new BigInt64Array(length);
    case "BOOL":
      return new Uint8Array(length);
    case "UINT32":
      return new Uint32Array(length);
    default:
      return new Uint16Array(length);
  }
}
