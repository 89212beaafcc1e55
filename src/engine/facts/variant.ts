// One variant: what is asked for, and what was found out about its file. Sizes in bytes.
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import type { Latency } from "../../core/run/latency-statistics.ts";
import type { TrainCheckpoint } from "../../core/train/events.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { RuleFacts } from "../../techniques/rule-facts.ts";
import type { OpReport, TechniqueWarning, TrainedOn } from "../../techniques/technique.ts";

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
