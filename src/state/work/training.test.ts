import { describe, expect, it } from "vitest";
import type { TrainEvent, TrainMetrics } from "../../core/train/events.ts";
import { type TrainingView, withTrainEvent } from "./training.ts";

const metrics = (accuracy: number): TrainMetrics => ({ loss: 1 - accuracy, accuracy, agreement: null });
const start: TrainEvent = {
  type: "start",
  epochs: 3,
  stepsPerEpoch: 400,
  batch: 32,
  learningRate: 0.001,
  trainingSamples: 900,
  validationSamples: 100,
  original: metrics(0.93),
  before: metrics(0.9),
  history: [],
  bestEpoch: 0,
  limit: null,
};
const step = (i: number): TrainEvent => ({ type: "step", step: i, loss: 1 / (i + 1), learningRate: 0.001 });
const epoch = (i: number, accuracy: number, best: boolean): TrainEvent => ({
  type: "epoch",
  epoch: i,
  validation: metrics(accuracy),
  best,
  checkpoint: {
    key: "k",
    epoch: i,
    epochs: 3,
    learningRate: 0.001,
    bestEpoch: i,
    bestLoss: 0,
    history: [],
    arrays: { w: new Float32Array(1e6) },
    steps: 1,
    ranges: [],
    bestRanges: [],
  },
});
const view = (...events: TrainEvent[]) =>
  events.reduce<TrainingView | null>((now, event) => withTrainEvent(now, event), null)!;

describe("withTrainEvent", () => {
  it("gathers the run and remembers its best epoch", () => {
    const { history, bestEpoch, original, end } = view(
      { type: "phase", message: "calibrating" },
      start,
      epoch(0, 0.91, true),
      epoch(1, 0.925, true),
      epoch(2, 0.92, false),
      { type: "end", end: { reason: "finished" }, bestEpoch: 1 },
    );
    expect(history.map((m) => m.accuracy)).toEqual([0.91, 0.925, 0.92]);
    expect(bestEpoch).toBe(1);
    expect(original?.accuracy).toBe(0.93);
    expect(end).toEqual({ reason: "finished" });
  });

  it("shows a run that goes on with what it had reached", () => {
    const again = { ...start, history: [metrics(0.9), metrics(0.92)], bestEpoch: 2 } as const;
    const { history, bestEpoch, step } = view(again, epoch(3, 0.91, false));
    expect(history.map((m) => m.accuracy)).toEqual([0.9, 0.92, 0.91]);
    expect([bestEpoch, step]).toEqual([1, 800]);
  });

  it("stays small however long the run: no checkpoints, a thinned curve with its newest point", () => {
    const steps = Array.from({ length: 5000 }, (_, i) => step(i));
    const long = view(start, ...steps, epoch(0, 0.9, true));
    expect(long.losses.length).toBeLessThanOrEqual(241);
    const apart = long.losses.slice(1, -1).map((point, i) => point.step - long.losses[i]!.step);
    expect(new Set(apart).size).toBe(1);
    expect(long.losses.at(-1)?.step).toBeGreaterThan(4900);
    expect(JSON.stringify(long).length).toBeLessThan(20_000);
  });
});
