// Where an integer variant loses accuracy, and what it costs to get it back.
import type { FoundRange } from "../../core/quant/shared-ranges.ts";
import type { Step } from "../../techniques/pipeline.ts";

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
