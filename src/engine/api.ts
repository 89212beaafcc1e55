// What the studio can be asked, as plain data: the same calls serve the page (through a worker) and the command
// line. Everything that crosses is cloneable; outcomes are data; model bytes never leave the engine but by `file`.

import type { ModelFacts } from "../core/graph/facts.ts";
import type { SubgraphView } from "../core/graph/view.ts";
import type { Outcome, Progress } from "../core/outcome.ts";
import type { FoundRange } from "../core/quant/shared-ranges.ts";
import type { RecipeRule } from "../core/recipe/recipe.ts";
import type { Latency } from "../core/run/latency-statistics.ts";
import type { TrainCheckpoint, TrainEvent } from "../core/train/events.ts";
import type { Step } from "../techniques/pipeline.ts";
import type { RuleFacts } from "../techniques/rule-facts.ts";
import type { OpReport, TechniqueWarning, TrainedOn } from "../techniques/technique.ts";
import type { StudioQuestions } from "./questions.ts";

export type { ModelFacts } from "../core/graph/facts.ts";
export type { Step };

/** `original`, or the id that the page gave a variant. Unique within one opened model. */
export type VariantId = string;
export const original: VariantId = "original";

/** A variant to make: one quantization, or structure steps followed by at most one. */
export interface VariantRequest {
  readonly id: VariantId;
  readonly steps: readonly Step[];
  /** Rules op by op: exceptions to the last step where that quantizes, in place of one where none does. */
  readonly rules?: readonly RecipeRule[];
  /** Where an interrupted training goes on; from its last `epoch` event. */
  readonly resume?: TrainCheckpoint | null;
}

/** Sizes of one file, in bytes. */
export interface SizeFacts {
  readonly file: number;
  /** Null until measured. */
  readonly gzip: number | null;
  /** Bytes of constants in memory once loaded (weights unpacked by the runtime are counted as they are stored). */
  readonly weights: number;
}

/** Nearness of a variant's outputs to the original's on the same inputs. */
export interface FidelityFacts {
  readonly samples: number;
  readonly synthetic: boolean;
  readonly source: string;
  readonly outputs: readonly {
    readonly name: string;
    readonly cosine: number;
    /** Signal to quantization noise, dB; infinite where nothing differs. */
    readonly sqnr: number;
    readonly largestError: number;
    /** Share of samples whose largest entry is at the same place; null where the output is not a vector of scores. */
    readonly argmaxAgreement: number | null;
  }[];
}

export type LatencyFigure = Latency;

export interface LatencyFacts {
  readonly oneThread: LatencyFigure | null;
  readonly allThreads: LatencyFigure | null;
  readonly webgpu: (LatencyFigure & { readonly fellBack: boolean }) | null;
  readonly threads: number;
  readonly environment: string;
}

/** A share or mean with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Accuracy of a variant on the person's data, paired with the original on the same samples. */
export interface AccuracyFacts {
  readonly samples: number;
  readonly labelled: boolean;
  readonly source: string;
  readonly top1: Estimate | null;
  readonly top5: Estimate | null;
  /** Mean IoU for segmentation masks, mean absolute error for regression outputs. */
  readonly meanIou: Estimate | null;
  readonly meanAbsoluteError: Estimate | null;
  /** Share of samples on which the variant's first choice is the original's. */
  readonly agreement: Estimate | null;
  readonly cosine: Estimate;
  readonly sqnr: number;
  readonly kl: number | null;
  /** Paired difference in top-1 (or in agreement) to the original, with its interval; `isNoise` when it holds 0. */
  readonly difference: (Estimate & { readonly isNoise: boolean }) | null;
}

export interface VariantFacts {
  readonly id: VariantId;
  /** As the table shows it, e.g. `Pruned + Full integer int8`. */
  readonly label: string;
  readonly fileName: string;
  readonly size: SizeFacts;
  readonly report: readonly OpReport[];
  readonly warnings: readonly TechniqueWarning[];
  readonly unchanged: string | null;
  /** What became of each rule that a person made. */
  readonly rules: readonly RuleFacts[];
  /** What training saw, where there was any. */
  readonly trained: TrainedOn | null;
  /** That its making took. */
  readonly seconds: number;
  /** When it was made, where its file was kept from then; milliseconds since 1970. */
  readonly keptSince: number | null;
}

/** How far one inner tensor of a variant is from the original's on the same samples. */
export interface TensorError {
  readonly tensor: string;
  /** Op of the original's primary subgraph that writes it. */
  readonly op: number;
  /** dB. */
  readonly sqnr: number;
  readonly cosine: number;
  readonly rmse: number;
  /** About 0.289 (1/√12) where rounding is all there is; over 0.7 is suspect. Null where the tensor is float. */
  readonly rmseOverScale: number | null;
}

/** What one op costs in a quantized variant, and what keeping it at a better precision would bring. */
export interface OpSensitivity {
  /** Index in the model that the quantization starts from. */
  readonly op: number;
  readonly opName: string;
  /** Name of its first output. */
  readonly tensor: string;
  /** Noise over signal at the model's outputs when this op alone is quantized and all else is float. */
  readonly alone: number;
  /**
   * Part of the variant's own noise over signal that goes away when this op alone is kept; may be below 0. Null
   * where it was not tried, as the op makes little noise.
   */
  readonly removed: number | null;
  /** The better precision that was tried. */
  readonly keep: "float" | "int8" | "int16x8";
  /** What keeping it adds to the file. */
  readonly bytes: number;
}

/** Inputs of very different size that one op forces into one range. */
export interface SharedRange extends FoundRange {
  /** The recipe with this op in float, so that each input has a range of its own. */
  readonly steps: readonly Step[];
}

/** Counts over equal bins from `low` to `high`, in the tensor's unit. */
export interface HistogramFacts {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  /** Values that are exactly 0; they are in the bins as well. */
  readonly zeros: number;
  readonly total: number;
  readonly mean: number;
  readonly deviation: number;
}

/** What a repaired variant may cost. */
export interface RepairLimits {
  /** Largest loss, in points: of top-1 with labels, of agreement with the original without, of cosine else. */
  readonly maxLoss: number;
  /** Largest file. */
  readonly maxBytes?: number;
}

export type RepairMeasure = "top-1" | "agreement" | "cosine";

/** One set of kept ops, as measured on its exported file. */
export interface RepairStepFacts {
  readonly tried: string;
  readonly kept: number;
  /** Points. */
  readonly loss: number;
  readonly bytes: number;
}

export interface RepairFacts {
  readonly measure: RepairMeasure;
  /** Samples that the kept ops were chosen on. */
  readonly samples: number;
  /** Within the limits, on the samples held back too. */
  readonly reached: boolean;
  readonly loss: number;
  /** The same file on samples that had no part in the choice; null where there were too few to hold any back. */
  readonly heldBack: { readonly samples: number; readonly before: number; readonly loss: number } | null;
  readonly bytes: number;
  /** Of the variant as it was. */
  readonly before: { readonly loss: number; readonly bytes: number };
  readonly kept: readonly { readonly opName: string; readonly tensor: string; readonly precision: string }[];
  readonly tried: readonly RepairStepFacts[];
  /** The recipe of the repaired variant. */
  readonly steps: readonly Step[];
}

export interface SensitivityFacts {
  readonly samples: number;
  /** Noise over signal of the variant's outputs, bias correction aside. */
  readonly noise: number;
  readonly bytes: number;
  /** The most noise per byte first. */
  readonly ops: readonly OpSensitivity[];
  /** Ops beyond the number that is tried one by one. */
  readonly untried: number;
  readonly sharedRanges: readonly SharedRange[];
}

/** What the data adds up to, after it was opened for this model. */
export interface DataFacts {
  readonly count: number;
  readonly labelled: boolean;
  readonly classNames: readonly string[] | null;
  readonly source: string;
  /** The same for the same samples, read in the same way. */
  readonly fingerprint: string;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: "info" | "warning";
    readonly message: string;
  }[];
  /** How the samples are turned into the model's input, each choice with its reason. */
  readonly preprocessing: readonly {
    readonly setting: string;
    readonly value: string;
    readonly reason: string;
  }[];
  /** RGBA pixels of the first samples as the model sees them; empty for inputs that are no pictures. */
  readonly previews: readonly {
    readonly width: number;
    readonly height: number;
    readonly rgba: Uint8ClampedArray;
  }[];
}

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

/** Everything about one opened model. Calls may overlap; latency waits until nothing else runs. */
export interface StudioApi extends StudioQuestions {
  /** Opens a model; one whose opening failed leaves the earlier one open. */
  openModel(name: string, source: Blob | Uint8Array): Promise<Outcome<ModelFacts>>;
  /** Files from a drop or a picker, labels among them. Replaces earlier data. */
  openData(
    files: readonly { readonly path: string; readonly file: Blob }[],
    options: Readonly<Record<string, string>>,
    control: JobControl,
  ): Promise<Outcome<DataFacts>>;
  closeData(): Promise<void>;
  /**
   * Makes the file, checks its structure and reads it again. Its sizes are final; it is offered for download only
   * after `fidelity` has run it in the runtime and compared it with the original.
   */
  makeVariant(request: VariantRequest, control: JobControl): Promise<Outcome<VariantFacts>>;
  /**
   * Takes a file that was made earlier by the same request in place of making it: checked and read as one just made.
   */
  takeVariant(
    request: VariantRequest,
    file: Blob,
    facts: VariantFacts,
    control: JobControl,
  ): Promise<Outcome<VariantFacts>>;
  gzipSize(id: VariantId): Promise<Outcome<number>>;
  fidelity(id: VariantId, control: JobControl): Promise<Outcome<FidelityFacts>>;
  latency(
    ids: readonly VariantId[],
    control: JobControl,
    onFigure: (id: VariantId, facts: LatencyFacts) => void,
  ): Promise<Outcome<null>>;
  accuracy(id: VariantId, control: JobControl): Promise<Outcome<AccuracyFacts>>;
  /**
   * What each op of an integer variant costs in accuracy and what keeping it would cost in bytes; on up to 64
   * samples, or synthetic inputs. Progress names the op.
   */
  sensitivity(id: VariantId, control: JobControl): Promise<Outcome<SensitivityFacts>>;
  /**
   * The smallest set of ops to keep at a better precision that brings the variant within the limits, each step
   * measured on the exported file and told as it stands. Needs data. The variant itself is not changed.
   */
  repair(
    id: VariantId,
    limits: RepairLimits,
    control: JobControl,
    onStep: (step: RepairStepFacts) => void,
  ): Promise<Outcome<RepairFacts>>;
  /** Per-tensor errors of a variant, in the original's order, on up to 16 samples. */
  tensorErrors(id: VariantId, control: JobControl): Promise<Outcome<readonly TensorError[]>>;
  /** Real values of a constant as a histogram, whatever form it is stored in; `tensor` is an index of the subgraph. */
  weightHistogram(
    id: VariantId,
    subgraph: number,
    tensor: number,
    bins: number,
  ): Promise<Outcome<HistogramFacts>>;
  /**
   * What the last calibration saw of a computed tensor of the primary subgraph, by its name; null where it has not
   * seen it, or kept no histogram.
   */
  activationHistogram(tensor: string, bins: number): Promise<Outcome<HistogramFacts | null>>;
  /** The graph as it is drawn: ops, tensors, their types and quantization. */
  graph(id: VariantId): Promise<Outcome<readonly SubgraphView[]>>;
  /** The finished file. */
  file(id: VariantId): Promise<Outcome<Blob>>;
  environment(): Promise<{ readonly cores: number; readonly shared: boolean; readonly webgpu: boolean }>;
}
