import type { Dataset } from "../data/dataset.ts";
import type { KernelExecutor } from "../kernels/executor.ts";
import { type CancelSignal, InputError } from "../outcome.ts";
import type { Runtime, TensorValues } from "../run/runtime.ts";
import type { Model, Tensor, TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { writeModel } from "../tflite/write.ts";
import { segmentModel } from "./segment.ts";
import type { Segment } from "./stages.ts";

/** What running over samples takes from its surroundings; a technique's context has it all. */
export interface StreamContext {
  readonly kernels: KernelExecutor;
  readonly runtime: Runtime;
  readonly data: Dataset;
  readonly signal: CancelSignal;
}

/** Values that cross the runtime's border in one call, at most. */
const chunkBytes = 16 << 20;

/** The values of some tensors for all samples, one sample after the other; float32 ones in memory that workers see. */
export class Activations {
  private readonly values = new Map<TensorIndex, TensorValues>();
  constructor(readonly count: number) {}

  get(t: TensorIndex): TensorValues {
    const values = this.values.get(t);
    if (values === undefined) throw new Error(`tensor ${t} has not been computed`);
    return values;
  }
  set(t: TensorIndex, values: TensorValues): void {
    this.values.set(t, values);
  }
  /** Forgets all tensors but these. */
  keep(tensors: ReadonlySet<TensorIndex>): void {
    for (const t of [...this.values.keys()]) if (!tensors.has(t)) this.values.delete(t);
  }
  /** A copy of the table; the values themselves are the same memory. */
  fork(): Activations {
    const copy = new Activations(this.count);
    for (const [t, values] of this.values) copy.set(t, values);
    return copy;
  }
}

/** Bytes of one sample of a tensor, for planning how many samples fit. */
export const sampleBytes = (model: Model, t: TensorIndex): number =>
  4 * model.subgraphs[0]!.tensors[t]!.shape.reduce((n, d) => n * Math.abs(d), 1);

/** Reads the first `count` samples as the graph's inputs. */
export async function readSamples(model: Model, context: StreamContext, count: number): Promise<Activations> {
  const graph = model.subgraphs[0]!;
  const activations = new Activations(count);
  const sizes = graph.inputs.map((t) => graph.tensors[t]!.shape.reduce((n, d) => n * Math.abs(d), 1));
  const step = Math.max(1, Math.floor(chunkBytes / (4 * Math.max(1, ...sizes))));
  for (let start = 0; start < count; start += step) {
    context.signal.throwIfCancelled();
    const chunk = await context.data.read(start, Math.min(step, count - start));
    chunk.inputs.forEach((values, i) => {
      const t = graph.inputs[i]!;
      if (start === 0) activations.set(t, allocateLike(context.kernels, values, count * sizes[i]!));
      (activations.get(t) as Float32Array).set(values as Float32Array, start * sizes[i]!);
    });
  }
  return activations;
}

/** Runs the segment over all samples and adds its outputs to the activations. */
export async function runSegment(
  model: Model,
  segment: Segment,
  activations: Activations,
  context: StreamContext,
): Promise<void> {
  if (segment.outputs.length === 0) return;
  const bytes = writeModel(segmentModel(model, segment));
  const session = await context.runtime.load(bytes, { threads: context.runtime.info.threads });
  try {
    const { count } = activations;
    const perSample = [...segment.inputs, ...segment.outputs].reduce((n, t) => n + sampleBytes(model, t), 0);
    const step = Math.max(1, Math.min(count, Math.floor(chunkBytes / perSample)));
    for (let start = 0; start < count; start += step) {
      context.signal.throwIfCancelled();
      const some = Math.min(step, count - start);
      const inputs = segment.inputs.map((t) => {
        const values = activations.get(t);
        const size = values.length / count;
        return values.subarray(start * size, (start + some) * size) as TensorValues;
      });
      const outputs = await session.runMany(inputs, some);
      outputs.forEach((values, i) => {
        const t = segment.outputs[i]!;
        const size = values.length / some;
        if (start === 0) activations.set(t, allocateLike(context.kernels, values, size * count));
        (activations.get(t) as Float32Array).set(values as Float32Array, start * size);
      });
    }
  } finally {
    session.close();
  }
}

function allocateLike(kernels: KernelExecutor, like: TensorValues, length: number): TensorValues {
  const memory = kernels.allocate(length * like.BYTES_PER_ELEMENT);
  const make = like.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => TensorValues;
  return new make(memory.buffer, memory.byteOffset, length);
}

/**
 * Throws InputError where a model cannot be run piece by piece. A state that one op alone keeps is no obstacle: the
 * runtime starts every sample from rest.
 */
export function requireSegments(model: Model): void {
  const stateful = sharedState(model);
  if (stateful !== null) {
    throw new InputError(
      "stateful-model",
      "This model keeps state between runs, so its layers cannot be solved one after the other on samples.",
      { tensor: stateful.name },
    );
  }
}

/** A state of the primary subgraph that is not one op's own; null where there is none. */
export function sharedState(model: Model): Tensor | null {
  const { tensors, operators } = model.subgraphs[0]!;
  const users = (t: TensorIndex): number => operators.filter(({ inputs }) => inputs.includes(t)).length;
  const found = tensors.find(
    ({ type, isVariable }, t) => type === TensorType.RESOURCE || (isVariable && users(t) > 1),
  );
  return found ?? null;
}
