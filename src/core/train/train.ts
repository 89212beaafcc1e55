import type { Dataset } from "../data/dataset.ts";
import { CancelledError, type CancelSignal, InputError } from "../outcome.ts";
import { fixDynamicShapes } from "../run/fix-shapes.ts";
import type { Runtime } from "../run/runtime.ts";
import type { Model } from "../tflite/model.ts";
import { learningRateAt } from "./adam.ts";
import { Batches } from "./batches.ts";
import { divide, TrainingEngine } from "./engine.ts";
import {
  runFreely,
  type TrainCheckpoint,
  type TrainControl,
  type TrainEnd,
  type TrainEvent,
  type TrainMetrics,
} from "./events.ts";
import { type Parameter, parametersOf } from "./parameters.ts";
import type { QuantizationPlan } from "./plan.ts";
import { probeRate } from "./probe.ts";
import { lossOf, observedTensors, type Program, type TrainedOutput } from "./program.ts";
import { type RangeKeeper, rangeKeeper } from "./ranges.ts";
import { openSamples, type SampleSource } from "./samples.ts";
import { type TrainingScope, trainingScope } from "./scope.ts";
import { type Split, shuffled } from "./split.ts";
import { labelledOutput, lossBetween } from "./targets.ts";
import {
  type Kept,
  look,
  move,
  packStates,
  restore,
  type Snapshot,
  snapshot,
  type Trained,
  trainedWeights,
  unpackState,
} from "./weights.ts";

export interface TrainSettings {
  readonly epochs: number;
  /** Learning rate of Adam, or 0 to find one. */
  readonly learningRate: number;
  readonly batch: number;
  /** Share of the original's answers, against the labels, in what is trained for; 1 without labels. */
  readonly teacherShare: number;
  readonly seed: number;
}

/** Changes what may be trained as training goes on, such as which weights are zero. */
export interface Schedule {
  /** Share of training after which the model is what it will be; only then can it be the best. */
  readonly settledAt: number;
  /** Called before each step with the share of training that is done. */
  apply(weights: readonly Trained[], progress: number): void;
}

/** New places and steps of rounding for new ranges of the float model's tensors. */
export type Replan = (
  ranges: ReadonlyMap<number, { readonly min: number; readonly max: number }>,
) => Promise<QuantizationPlan>;

export interface TrainArgs {
  /** Float weights to start from. */
  readonly model: Model;
  /** The original float model: the same graph, the weights that are imitated. */
  readonly teacher: Model;
  readonly data: Dataset;
  readonly runtime: Runtime;
  readonly plan: QuantizationPlan;
  readonly replan?: Replan;
  readonly keep: Kept;
  /** Weights that lie on the plan's grid already, as quantization alone chose them. */
  readonly settled?: ReadonlySet<number>;
  readonly schedule?: Schedule;
  readonly settings: TrainSettings;
  readonly signal: CancelSignal;
  readonly control?: TrainControl;
  readonly onEvent?: (event: TrainEvent) => void;
  /** Goes on where this was taken. Ignored when it is another run's. */
  readonly resume?: TrainCheckpoint | null;
  /** Names the run in checkpoints. */
  readonly key: string;
}

export interface TrainOutcome {
  /** Parameters with the best values, their grids with the best scales. */
  readonly weights: readonly Trained[];
  readonly parameters: readonly Parameter[];
  readonly plan: QuantizationPlan;
  readonly scope: TrainingScope;
  readonly end: TrainEnd;
  readonly before: TrainMetrics;
  readonly best: TrainMetrics;
  readonly bestEpoch: number;
  readonly history: readonly TrainMetrics[];
  readonly split: Split;
}

interface Best {
  readonly epoch: number;
  readonly metrics: TrainMetrics;
  readonly state: Snapshot;
  readonly plan: QuantizationPlan;
  readonly ranges: TrainCheckpoint["ranges"];
}

/**
 * Trains a float model, rounded as the plan says, to give what its teacher or the labels say. Throws InputError for
 * what cannot be started and CancelledError; what breaks on the way ends the run with the best so far.
 */
export async function train(given: TrainArgs): Promise<TrainOutcome> {
  // Trained as it is run: open dimensions fixed, shapes that follow from them known. Places stay.
  const args = {
    ...given,
    model: fixDynamicShapes(given.model),
    teacher: fixDynamicShapes(given.teacher),
  };
  const scope = trainingScope(args.model);
  const outputs = scope.outputs.map((t) => lossOf(args.model, t, args.data.labels !== null));
  const labelled = labelledOutput(outputs, args.data.labels, args.data.count);
  const { data, teacher, runtime, signal } = args;
  if (data.count === 0) throw new InputError("too-few-samples", "There are no samples to train on.");
  args.onEvent?.({ type: "phase", message: "Reading the samples and what the original model says of them" });
  const source = await openSamples({ data, teacher, scope, outputs, runtime, signal });
  const parameters = parametersOf(args.model, scope.ops);
  const scaled = await withVariances(source, outputs);
  const teacherShare = labelled >= 0 ? args.settings.teacherShare : 1;
  const program = { model: args.model, scope, parameters, outputs: scaled, plan: args.plan, teacherShare };
  const division = await divide({ runtime, program, teacher, source, batch: args.settings.batch });
  const engine = new TrainingEngine(division, program);
  try {
    await engine.load(args.plan);
    const batches = new Batches(source, program, data.labels, labelled, args.settings.seed);
    return await new Run(args, program, engine, batches).run();
  } finally {
    engine.close();
    source.close();
  }
}

/** Squared errors are counted in variances of what the original gives, so that outputs weigh alike. */
async function withVariances(
  source: SampleSource,
  outputs: readonly TrainedOutput[],
): Promise<TrainedOutput[]> {
  if (outputs.every((o) => o.loss.kind !== "squares")) return [...outputs];
  const { teacher } = await source.gather(Array.from({ length: Math.min(64, source.count) }, (_, i) => i));
  return outputs.map((o, i) => {
    if (o.loss.kind !== "squares") return o;
    const values = teacher[i]!;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    return { ...o, loss: { kind: "squares", variance: Math.max(variance, 1e-6) } };
  });
}

class Run {
  private readonly args: TrainArgs;
  private readonly program: Omit<Program, "batch">;
  private readonly engine: TrainingEngine;
  private readonly batches: Batches;
  private readonly weights: Trained[];
  private readonly ranges: RangeKeeper | null;
  private plan: QuantizationPlan;
  private history: TrainMetrics[] = [];
  private best!: Best;
  private steps = 0;

  constructor(args: TrainArgs, program: Omit<Program, "batch">, engine: TrainingEngine, batches: Batches) {
    this.args = args;
    this.program = program;
    this.engine = engine;
    this.batches = batches;
    this.plan = args.plan;
    this.weights = trainedWeights(program.parameters, args.plan, args.keep, args.settled);
    this.ranges = args.replan === undefined ? null : rangeKeeper(args.plan, observedTensors(program));
  }

  private get seen(): Float32Array[] {
    return this.weights.map((w) => w.seen);
  }

  async run(): Promise<TrainOutcome> {
    const { settings, onEvent, schedule } = this.args;
    const original = await this.batches.measure(async ({ teacher }) => [...teacher]);
    const before = await this.validate();
    this.best = this.asBest(0, before);
    if (this.ranges !== null) this.ranges.begin(await this.observe());
    const resumed = await this.resume();
    const rate = resumed?.learningRate ?? (settings.learningRate || (await this.probe()));
    const stepsPerEpoch = Math.max(1, Math.floor(this.batches.training.length / settings.batch));
    onEvent?.({
      type: "start",
      epochs: settings.epochs,
      stepsPerEpoch,
      batch: settings.batch,
      learningRate: rate,
      trainingSamples: this.batches.training.length,
      validationSamples: this.batches.validation.length,
      original,
      before,
      history: [...this.history],
      bestEpoch: this.best.epoch,
      limit: this.program.scope.limit,
    });
    let end: TrainEnd = { reason: "finished" };
    try {
      for (let epoch = resumed?.epoch ?? 0; epoch < settings.epochs; epoch++) {
        const whole = await this.epoch(epoch, rate, stepsPerEpoch);
        if (!whole) end = { reason: "stopped" };
        await this.closeEpoch(epoch + 1, rate, schedule);
        if (!whole) break;
      }
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      if (!(error instanceof InputError)) throw error;
      end = { reason: "broke", code: error.code, message: error.message };
    }
    onEvent?.({ type: "end", end, bestEpoch: this.best.epoch });
    restore(this.weights, this.best.state);
    const { parameters, scope } = this.program;
    const { plan, metrics, epoch } = this.best;
    return {
      weights: this.weights,
      parameters,
      plan,
      scope,
      end,
      before,
      best: metrics,
      bestEpoch: epoch,
      history: this.history,
      split: this.batches,
    };
  }

  /** One pass over the samples; false where it was stopped. */
  private async epoch(epoch: number, rate: number, stepsPerEpoch: number): Promise<boolean> {
    const { settings, signal, schedule, onEvent } = this.args;
    const control = this.args.control ?? runFreely;
    const order = shuffled(this.batches.training, settings.seed * 7919 + epoch + 1);
    const total = settings.epochs * stepsPerEpoch;
    for (let k = 0; k < stepsPerEpoch; k++) {
      await control.whileRunning(signal);
      signal.throwIfCancelled();
      if (control.stop) return false;
      const at = epoch * stepsPerEpoch + k;
      schedule?.apply(this.weights, at / total);
      const indices = Array.from(
        { length: settings.batch },
        (_, i) => order[(k * settings.batch + i) % order.length]!,
      );
      const learningRate = learningRateAt(rate, at, total);
      const loss = await this.step(indices, learningRate);
      if (!Number.isFinite(loss)) {
        throw new InputError(
          "train-diverged",
          `The loss stopped being a number in epoch ${epoch + 1}; the learning rate of ${rate} is too high for this model, or an input is not a number.`,
        );
      }
      onEvent?.({ type: "step", step: at + 1, loss, learningRate });
    }
    schedule?.apply(this.weights, (epoch + 1) / settings.epochs);
    return true;
  }

  private async step(indices: readonly number[], learningRate: number): Promise<number> {
    const { inputs, targets, step } = await this.batches.gather(indices);
    const { predictions, gradients } = await this.engine.step(inputs, step, this.seen, indices.length);
    const loss = lossBetween(predictions, targets, this.program.outputs);
    if (!Number.isFinite(loss)) return loss;
    this.steps++;
    this.weights.forEach((w, i) => move(w, gradients[i]!, learningRate, this.steps));
    return loss;
  }

  private validate(limit?: number): Promise<TrainMetrics> {
    return this.batches.measure(({ inputs }, count) => this.engine.forward(inputs, this.seen, count), limit);
  }

  private async closeEpoch(epoch: number, rate: number, schedule: Schedule | undefined): Promise<void> {
    const { settings } = this.args;
    const share = epoch / settings.epochs;
    for (const w of this.weights) look(w);
    // Ranges follow the weights over the first two thirds and then stay, so that the rest is trained for what is exported.
    if (this.ranges !== null && share <= 2 / 3) await this.refreshRanges();
    const metrics = await this.validate();
    if (!Number.isFinite(metrics.loss))
      throw new InputError("train-diverged", "The validation loss stopped being a number.");
    this.history.push(metrics);
    const settled = share >= (schedule?.settledAt ?? 0);
    const wasSettled = this.best.epoch / settings.epochs >= (schedule?.settledAt ?? 0);
    const best = settled && (!wasSettled || metrics.loss < this.best.metrics.loss);
    if (best) this.best = this.asBest(epoch, metrics);
    this.args.onEvent?.({
      type: "epoch",
      epoch,
      validation: metrics,
      best,
      checkpoint: this.checkpoint(epoch, rate),
    });
  }

  private asBest(epoch: number, metrics: TrainMetrics): Best {
    const ranges = this.ranges?.saved() ?? [];
    return { epoch, metrics, state: snapshot(this.weights), plan: this.plan, ranges };
  }

  /** Extremes of what is rounded, on some of the samples that are trained on. */
  private async observe(): Promise<Float32Array> {
    const indices = this.batches.training.slice(0, 256);
    const { inputs } = await this.batches.gather(indices);
    return this.engine.observe(inputs, this.seen, indices.length);
  }

  private async refreshRanges(): Promise<void> {
    this.ranges!.follow(await this.observe());
    this.plan = await this.args.replan!(this.ranges!.current());
    await this.engine.load(this.plan);
  }

  private async probe(): Promise<number> {
    this.args.onEvent?.({ type: "phase", message: "Looking for a learning rate" });
    const start = snapshot(this.weights);
    const { batch, seed } = this.args.settings;
    const order = shuffled(this.batches.training, seed + 17);
    const rate = await probeRate({
      signal: this.args.signal,
      reset: () => {
        restore(this.weights, start);
        // What counts is how fast the model recovers from what the schedule ends with.
        this.args.schedule?.apply(this.weights, 0);
        this.args.schedule?.apply(this.weights, 1);
        this.steps = 0;
      },
      step: (k, learningRate) =>
        this.step(
          Array.from({ length: batch }, (_, i) => order[(k * batch + i) % order.length]!),
          learningRate,
        ),
      judge: async () => (await this.validate(512)).loss,
    });
    restore(this.weights, start);
    this.steps = 0;
    // What gains most within a few steps is too high for the long run.
    return rate / 2;
  }

  private checkpoint(epoch: number, learningRate: number): TrainCheckpoint {
    const { best, history, steps } = this;
    return {
      key: this.args.key,
      epoch,
      epochs: this.args.settings.epochs,
      learningRate,
      bestEpoch: best.epoch,
      bestLoss: best.metrics.loss,
      history: [...history],
      steps,
      ranges: this.ranges?.saved() ?? [],
      bestRanges: best.ranges,
      arrays: packStates({ now: snapshot(this.weights), best: best.state }),
    };
  }

  private async resume(): Promise<TrainCheckpoint | null> {
    const { resume, key, settings } = this.args;
    if (resume == null || resume.key !== key || resume.epochs !== settings.epochs) return null;
    let bestPlan = this.plan;
    if (this.ranges !== null && resume.ranges.length > 0) {
      this.ranges.load(resume.bestRanges);
      bestPlan = await this.args.replan!(this.ranges.current());
      this.ranges.load(resume.ranges);
      this.plan = await this.args.replan!(this.ranges.current());
      await this.engine.load(this.plan);
    }
    this.history = [...resume.history];
    const metrics = resume.bestEpoch > 0 ? resume.history[resume.bestEpoch - 1]! : this.best.metrics;
    const ranges = resume.bestRanges;
    this.best = {
      epoch: resume.bestEpoch,
      metrics,
      state: unpackState(resume, "best"),
      plan: bestPlan,
      ranges,
    };
    restore(this.weights, unpackState(resume, "now"));
    this.steps = resume.steps;
    return resume;
  }
}
