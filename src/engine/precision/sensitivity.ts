import type { CancelSignal, OnProgress } from "../../core/outcome.ts";
import { sharedRanges } from "../../core/quant/shared-ranges.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { OperatorIndex } from "../../core/tflite/model.ts";
import { operatorName } from "../../core/tflite/model.ts";
import type { OpSensitivity, SensitivityFacts } from "../facts/precision.ts";
import type { MadeVariant } from "../make/make-variant.ts";
import type { NoiseMeter } from "./noise.ts";
import type { PrecisionLab } from "./precision-lab.ts";

interface SensitivityArgs {
  readonly lab: PrecisionLab;
  readonly meter: NoiseMeter;
  readonly runtimes: readonly Runtime[];
  readonly signal: CancelSignal;
  readonly progress: OnProgress;
}

/** Ops that are tried one by one; more would take minutes. */
const mostOps = 300;
/** The ones that make the most noise are tried the other way round as well. */
const mostKept = 32;

/**
 * Every op alone on integers in an otherwise float model: how much of the outputs' noise it makes. For those that
 * make the most, the variant itself with that op alone kept at the next better precision: how much goes away. The
 * most noise per byte first.
 */
export async function sensitivity(args: SensitivityArgs): Promise<SensitivityFacts> {
  const { lab, meter, signal, runtimes } = args;
  const graph = lab.model.subgraphs[0]!;
  const base = await lab.make(new Map(), true);
  const noise = await meter.measure(runtimes[0]!, base, signal);
  const ops = lab.ops.slice(0, mostOps);
  const total = ops.length + Math.min(ops.length, mostKept);
  let done = 0;
  const tell = (o: OperatorIndex): void =>
    args.progress({ phase: "sensitivity", done: ++done, total, subject: nameOf(o) });
  const nameOf = (o: OperatorIndex): string =>
    graph.tensors[graph.operators[o]!.outputs[0] ?? -1]?.name ?? "";
  const measure = (runtime: Runtime, made: MadeVariant): Promise<number> =>
    meter.measure(runtime, made, signal);

  const alone = await spread(runtimes, ops, async (o, runtime): Promise<OpSensitivity> => {
    signal.throwIfCancelled();
    const keep = lab.better(o);
    const lone = await measure(runtime, await lab.make(new Map([[o, lab.precision]]), true, "float"));
    const kept = await lab.make(new Map([[o, keep]]), true);
    tell(o);
    return {
      op: o,
      opName: operatorName(lab.model, graph.operators[o]!),
      tensor: nameOf(o),
      alone: lone,
      removed: null,
      keep,
      bytes: kept.bytes.length - base.bytes.length,
    };
  });
  const ranked = alone.sort((a, b) => worth(b) - worth(a));
  const removed = await spread(runtimes, ranked.slice(0, mostKept), async (entry, runtime) => {
    signal.throwIfCancelled();
    const kept = await lab.make(new Map([[entry.op, entry.keep]]), true);
    const rest = await measure(runtime, kept);
    tell(entry.op);
    return { ...entry, removed: noise - rest };
  });
  return {
    samples: meter.samples,
    noise,
    bytes: base.bytes.length,
    ops: [...removed, ...ranked.slice(mostKept)],
    untried: lab.ops.length - ops.length,
    sharedRanges: foundIn(lab).map((found) => ({
      ...found,
      steps: lab.steps(new Map([[lab.opOf(found.tensor), "float"]])),
    })),
  };
}

const foundIn = ({ calibrated }: PrecisionLab) =>
  calibrated === null ? [] : sharedRanges(calibrated.model, calibrated.statistics);

const worth = ({ alone, bytes }: OpSensitivity): number => alone / Math.max(64, bytes);

/** Items over the runtimes, each busy with one at a time; results in the items' order. */
async function spread<T, R>(
  runtimes: readonly Runtime[],
  items: readonly T[],
  work: (item: T, runtime: Runtime) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  await Promise.all(
    runtimes.slice(0, items.length).map(async (runtime) => {
      for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]!, runtime);
    }),
  );
  return results;
}
