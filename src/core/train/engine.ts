import { InputError } from "../outcome.ts";
import type { Runtime, Session } from "../run/runtime.ts";
import type { Model } from "../tflite/model.ts";
import { parametersOf } from "./parameters.ts";
import { noQuantization } from "./plan.ts";
import { type Program, writeForwardPass, writeObserver, writeStep } from "./program.ts";
import type { SampleSource } from "./samples.ts";

/** What one run of the step gave, over the whole batch. */
export interface StepResult {
  readonly predictions: readonly Float32Array[];
  /** Gradient of each parameter, of the loss averaged over the batch; owned by the caller. */
  readonly gradients: readonly Float32Array[];
}

/** How a batch is divided. */
export interface Division {
  /** Samples of one run of the graph. */
  readonly size: number;
  /** Runtimes that run parts side by side. */
  readonly hosts: readonly Runtime[];
}

/**
 * Finds how many samples the graph can take at once: as many as fit, checked against the model itself run sample by
 * sample. A model whose graph ties samples to their place (a first axis that is not the batch) takes one at a time.
 */
export async function divide(args: {
  readonly runtime: Runtime;
  readonly program: Omit<Program, "batch">;
  readonly teacher: Model;
  readonly source: SampleSource;
  readonly batch: number;
}): Promise<Division> {
  const { runtime, program, teacher, source, batch } = args;
  const hosts = (runtime.members ?? [runtime]).slice(0, batch);
  const parameters = parametersOf(teacher, program.scope.ops);
  // Parts of one size, so that every sample counts alike.
  const fitting = Array.from({ length: Math.floor(batch / hosts.length) }, (_, i) => i + 1).filter(
    (n) => batch % n === 0,
  );
  const sizes = fitting.toReversed().slice(0, -1);
  let reason: unknown = null;
  for (const size of [...sizes, 1]) {
    try {
      const plain = { ...program, model: teacher, parameters, plan: noQuantization, batch: size };
      const step = await hosts[0]!.load(writeStep({ ...program, batch: size }));
      step.close();
      const session = await hosts[0]!.load(writeForwardPass(plain));
      const samples = await source.gather(Array.from({ length: size }, (_, i) => i % source.count));
      const got = (await session.run([
        ...samples.inputs,
        ...parameters.map((p) => p.values),
      ])) as Float32Array[];
      session.close();
      if (got.every((values, i) => isNear(values, samples.teacher[i]!))) return { size, hosts };
      reason = null;
    } catch (error) {
      reason = error;
    }
  }
  if (reason !== null) throw reason;
  throw new InputError(
    "train-disagrees",
    "The trainable form of this model does not give what the model gives, so it was not trained.",
  );
}

function isNear(got: Float32Array, expected: Float32Array): boolean {
  let most = 1e-6;
  for (const v of expected) most = Math.max(most, Math.abs(v));
  return got.length === expected.length && got.every((v, i) => Math.abs(v - expected[i]!) <= 1e-3 * most);
}

/** The loaded graphs of a program. */
export class TrainingEngine {
  private steps: Session[] = [];
  private forwards: Session[] = [];
  private observer: Session | null = null;
  private readonly division: Division;
  private program: Program;

  constructor(division: Division, program: Omit<Program, "batch">) {
    this.division = division;
    this.program = { ...program, batch: division.size };
  }

  /** Loads the graphs anew, for a plan that rounds elsewhere. */
  async load(plan: Program["plan"]): Promise<void> {
    this.close();
    this.program = { ...this.program, plan };
    const several = (bytes: Uint8Array) => Promise.all(this.division.hosts.map((host) => host.load(bytes)));
    this.steps = await several(writeStep(this.program));
    this.forwards = await several(writeForwardPass(this.program));
  }

  close(): void {
    for (const session of [...this.steps, ...this.forwards]) session.close();
    this.observer?.close();
    this.steps = [];
    this.forwards = [];
    this.observer = null;
  }

  /** Predictions and gradients of a batch. Parts are added up in order, so that the sum does not hang on timing. */
  async step(
    samples: readonly Float32Array[],
    targets: readonly Float32Array[],
    weights: readonly Float32Array[],
    count: number,
  ): Promise<StepResult> {
    const outputs = this.program.outputs.length;
    const parts = await this.run(this.steps, [...samples, ...targets], weights, count);
    const [first, ...others] = parts.map((part) => part.slice(outputs));
    const gradients = first!;
    gradients.forEach((sum, i) => {
      for (const other of others) for (let k = 0; k < sum.length; k++) sum[k]! += other[i]![k]!;
      if (others.length > 0) for (let k = 0; k < sum.length; k++) sum[k]! /= parts.length;
    });
    return { predictions: joined(parts, outputs), gradients };
  }

  /** Predictions for any number of samples. */
  async forward(
    samples: readonly Float32Array[],
    weights: readonly Float32Array[],
    count: number,
  ): Promise<Float32Array[]> {
    const parts = await this.run(this.forwards, samples, weights, count);
    return joined(parts, this.program.outputs.length).map((values, i) =>
      values.subarray(0, count * this.program.outputs[i]!.elements),
    );
  }

  /** Least and largest values over the samples of each tensor that is rounded: [minimum, maximum, …]. */
  async observe(
    samples: readonly Float32Array[],
    weights: readonly Float32Array[],
    count: number,
  ): Promise<Float32Array> {
    this.observer ??= await this.division.hosts[0]!.load(writeObserver(this.program));
    const parts = await this.run([this.observer], samples, weights, count);
    return Float32Array.from(parts[0]!, (_, i) => {
      const values = parts.map((part) => part[i]![0]!);
      return i % 2 === 0 ? Math.min(...values) : Math.max(...values);
    });
  }

  /** Cuts samples into parts of the graph's batch and runs them over the sessions; the last part is filled up. */
  private async run(
    sessions: readonly Session[],
    perSample: readonly Float32Array[],
    weights: readonly Float32Array[],
    count: number,
  ): Promise<Float32Array[][]> {
    const { size } = this.division;
    const parts: Float32Array[][] = [];
    const total = Math.ceil(count / size);
    const work = async (session: Session, start: number): Promise<void> => {
      for (let p = start; p < total; p += sessions.length) {
        const inputs = perSample.map((values) => portion(values, values.length / count, p * size, size));
        parts[p] = (await session.run([...inputs, ...weights])) as Float32Array[];
      }
    };
    await Promise.all(sessions.map(work));
    return parts;
  }
}

/** `size` samples from `start`; where they end early the last one is repeated. */
function portion(values: Float32Array, each: number, start: number, size: number): Float32Array {
  const end = (start + size) * each;
  if (end <= values.length) return values.subarray(start * each, end);
  const out = new Float32Array(size * each);
  out.set(values.subarray(start * each));
  const last = values.subarray(values.length - each);
  for (let at = values.length - start * each; at < out.length; at += each) out.set(last, at);
  return out;
}

function joined(parts: readonly (readonly Float32Array[])[], outputs: number): Float32Array[] {
  return Array.from({ length: outputs }, (_, i) => {
    const whole = new Float32Array(parts.reduce((n, part) => n + part[i]!.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part[i]!, at);
      at += part[i]!.length;
    }
    return whole;
  });
}
