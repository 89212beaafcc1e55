import type { Dataset, SampleChunk } from "../data/dataset.ts";
import { elementCount } from "../graph/index.ts";
import { opCosts, totalMacs } from "../graph/macs.ts";
import type { CancelSignal, OnProgress } from "../outcome.ts";
import { InputError } from "../outcome.ts";
import type { Runtime } from "../run/runtime.ts";
import type { Model, TensorIndex } from "../tflite/model.ts";
import { instrument } from "./instrument.ts";
import { isReducible } from "./reduced.ts";
import {
  Collector,
  type CollectorOptions,
  type SliceStatistics,
  type TensorStatistics,
} from "./statistics.ts";

/** Bytes of inner tensors that one pass over the data may hold in the runtime at once. */
const mostBytesPerPass = 256 << 20;
/** Where a sample's inner tensors take more, the model itself computes the extremes of those that it can. */
const mostBytesKept = 48 << 20;
/** A slice is what one call runs: so many samples at most, and few where a sample is much work, to be cancelled soon. */
const mostPerSlice = 16;
const fewPerSlice = 4;
const muchWork = 12 << 20;
/** From here on each sample is a slice, so that no lane has a sample more to do than the others. */
const veryMuchWork = 64 << 20;

export interface CalibrateArgs {
  readonly model: Model;
  readonly runtime: Runtime;
  readonly data: Dataset;
  /** Float tensors of the primary subgraph to look at, each with what is wanted of it. */
  readonly tensors: ReadonlyMap<TensorIndex, CollectorOptions>;
  readonly progress: OnProgress;
  readonly signal: CancelSignal;
  /** What the progress calls this. */
  readonly phase?: string;
  /** Memory that the runtime's workers share, where the host has any. */
  readonly allocate?: (bytes: number) => Uint8Array;
}

/**
 * Runs the model once over all samples, inner tensors exposed, and collects their statistics where the runtime is.
 * Where the tensors together are too large for the runtime's memory, several passes see some of them each.
 */
export async function calibrate(args: CalibrateArgs): Promise<Map<TensorIndex, TensorStatistics>> {
  if (args.data.count === 0)
    throw new InputError("no-samples", "The representative dataset holds no sample.");
  const graph = args.model.subgraphs[0]!;
  const collectors = new Map<TensorIndex, Collector>();
  for (const [t, options] of args.tensors) collectors.set(t, new Collector(options));
  const wholeBytes = (t: TensorIndex): number => 4 * elementCount(graph.tensors[t]!.shape);
  const muchToKeep = [...args.tensors.keys()].reduce((sum, t) => sum + wholeBytes(t), 0) > mostBytesKept;
  const reducible = new Set(
    [...args.tensors].flatMap(([t, options]) =>
      muchToKeep && isReducible(args.model, t, options) ? [t] : [],
    ),
  );
  const bytesOfTensor = (t: TensorIndex): number => (reducible.has(t) ? 0 : wholeBytes(t));
  const passes = split(
    [...args.tensors.keys()].filter((t) => !graph.inputs.includes(t)),
    bytesOfTensor,
  );
  // The model's own inputs are known without a run; the first pass over the data sees them as it reads.
  const seeInputs = (chunk: SampleChunk): void => {
    graph.inputs.forEach((t, i) => {
      const values = chunk.inputs[i];
      if (values instanceof Float32Array) collectors.get(t)?.add(values, chunk.count);
    });
  };
  if (passes.length === 0) {
    for (const { start, count } of slices(args.data.count, mostPerSlice, 1)) {
      args.signal.throwIfCancelled();
      seeInputs(await args.data.read(start, count));
    }
  }
  for (const [p, tensors] of passes.entries()) {
    const progress = (done: number): void =>
      args.progress({
        phase: args.phase ?? "calibration",
        done: Math.round((p * args.data.count + done) / passes.length),
        total: args.data.count,
      });
    const onRead = p === 0 ? seeInputs : () => {};
    const unclear = await seeInner({ args, tensors, reducible, collectors, progress, onRead });
    if (unclear.length === 0) continue;
    for (const t of unclear) collectors.set(t, new Collector(args.tensors.get(t)!));
    const whole = {
      args,
      reducible: new Set<TensorIndex>(),
      collectors,
      progress: () => {},
      onRead: () => {},
    };
    for (const tensors of split(unclear, wholeBytes)) {
      await seeInner({ ...whole, tensors });
    }
  }
  return collectors;
}

interface Pass {
  readonly args: CalibrateArgs;
  readonly tensors: readonly TensorIndex[];
  /** Those of which the model itself is to compute the extremes. */
  readonly reducible: ReadonlySet<TensorIndex>;
  readonly collectors: ReadonlyMap<TensorIndex, Collector>;
  progress(samples: number): void;
  /** Told of every slice that is read, in order. */
  onRead(chunk: SampleChunk): void;
}

/**
 * One pass over the data. Slices run side by side where the runtime can, and are joined in their order. Returns the
 * tensors that the model could not tell the extremes of.
 */
async function seeInner(pass: Pass): Promise<TensorIndex[]> {
  const { args, tensors, reducible, collectors, progress, onRead } = pass;
  const { data, signal } = args;
  const { wanted, bytes, perSample, statisticsOf } = instrument(
    args.model,
    new Map(tensors.map((t) => [t, args.tensors.get(t)!])),
    reducible,
    args.allocate,
  );
  const unclear = new Set<TensorIndex>();
  // Histograms and sums take their time as well, which nobody has counted.
  const countable = tensors.every((t) => !args.tensors.get(t)!.histogram && !args.tensors.get(t)!.mean);
  const macs = countable ? totalMacs(opCosts(args.model)) : null;
  const work = macs === null ? {} : { work: macs * data.count };
  const session = await args.runtime.load(bytes, { trial: false, ...work });
  try {
    const lanes = args.runtime.members?.length ?? 1;
    // Sums of whole tensors cost as much to hand over as to add up, so that slices with them are not made small.
    const sums = tensors.some((t) => args.tensors.get(t)!.mean && !args.tensors.get(t)!.meanChannels);
    const few = perSample > veryMuchWork && !sums ? 1 : fewPerSlice;
    const most = perSample > muchWork ? few : mostPerSlice;
    const todo = slices(data.count, most, lanes);
    const results = new Map<number, readonly (SliceStatistics | null)[]>();
    let reading: Promise<unknown> = Promise.resolve();
    let [started, joined, done] = [0, 0, 0];
    const read = (start: number, count: number): Promise<SampleChunk> => {
      const chunk = reading.then(async () => {
        const values = await data.read(start, count);
        onRead(values);
        return values;
      });
      reading = chunk.catch(() => {});
      return chunk;
    };
    const lane = async (): Promise<void> => {
      for (let i = started++; i < todo.length; i = started++) {
        signal.throwIfCancelled();
        const { start, count } = todo[i]!;
        const chunk = await read(start, count);
        results.set(i, await session.collect(chunk.inputs, count, wanted));
        for (let next = results.get(joined); next !== undefined; next = results.get(++joined)) {
          results.delete(joined);
          for (const t of tensors) {
            const slice = statisticsOf(t, next, todo[joined]!.count);
            if (slice) collectors.get(t)!.join(slice);
            else if (reducible.has(t)) unclear.add(t);
          }
        }
        done += count;
        progress(done);
      }
    };
    const running = Array.from({ length: lanes }, () =>
      lane().catch((error: unknown) => {
        started = todo.length;
        throw error;
      }),
    );
    // All of them, so that nothing runs on once one has failed.
    const ended = await Promise.allSettled(running);
    const failed = ended.find((end) => end.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  } finally {
    session.close();
  }
  return [...unclear];
}

/** Cuts the samples into slices of at most `most`, as many for each lane and as equal as can be. */
function slices(
  count: number,
  most: number,
  lanes: number,
): { readonly start: number; readonly count: number }[] {
  const parts = Math.min(count, lanes * Math.ceil(count / (lanes * Math.max(1, most))));
  return Array.from({ length: parts }, (_, i) => {
    const start = Math.floor((i * count) / parts);
    return { start, count: Math.floor(((i + 1) * count) / parts) - start };
  });
}

/** Groups of tensors that fit into one pass each. */
function split(tensors: readonly TensorIndex[], bytes: (t: TensorIndex) => number): TensorIndex[][] {
  const groups: TensorIndex[][] = [];
  let room = 0;
  for (const t of tensors) {
    const size = bytes(t);
    if (size > room || groups.length === 0) {
      groups.push([]);
      room = mostBytesPerPass;
    }
    groups[groups.length - 1]!.push(t);
    room -= size;
  }
  return groups;
}
