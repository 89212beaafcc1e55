import type { Dataset } from "../data/dataset.ts";
import { pickSamples } from "../data/pick.ts";
import { elementCount } from "../graph/index.ts";
import type { KernelExecutor } from "../kernels/executor.ts";
import type { LstmForm } from "../lstm/form.ts";
import { LstmCollector, type LstmStatistics, type LstmWishes } from "../lstm/statistics.ts";
import type { CancelSignal, OnProgress } from "../outcome.ts";
import type { Runtime, Session } from "../run/runtime.ts";
import type { Model, OperatorIndex } from "../tflite/model.ts";
import { writeModel } from "../tflite/write.ts";
import { exposeTensors } from "./expose.ts";

/** More multiply-accumulates than this are not simulated; fewer samples are taken instead, evenly spread. */
const mostMacs = 2e10;
/** Bytes of sequences that one slice of the samples may bring, and samples at most. */
const mostBytes = 32 << 20;
const mostPerSlice = 32;
/** A slice is simulated in so many parts, however many workers there are, so that sums come out the same anywhere. */
const partsPerSlice = 8;

export interface CalibrateLstmArgs {
  readonly model: Model;
  readonly runtime: Runtime;
  readonly data: Dataset;
  readonly kernels: KernelExecutor;
  readonly lstms: ReadonlyMap<OperatorIndex, LstmForm>;
  readonly wishes: LstmWishes;
  readonly progress: OnProgress;
  readonly signal: CancelSignal;
}

/**
 * Statistics of what no LSTM op puts out, its cell state above all: the runtime runs the model for the sequences that
 * come in, and each LSTM is simulated on them in float.
 */
export async function calibrateLstms(args: CalibrateLstmArgs): Promise<Map<OperatorIndex, LstmStatistics>> {
  const { model, lstms, kernels, signal } = args;
  const graph = model.subgraphs[0]!;
  const ops = [...lstms];
  const macs = ops.reduce((sum, [, form]) => sum + sampleMacs(form), 0);
  const data = fewer(args.data, Math.max(1, Math.floor(mostMacs / macs)));
  const sources = ops.map(([o]) => graph.operators[o]!.inputs[0]!);
  const bytes = sources.reduce((sum, t) => sum + 4 * elementCount(graph.tensors[t]!.shape), 0);
  const step = Math.max(1, Math.min(mostPerSlice, Math.floor(mostBytes / bytes)));
  const inner = sources.filter((t) => !graph.inputs.includes(t));
  const exposed = exposeTensors(model, inner);
  const collectors = new Map(ops.map(([o]) => [o, new LstmCollector(args.wishes)]));
  const session: Session | null =
    inner.length === 0
      ? null
      : await args.runtime.load(writeModel(exposed.model, kernels.allocate), { trial: false });
  try {
    for (let start = 0; start < data.count; start += step) {
      signal.throwIfCancelled();
      const { inputs, count } = await data.read(start, Math.min(step, data.count - start));
      const outputs = (await session?.runMany(inputs, count)) ?? [];
      const sequences = sources.map((t) => {
        const border = graph.inputs.indexOf(t);
        const values = border >= 0 ? inputs[border] : outputs[exposed.position[inner.indexOf(t)]!];
        return values as Float32Array;
      });
      const calls = ops.flatMap(([o, form], i) =>
        parts(sequences[i]!, count).map((part) => ({
          op: o,
          args: { form, ...part, wishes: args.wishes },
        })),
      );
      const slices = await kernels.run(
        "lstmSlice",
        calls.map((call) => call.args),
        { signal },
      );
      calls.forEach(({ op }, i) => {
        collectors.get(op)!.join(slices[i]!);
      });
      args.progress({ phase: "sequences", done: start + count, total: data.count });
    }
  } finally {
    session?.close();
  }
  return new Map([...collectors].map(([o, collector]) => [o, collector.statistics]));
}

function sampleMacs({ batch, steps, cells, inputSize, outputSize, projection }: LstmForm): number {
  const projected = projection === null ? 0 : cells * outputSize;
  return batch * steps * (4 * cells * (inputSize + outputSize) + projected);
}

function fewer(data: Dataset, most: number): Dataset {
  if (data.count <= most) return data;
  const places = Array.from({ length: most }, (_, i) => Math.floor((i * data.count) / most));
  return pickSamples(data, places, "simulated");
}

function parts(
  values: Float32Array,
  count: number,
): { readonly values: Float32Array; readonly count: number }[] {
  const size = values.length / count;
  const lots = Math.min(count, partsPerSlice);
  return Array.from({ length: lots }, (_, i) => {
    const [from, to] = [Math.floor((i * count) / lots), Math.floor(((i + 1) * count) / lots)];
    return { values: values.subarray(from * size, to * size), count: to - from };
  });
}
