import type { Dataset } from "../data/dataset.ts";
import { elementCount } from "../graph/index.ts";
import type { CancelSignal, OnProgress } from "../outcome.ts";
import { InputError } from "../outcome.ts";
import type { Runtime } from "../run/runtime.ts";
import type { Model, TensorIndex } from "../tflite/model.ts";
import { writeModel } from "../tflite/write.ts";
import { exposeTensors } from "./expose.ts";
import { Collector, type CollectorOptions, type TensorStatistics } from "./statistics.ts";

/** Bytes of inner tensors that one pass over the data may hold in the runtime at once. */
const mostBytesPerPass = 256 << 20;
/** Bytes of inner tensors that come back from one call. */
const mostBytesPerCall = 48 << 20;

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
}

/**
 * Runs the model once over all samples, inner tensors exposed, and collects their statistics. Where the tensors
 * together are too large for the runtime's memory, several passes see some of them each.
 */
export async function calibrate(args: CalibrateArgs): Promise<Map<TensorIndex, TensorStatistics>> {
  const { model, data } = args;
  if (data.count === 0) throw new InputError("no-samples", "The representative dataset holds no sample.");
  const graph = model.subgraphs[0]!;
  const collectors = new Map<TensorIndex, Collector>();
  for (const [t, options] of args.tensors) collectors.set(t, new Collector(options));
  const bytesOfTensor = (t: TensorIndex): number => 4 * elementCount(graph.tensors[t]!.shape);
  await seeInputs(args, collectors);
  const passes = split(
    [...args.tensors.keys()].filter((t) => !graph.inputs.includes(t)),
    bytesOfTensor,
  );
  let seen = 0;
  for (const tensors of passes) {
    const exposed = exposeTensors(model, tensors);
    const session = await args.runtime.load(writeModel(exposed.model));
    try {
      const perSample = tensors.reduce((sum, t) => sum + bytesOfTensor(t), 0);
      const slice = Math.max(1, Math.min(64, Math.floor(mostBytesPerCall / Math.max(1, perSample))));
      for (let start = 0; start < data.count; start += slice) {
        args.signal.throwIfCancelled();
        const chunk = await data.read(start, Math.min(slice, data.count - start));
        const outputs = await session.runMany(chunk.inputs, chunk.count);
        tensors.forEach((t, i) => {
          const values = outputs[exposed.position[i]!];
          if (values instanceof Float32Array) collectors.get(t)!.add(values, chunk.count);
        });
        seen += chunk.count;
        args.progress({
          phase: args.phase ?? "calibration",
          done: Math.round(seen / passes.length),
          total: data.count,
        });
      }
    } finally {
      session.close();
    }
  }
  return collectors;
}

/** The model's own inputs are known without a run. */
async function seeInputs(args: CalibrateArgs, collectors: Map<TensorIndex, Collector>): Promise<void> {
  const { inputs } = args.model.subgraphs[0]!;
  const wanted = inputs.filter((t) => collectors.has(t));
  if (wanted.length === 0) return;
  const slice = 64;
  for (let start = 0; start < args.data.count; start += slice) {
    args.signal.throwIfCancelled();
    const chunk = await args.data.read(start, Math.min(slice, args.data.count - start));
    for (const t of wanted) {
      const values = chunk.inputs[inputs.indexOf(t)];
      if (values instanceof Float32Array) collectors.get(t)!.add(values, chunk.count);
    }
  }
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
