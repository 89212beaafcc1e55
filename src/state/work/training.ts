// What the page shows of a training run, gathered from its events. Checkpoints hold megabytes and stay out.
import type { TrainEnd, TrainEvent, TrainMetrics } from "../../core/train/events.ts";

export interface TrainingView {
  /** What happens before and between epochs, e.g. the calibration. */
  readonly phase: string | null;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly trainingSamples: number;
  readonly validationSamples: number;
  readonly original: TrainMetrics | null;
  readonly before: TrainMetrics | null;
  readonly limit: string | null;
  readonly step: number;
  /** Training loss over evenly spaced steps and at the last one, at most one more than {@link mostPoints}. */
  readonly losses: readonly { readonly step: number; readonly loss: number }[];
  /** On the samples held apart, an entry an epoch. */
  readonly history: readonly TrainMetrics[];
  /** Counted from 0; null before the first epoch's end. */
  readonly bestEpoch: number | null;
  readonly end: TrainEnd | null;
  readonly steering: "run" | "pause" | "stop";
}

const mostPoints = 240;

const fresh: TrainingView = {
  phase: null,
  epochs: 0,
  stepsPerEpoch: 0,
  batch: 0,
  learningRate: 0,
  trainingSamples: 0,
  validationSamples: 0,
  original: null,
  before: null,
  limit: null,
  step: 0,
  losses: [],
  history: [],
  bestEpoch: null,
  end: null,
  steering: "run",
};

export function withTrainEvent(view: TrainingView | null, event: TrainEvent): TrainingView {
  const now = view ?? fresh;
  switch (event.type) {
    case "phase":
      return { ...now, phase: event.message };
    case "start": {
      const { type: _, bestEpoch, ...facts } = event;
      return {
        ...fresh,
        ...facts,
        bestEpoch: bestEpoch === 0 ? null : bestEpoch - 1,
        step: event.history.length * event.stepsPerEpoch,
        steering: now.steering,
      };
    }
    case "step":
      return {
        ...now,
        phase: null,
        step: event.step,
        learningRate: event.learningRate,
        losses: thinned([...now.losses, { step: event.step, loss: event.loss }]),
      };
    case "epoch":
      return {
        ...now,
        history: [...now.history, event.validation],
        bestEpoch: event.best ? now.history.length : now.bestEpoch,
      };
    case "end":
      return { ...now, phase: null, end: event.end };
  }
}

/** Evenly spaced steps, further apart as there are more, and always the last. */
function thinned(points: TrainingView["losses"]): TrainingView["losses"] {
  const last = points.at(-1)!;
  const apart = 2 ** Math.max(0, Math.ceil(Math.log2(last.step / mostPoints)));
  return points.filter((point) => point === last || point.step % apart === 0);
}

/** The measure that people read: accuracy with labels, else agreement with the original. */
export const score = (metrics: TrainMetrics): number | null => metrics.accuracy ?? metrics.agreement;
