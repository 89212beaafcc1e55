import type { Progress } from "../../core/outcome.ts";
import type { TrainEvent } from "../../core/train/events.ts";

export type OnJobProgress = (progress: Progress) => void;

/** Work that was asked for, with the flag that cancels it: set element 0 to 1. */
export interface JobControl {
  readonly cancelFlag: Int32Array;
  readonly onProgress: OnJobProgress;
  /** Told what happens in training, as it happens. */
  readonly onTrainEvent?: (event: TrainEvent) => void;
  /** One of `TrainFlag`: pauses training, lets it go on, or ends it with the best so far. */
  readonly trainFlag?: Int32Array;
}
