import type { CancelSignal } from "../outcome.ts";

/** How well the model in training does on the samples held apart. */
export interface TrainMetrics {
  /** Mean over the samples of the loss that is trained on. */
  readonly loss: number;
  /** Share of samples whose first choice is the label; null without labels. */
  readonly accuracy: number | null;
  /** Share of samples whose first choice is the original's; null where the output is no vector of scores. */
  readonly agreement: number | null;
}

/** All that a run needs to go on later, as plain data that can be cloned and stored. */
export interface TrainCheckpoint {
  /** Names the model, the data and the settings; a checkpoint of another run is refused. */
  readonly key: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly bestEpoch: number;
  readonly bestLoss: number;
  readonly history: readonly TrainMetrics[];
  /** Trained values, optimizer state and scales, by name. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
  readonly steps: number;
  /** Ranges of the activations now, and those of the best epoch. */
  readonly ranges: readonly (readonly [tensor: number, min: number, max: number])[];
  readonly bestRanges: readonly (readonly [tensor: number, min: number, max: number])[];
}

/** Why a run ended. */
export type TrainEnd =
  | { readonly reason: "finished" }
  | { readonly reason: "stopped" }
  | { readonly reason: "no-progress"; readonly message: string }
  | { readonly reason: "broke"; readonly code: string; readonly message: string };

/** What happens during training, in order: `start`, `step` and `epoch` in turn, `end`. Plain data. */
export type TrainEvent =
  | { readonly type: "phase"; readonly message: string }
  | {
      readonly type: "start";
      readonly epochs: number;
      readonly stepsPerEpoch: number;
      readonly batch: number;
      readonly learningRate: number;
      readonly trainingSamples: number;
      readonly validationSamples: number;
      /** The original model on the samples held apart. */
      readonly original: TrainMetrics;
      /** The model as training finds it: quantized after training, or pruned. */
      readonly before: TrainMetrics;
      /** Of a run that goes on: what its epochs so far gave; none for a new one. */
      readonly history: readonly TrainMetrics[];
      /** Counted from 1; 0 where the model before training is the best so far. */
      readonly bestEpoch: number;
      /** A sentence where only a part of the model is trained. */
      readonly limit: string | null;
    }
  | { readonly type: "step"; readonly step: number; readonly loss: number; readonly learningRate: number }
  | {
      readonly type: "epoch";
      readonly epoch: number;
      readonly validation: TrainMetrics;
      readonly best: boolean;
      readonly checkpoint: TrainCheckpoint;
    }
  | { readonly type: "end"; readonly end: TrainEnd; readonly bestEpoch: number };

/** Steers a run from outside. */
export interface TrainControl {
  /** True once the run is to end early with the best so far. */
  readonly stop: boolean;
  /** Resolves at once, or when a pause is over. */
  whileRunning(signal: CancelSignal): Promise<void>;
}

export const runFreely: TrainControl = { stop: false, async whileRunning() {} };

/** Values of a control flag. */
export const TrainFlag = { run: 0, pause: 1, stop: 2 } as const;

/**
 * A control over one int32, best in shared memory. During a pause it looks at the flag and at the cancel signal every
 * 0.1 s.
 * @param sleep resolves after so many milliseconds
 */
export function flagTrainControl(flag: Int32Array, sleep: (ms: number) => Promise<void>): TrainControl {
  return {
    get stop() {
      return Atomics.load(flag, 0) === TrainFlag.stop;
    },
    async whileRunning(signal) {
      while (Atomics.load(flag, 0) === TrainFlag.pause) {
        signal.throwIfCancelled();
        await sleep(100);
      }
    },
  };
}
