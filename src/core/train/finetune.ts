import type { Dataset } from "../data/dataset.ts";
import { opCosts, totalMacs } from "../graph/macs.ts";
import type { CancelSignal, OnProgress } from "../outcome.ts";
import type { Runtime } from "../run/runtime.ts";
import type { Model } from "../tflite/model.ts";
import type { TrainCheckpoint, TrainControl, TrainEvent } from "./events.ts";
import { withParameters } from "./parameters.ts";
import { noQuantization } from "./plan.ts";
import { type Schedule, type TrainOutcome, type TrainSettings, train } from "./train.ts";
import type { Kept } from "./weights.ts";

/** What training needs of its surroundings; a technique's context has it. */
export interface TrainContext {
  readonly runtime: Runtime;
  readonly data: Dataset;
  /** The float model that is imitated. */
  readonly original: Model;
  readonly seed: number;
  readonly progress: OnProgress;
  readonly signal: CancelSignal;
  readonly onTrainEvent?: (event: TrainEvent) => void;
  readonly trainControl?: TrainControl;
  readonly trainResume?: TrainCheckpoint | null;
}

/** What people set; 0 leaves a choice to us. */
export interface TrainWishes {
  readonly epochs: number;
  readonly learningRate: number;
  readonly batch: number;
  /** Share of the original's answers against the labels. */
  readonly teacherShare: number;
}

export const defaultWishes: TrainWishes = { epochs: 0, learningRate: 0, batch: 0, teacherShare: 0.5 };

/** Arithmetic that a training run may take when nothing is said: about five minutes on a small machine. */
const mostOperations = 5e12;
/** Steps after which little is gained. */
const usualSteps = 2500;
/** Fewer where training starts near its end: from weights whose rounding was solved. */
export const stepsFromSolved = 1250;

/** Settings with every choice made; they depend on the model and the data alone, so runs can be repeated. */
export function settingsFor(
  model: Model,
  data: Dataset,
  wishes: TrainWishes,
  seed: number,
  mostSteps = usualSteps,
): TrainSettings {
  const macs = totalMacs(opCosts(model)) ?? 1e8;
  // A step keeps every activation and its columns: about 40 values for each thousand multiplications.
  const batch = wishes.batch || Math.max(4, Math.min(32, 2 ** Math.floor(Math.log2(4e9 / macs))));
  const fitting = Math.min(batch, data.count);
  const stepsPerEpoch = Math.max(1, Math.floor(data.count / fitting));
  // Forward, and twice as much back; a multiplication and an addition each.
  const operations = macs * 6 * data.count;
  const byCost = Math.round(mostOperations / operations);
  const epochs = wishes.epochs || Math.max(2, Math.min(40, byCost, Math.round(mostSteps / stepsPerEpoch)));
  return {
    epochs,
    learningRate: wishes.learningRate,
    batch: fitting,
    teacherShare: wishes.teacherShare,
    seed,
  };
}

/** Hands a run's events on, and its steps as progress too. */
export function withProgress(context: TrainContext): (event: TrainEvent) => void {
  let total = 1;
  return (event) => {
    if (event.type === "start") total = event.epochs * event.stepsPerEpoch;
    if (event.type === "step") context.progress({ phase: "train", done: event.step, total });
    context.onTrainEvent?.(event);
  };
}

/**
 * Trains a float model on, without quantization, to win back what a change of its weights has cost.
 * @param schedule what changes as training goes on, e.g. `gradualPruning`
 */
export async function finetune(
  model: Model,
  options: {
    readonly wishes: TrainWishes;
    readonly keep: Kept;
    readonly schedule?: Schedule;
    readonly key: string;
  },
  context: TrainContext,
): Promise<{ readonly model: Model; readonly outcome: TrainOutcome }> {
  const { data, runtime, signal } = context;
  const settings = settingsFor(model, data, options.wishes, context.seed);
  const outcome = await train({
    model,
    teacher: context.original,
    data,
    runtime,
    plan: noQuantization,
    keep: options.keep,
    schedule: options.schedule,
    settings,
    signal,
    control: context.trainControl,
    resume: context.trainResume,
    onEvent: withProgress(context),
    key: `${options.key} ${JSON.stringify(settings)} ${data.fingerprint}`,
  });
  return { model: withParameters(model, outcome.parameters), outcome };
}
