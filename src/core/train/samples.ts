import type { Dataset, SampleChunk } from "../data/dataset.ts";
import { elementCount } from "../graph/index.ts";
import type { CancelSignal } from "../outcome.ts";
import type { Runtime, Session } from "../run/runtime.ts";
import { copyModel, type Model, type TensorIndex } from "../tflite/model.ts";
import { writeModel } from "../tflite/write.ts";
import type { TrainedOutput } from "./program.ts";
import type { TrainingScope } from "./scope.ts";

/** Some samples as training wants them, one after the other. */
export interface TrainingSamples {
  /** Values of each tensor of the scope's boundary. */
  readonly inputs: readonly Float32Array[];
  /** What the original model gives: a distribution or values, for each trained output. */
  readonly teacher: readonly Float32Array[];
}

/** Gives samples in any order. */
export interface SampleSource {
  readonly count: number;
  gather(indices: readonly number[]): Promise<TrainingSamples>;
  close(): void;
}

/** Decoded samples are kept in memory up to this many bytes; else they are decoded each time they are used. */
const mostBytes = 512e6;
const chunk = 64;

/** Runs the parts of the original model that training needs of each sample: what comes before the scope, and the outputs. */
class Preparation {
  private readonly slots: readonly {
    readonly from: "input" | "session";
    readonly at: number;
    readonly elements: number;
  }[];
  private readonly outputs: readonly TrainedOutput[];
  private readonly session: Session;
  private readonly inputTypes: number;

  constructor(
    session: Session,
    slots: Preparation["slots"],
    outputs: readonly TrainedOutput[],
    inputs: number,
  ) {
    this.session = session;
    this.slots = slots;
    this.outputs = outputs;
    this.inputTypes = inputs;
  }

  async run({ inputs, count }: SampleChunk): Promise<TrainingSamples> {
    const results = (await this.session.runMany(inputs.slice(0, this.inputTypes), count)) as Float32Array[];
    const values = this.slots.map(
      ({ from, at }) => (from === "input" ? inputs[at]! : results[at]!) as Float32Array,
    );
    const teacher = this.outputs.map((o, i) =>
      o.loss.kind === "scores" ? softmaxRows(results[i]!, o.classes) : results[i]!,
    );
    return { inputs: values, teacher };
  }

  close(): void {
    this.session.close();
  }
}

export function softmaxRows(values: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += classes) {
    const row = values.subarray(start, start + classes);
    const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    let total = 0;
    for (let i = 0; i < classes; i++) total += out[start + i] = Math.exp(row[i]! - most);
    for (let i = 0; i < classes; i++) out[start + i]! /= total;
  }
  return out;
}

/** The teacher with the boundary's computed tensors as further outputs. */
function exposing(teacher: Model, outputs: readonly TensorIndex[]): Model {
  const model = copyModel(teacher);
  model.subgraphs[0]!.outputs = [...outputs];
  model.signatureDefs = null;
  return model;
}

/**
 * Opens the samples for training.
 * @param teacher the original model; its tensors are numbered as those of the model in training
 */
export async function openSamples(args: {
  readonly data: Dataset;
  readonly teacher: Model;
  readonly scope: TrainingScope;
  readonly outputs: readonly TrainedOutput[];
  readonly runtime: Runtime;
  readonly signal: CancelSignal;
  readonly onDone?: (done: number) => void;
}): Promise<SampleSource> {
  const { data, teacher, scope, outputs, runtime, signal } = args;
  const graph = teacher.subgraphs[0]!;
  const wanted = outputs.map((o) => o.tensor);
  const slots = scope.boundary.map((t) => {
    const elements = elementCount(graph.tensors[t]!.shape);
    const input = graph.inputs.indexOf(t);
    if (input >= 0) return { from: "input" as const, at: input, elements };
    return { from: "session" as const, at: wanted.push(t) - 1, elements };
  });
  const session = await runtime.load(writeModel(exposing(teacher, wanted)));
  const preparation = new Preparation(session, slots, outputs, graph.inputs.length);
  const inputSizes = slots.map((s) => s.elements);
  const targetSizes = outputs.map((o) => o.elements);
  const bytes = 4 * data.count * [...inputSizes, ...targetSizes].reduce((n, s) => n + s, 0);
  if (bytes > mostBytes) return streaming(data, preparation, inputSizes, targetSizes);

  const all = {
    inputs: inputSizes.map((size) => new Float32Array(size * data.count)),
    teacher: targetSizes.map((size) => new Float32Array(size * data.count)),
  };
  for (let start = 0; start < data.count; start += chunk) {
    signal.throwIfCancelled();
    const part = await preparation.run(await data.read(start, Math.min(chunk, data.count - start)));
    part.inputs.forEach((values, i) => all.inputs[i]!.set(values, start * inputSizes[i]!));
    part.teacher.forEach((values, i) => all.teacher[i]!.set(values, start * targetSizes[i]!));
    args.onDone?.(Math.min(data.count, start + chunk));
  }
  preparation.close();
  const pick = (values: Float32Array, size: number, indices: readonly number[]): Float32Array => {
    const out = new Float32Array(size * indices.length);
    indices.forEach((index, k) => out.set(values.subarray(index * size, (index + 1) * size), k * size));
    return out;
  };
  return {
    count: data.count,
    gather: async (indices) => ({
      inputs: all.inputs.map((values, i) => pick(values, inputSizes[i]!, indices)),
      teacher: all.teacher.map((values, i) => pick(values, targetSizes[i]!, indices)),
    }),
    close() {},
  };
}

function streaming(
  data: Dataset,
  preparation: Preparation,
  inputSizes: readonly number[],
  targetSizes: readonly number[],
): SampleSource {
  return {
    count: data.count,
    async gather(indices) {
      const inputs = inputSizes.map((size) => new Float32Array(size * indices.length));
      const teacher = targetSizes.map((size) => new Float32Array(size * indices.length));
      for (const [k, index] of indices.entries()) {
        const part = await preparation.run(await data.read(index, 1));
        part.inputs.forEach((values, i) => inputs[i]!.set(values, k * inputSizes[i]!));
        part.teacher.forEach((values, i) => teacher[i]!.set(values, k * targetSizes[i]!));
      }
      return { inputs, teacher };
    },
    close: () => preparation.close(),
  };
}
