import type { Dataset, SampleTargets } from "../../core/data/dataset.ts";
import { LabelledComparison, OutputComparison, outputKind } from "../../core/metrics/comparison.ts";
import { TargetComparison, targetKind } from "../../core/metrics/target-comparison.ts";
import { type CancelSignal, InputError, type OnProgress } from "../../core/outcome.ts";
import { openRealSession, type RealSession } from "../../core/run/real-session.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Model } from "../../core/tflite/model.ts";

/** A model with the file that holds it, shapes fixed, ready for the runtime. */
export interface Runnable {
  readonly model: Model;
  readonly bytes: Uint8Array;
}

/** Outputs of the original on the data, kept so that each further variant costs one model's time only. */
export interface ReferenceOutputs {
  readonly chunks: Map<number, readonly Float32Array[]>;
  /** Why the original cannot be run here at all. */
  refused?: InputError;
}

export interface EvaluateArgs {
  readonly runtimes: readonly Runtime[];
  readonly original: Runnable;
  readonly variant: Runnable;
  readonly data: Dataset;
  readonly reference: ReferenceOutputs;
  readonly signal: CancelSignal;
  readonly progress: OnProgress;
}

export interface Evaluation {
  readonly samples: number;
  readonly outputs: readonly OutputComparison[];
  /** Null without labels, or where the output is no vector of class scores. */
  readonly labelled: LabelledComparison | null;
  /** Null without wanted outputs that are no classes, or where they don't fit the first output. */
  readonly targeted: TargetComparison | null;
}

type Comparisons = Omit<Evaluation, "samples">;

/** Files from this size on are loaded one after the other. Bytes. */
const largeFile = 64e6;
/** Samples that are not worth another copy of a large model. */
const few = 64;

/** Decoded inputs in flight per worker, and all kept reference outputs, stay under these. */
const chunkBytes = 8e6;
const referenceBytes = 256e6;

/** Runs original and variant over all samples, in as many runtimes as there are, and adds up how they differ. */
export async function evaluate(args: EvaluateArgs): Promise<Evaluation> {
  const { data, signal, original, variant, reference } = args;
  if (data.count === 0) throw new InputError("no-samples", "The data holds no sample that could be read.");
  const first = await data.read(0, 1);
  const sampleBytes = first.inputs.reduce((n, values) => n + values.byteLength, 0);
  const size = Math.max(1, Math.min(64, Math.floor(chunkBytes / Math.max(1, sampleBytes))));
  const starts = Array.from({ length: Math.ceil(data.count / size) }, (_, i) => i * size);
  const large = original.bytes.length > largeFile;
  // Of a large model each runtime holds a copy and its packed weights: for a few samples one has to do.
  const used = args.runtimes.slice(0, large && data.count <= few ? 1 : starts.length);
  if (large) await gatherReference(args, used, starts, size);
  let result: Comparisons | null = null;
  let next = 0;
  let done = 0;

  const worker = async (runtime: Runtime): Promise<void> => {
    const sessions: RealSession[] = [];
    const open = async (r: Runnable): Promise<RealSession> => {
      const session = await openRealSession(runtime, r.model, r.bytes, { threads: 1 });
      sessions.push(session);
      return session;
    };
    try {
      const candidate = await open(variant);
      let referee: RealSession | null = null;
      for (let i = next++; i < starts.length; i = next++) {
        signal.throwIfCancelled();
        const start = starts[i]!;
        const chunk = await data.read(start, Math.min(size, data.count - start));
        let expected = reference.chunks.get(start);
        if (expected === undefined) {
          referee ??= await open(original);
          expected = await referee.run(chunk);
          if (isKept(expected, starts.length)) reference.chunks.set(start, expected);
        }
        const actual = await candidate.run(chunk);
        result ??= comparisons(candidate, data);
        const targets = (await targetsOf(data, candidate)?.read(start, chunk.count)) ?? null;
        add(result, expected, actual, data, start, chunk.count);
        if (targets !== null) result.targeted?.add(expected[0]!, actual[0]!, targets, chunk.count);
        done += chunk.count;
        args.progress({ phase: "evaluate", done, total: data.count });
      }
    } finally {
      for (const session of sessions) session.close();
    }
  };

  await Promise.all(used.map(worker));
  return { samples: done, ...result! };

  function add(
    to: Comparisons,
    expected: readonly Float32Array[],
    actual: readonly Float32Array[],
    from: Dataset,
    start: number,
    count: number,
  ): void {
    to.outputs.forEach((output, o) => output.add(expected[o]!, actual[o]!, count));
    if (to.labelled !== null) to.labelled.add(expected[0]!, actual[0]!, from.labels!, start, count);
  }
}

/** Whether the outputs of all chunks can be kept, if they are as large as this one's. */
const isKept = (outputs: readonly Float32Array[], chunks: number): boolean =>
  outputs.reduce((n, values) => n + values.byteLength, 0) * chunks <= referenceBytes;

/** Runs the original on what is not known of it yet, and closes it again, so that the variant comes alone. */
async function gatherReference(
  { original, data, reference, signal, progress }: EvaluateArgs,
  runtimes: readonly Runtime[],
  starts: readonly number[],
  size: number,
): Promise<void> {
  if (reference.refused) throw reference.refused;
  const missing = starts.filter((start) => !reference.chunks.has(start));
  if (missing.length === 0) return;
  let next = 0;
  const gather = async (runtime: Runtime): Promise<void> => {
    const session = await openRealSession(runtime, original.model, original.bytes, { threads: 1 });
    try {
      for (let i = next++; i < missing.length; i = next++) {
        signal.throwIfCancelled();
        const start = missing[i]!;
        const outputs = await session.run(await data.read(start, Math.min(size, data.count - start)));
        if (!isKept(outputs, starts.length)) return;
        reference.chunks.set(start, outputs);
        progress({ phase: "run the original", done: i, total: missing.length });
      }
    } finally {
      session.close();
    }
  };
  try {
    await Promise.all(runtimes.map(gather));
  } catch (error) {
    if (error instanceof InputError && error.code === "runtime-out-of-memory") reference.refused = error;
    throw error;
  }
}

function comparisons(session: RealSession, data: Dataset): Comparisons {
  const outputs = session.outputs.map((port) => {
    const kind = outputKind(port.shape, session.outputs.length === 1);
    return new OutputComparison(port.name, port.elements, kind, port.shape.at(-1) ?? 1);
  });
  const scores = outputs[0]?.kind === "scores" ? outputs[0] : null;
  const labels = data.labels;
  const targeted = targetComparison(session, outputs[0], data);
  if (scores === null || labels === null) return { outputs, labelled: null, targeted };
  const outside = labels.findIndex((label) => label >= scores.elements);
  if (outside >= 0) {
    throw new InputError(
      "label-outside-classes",
      `Sample ${outside} has label ${labels[outside]}, but the model has ${scores.elements} classes (0 to ${scores.elements - 1}). Check the labels file.`,
    );
  }
  return { outputs, labelled: new LabelledComparison(scores.elements), targeted };
}

/** Wanted outputs; whole numbers as labels are those of a model that answers with a single number. */
function targetsOf({ targets, labels }: Dataset, session: RealSession): SampleTargets | null {
  if (targets !== undefined && targets !== null) return targets;
  if (labels === null || session.outputs[0]?.elements !== 1) return null;
  const read = async (start: number, count: number): Promise<Float32Array> =>
    Float32Array.from(labels.subarray(start, start + count), (label) => (label < 0 ? Number.NaN : label));
  return { size: 1, read };
}

function targetComparison(
  session: RealSession,
  output: OutputComparison | undefined,
  data: Dataset,
): TargetComparison | null {
  const port = session.outputs[0];
  const targets = targetsOf(data, session);
  if (targets === null || output === undefined || port === undefined) return null;
  const channels = port.shape.at(-1) ?? 1;
  const kind = targetKind(output.kind === "mask", port.elements, channels, targets.size);
  if (kind !== null) return new TargetComparison(kind, port.elements, channels, targets.size);
  throw new InputError(
    "target-mismatch",
    `The labels hold ${targets.size} numbers for each sample, but the output "${port.name}" has ${port.elements} (${port.shape.join("x")}).`,
  );
}
