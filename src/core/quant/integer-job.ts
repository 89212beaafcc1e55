// What turning a graph to integers is asked with, and what it works with.
import type { CalibrationMethod, Range } from "../calibration/range.ts";
import type { TensorStatistics } from "../calibration/statistics.ts";
import type { Dataset } from "../data/dataset.ts";
import type { KernelExecutor } from "../kernels/executor.ts";
import type { LstmStatistics } from "../lstm/statistics.ts";
import type { CancelSignal, OnProgress } from "../outcome.ts";
import type { Runtime } from "../run/runtime.ts";
import type { OperatorIndex, TensorIndex } from "../tflite/model.ts";
import type { BorderType } from "./border.ts";
import type { OpChoice } from "./plan.ts";
import type { PresetWeights } from "./weights.ts";

export interface IntegerOptions {
  /** Precision of each op of the primary subgraph. */
  choose(op: OperatorIndex): OpChoice;
  readonly calibration: CalibrationMethod;
  /** For `percentile`: share of the values kept, in percent. */
  readonly percentile: number;
  readonly perChannel: boolean;
  readonly biasCorrection: boolean;
  /** Fail, with their list, where ops would stay float that were not asked to. */
  readonly strict: boolean;
  readonly border: BorderType;
  /** Ranges to take as they are; those of other tensors are calibrated. */
  readonly ranges?: ReadonlyMap<TensorIndex, Range>;
  /** Integer weights chosen elsewhere, by op. */
  readonly preset?: ReadonlyMap<OperatorIndex, PresetWeights>;
  /** Choose the integers of LSTM weights on the samples; null rounds each to the nearest. */
  readonly solveLstms: { readonly keepZeros: boolean } | null;
}

export interface IntegerContext {
  readonly kernels: KernelExecutor;
  readonly runtime: Runtime;
  readonly data: Dataset;
  readonly progress: OnProgress;
  readonly signal: CancelSignal;
  /** Statistics to take as they are, instead of a calibration. */
  readonly statistics?: ReadonlyMap<TensorIndex, TensorStatistics>;
  /** What earlier calibrations of the same model on the same data saw; what is missing is added. */
  readonly known?: Map<TensorIndex, TensorStatistics> | undefined;
  /** The same of what happens inside LSTMs. */
  readonly knownLstms?: Map<OperatorIndex, LstmStatistics> | undefined;
}
