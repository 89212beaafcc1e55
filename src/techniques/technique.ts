import type { StatisticsCache } from "../core/calibration/cache.ts";
import type { Dataset } from "../core/data/dataset.ts";
import type { KernelExecutor } from "../core/kernels/executor.ts";
import type { CancelSignal, OnProgress } from "../core/outcome.ts";
import type { Runtime } from "../core/run/runtime.ts";
import type { Model } from "../core/tflite/model.ts";
import type { TrainCheckpoint, TrainControl, TrainEvent } from "../core/train/events.ts";

export type TechniqueId =
  | "float16"
  | "dynamic-int8"
  | "weight-int8"
  | "weight-int4"
  | "int8"
  | "int16x8"
  | "prune"
  | "cluster"
  | "qat";

/** What a technique must be given besides the model. */
export type DataNeed = "none" | "optional" | "required";

export type OptionSpec =
  | { readonly type: "boolean"; readonly default: boolean; readonly help: string }
  | {
      readonly type: "number";
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly integer?: boolean;
      /** Whether 0 leaves the choice to the technique. */
      readonly zeroChooses?: boolean;
      /** Whether it is a share, which people read in per cent. */
      readonly share?: boolean;
      readonly help: string;
    }
  | {
      readonly type: "choice";
      readonly default: string;
      readonly choices: readonly string[];
      readonly help: string;
    }
  | { readonly type: "text"; readonly default: string; readonly help: string };

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionValue = boolean | number | string;
type ValueOf<O extends OptionSpec> = O extends { type: "boolean" }
  ? boolean
  : O extends { type: "number" }
    ? number
    : string;
export type OptionsOf<S extends OptionSpecs> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** What happened to one op: the line in the per-op report. */
export interface OpReport {
  readonly subgraph: number;
  readonly op: number;
  /** Builtin or custom name, e.g. `DEPTHWISE_CONV_2D`. */
  readonly opName: string;
  /** Name of the op's first output, by which people know it. */
  readonly tensor: string;
  readonly action: "changed" | "kept";
  /** What was done ("weights to int8, one scale per output channel"), or why nothing was. */
  readonly detail: string;
  /** Bytes of the op's constants before and after. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface TechniqueWarning {
  readonly code: string;
  readonly message: string;
  readonly tensor?: string;
}

/** What a trained file has seen, so that it is judged on other samples. */
export interface TrainedOn {
  /** Fingerprint of the data. */
  readonly data: string;
  readonly training: number;
  /** Places of the samples that were held apart, in order; none where all were trained on. */
  readonly heldApart: readonly number[];
}

export interface TechniqueResult {
  readonly model: Model;
  readonly report: readonly OpReport[];
  readonly warnings: readonly TechniqueWarning[];
  /** What training saw, where there was any. */
  readonly trained?: TrainedOn;
  /** Set where nothing was done on purpose, e.g. the model is already int8; the model is then the input itself. */
  readonly unchanged?: string;
}

export interface TechniqueContext {
  readonly kernels: KernelExecutor;
  /** Runs models (calibration, reconstruction, training). Null where the host has none. */
  readonly runtime: Runtime | null;
  /** The representative dataset, already limited to the samples to use. */
  readonly data: Dataset | null;
  /** All samples, for techniques that train; `data` where it is absent. */
  readonly trainingData?: Dataset | null;
  /** For `a+b`: what the earlier steps did, so that zeros stay zero and clusters stay clusters. */
  readonly keep: { readonly sparsity: boolean; readonly clusters: boolean };
  /** The float model that the first step started from; equal to `model` for the first step. */
  readonly original: Model;
  readonly seed: number;
  /** Keeps calibration statistics from one run to the next of the same model and data. */
  readonly statisticsCache?: StatisticsCache;
  readonly progress: OnProgress;
  readonly signal: CancelSignal;
  /** Told what happens in training, as plain data. */
  readonly onTrainEvent?: (event: TrainEvent) => void;
  /** Pauses training or ends it early. */
  readonly trainControl?: TrainControl;
  /** Where an interrupted run goes on. */
  readonly trainResume?: TrainCheckpoint | null;
}

/** What a technique is, without the code that applies it: all that the page needs to show it. */
export interface TechniqueMeta<S extends OptionSpecs = OptionSpecs> {
  readonly id: TechniqueId;
  /** As people see it; tests find rows by it. */
  readonly label: string;
  /** One sentence: what it does and what for. */
  readonly summary: string;
  /** `structure` changes which values weights may have and can be followed by one `quantization`. */
  readonly kind: "structure" | "quantization";
  readonly data: DataNeed;
  /** Whether labels are of use. */
  readonly labels: DataNeed;
  readonly hardware: string;
  readonly expectedSize: string;
  /** The same where the model's weights are float16 already; left out where that makes no difference. */
  readonly expectedOfFloat16?: string;
  readonly options: S;
}

/** One way to make a model smaller or faster. A folder under src/techniques each, listed in index.ts. */
export interface Technique<S extends OptionSpecs = OptionSpecs> extends TechniqueMeta<S> {
  /** Pure over the model: the input is not changed. Throws InputError; honours `signal`. */
  apply(model: Model, options: OptionsOf<S>, context: TechniqueContext): Promise<TechniqueResult>;
}

/** A technique with its options' types checked, as one of the list. */
export const defineTechnique = <S extends OptionSpecs>(technique: Technique<S>): Technique =>
  technique as unknown as Technique;

/** Keeps the literal types of the options. */
export const defineMeta = <const S extends OptionSpecs>(meta: TechniqueMeta<S>): TechniqueMeta<S> => meta;
