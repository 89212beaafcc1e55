// What can be asked about files that are made: where they run, what they hold, how two differ.
import type { AlignedOp } from "../../core/compare/align.ts";
import type { LayerSize } from "../../core/compare/layer-sizes.ts";
import type { OutputDrawing } from "../../core/compare/output-drawing.ts";
import type { LatencyEstimate } from "../../core/estimate/estimate.ts";
import type { SparseStatement } from "../../core/sparse/statement.ts";
import type { Judgement } from "../../core/targets/index.ts";
import type { DataFacts } from "./data.ts";

/** What a target makes of a file, and how long one inference may take on devices with published measurements. */
export interface TargetFacts {
  readonly judgement: Judgement;
  readonly estimates: readonly LatencyEstimate[];
}

/** Two files' graphs side by side. */
export interface StructureFacts {
  readonly ops: readonly AlignedOp[];
  readonly layersA: readonly LayerSize[];
  readonly layersB: readonly LayerSize[];
}

/** Scores of the highest classes, highest first. */
export type TopClasses = readonly { readonly name: string; readonly score: number }[];

/** One sample through two files. */
export interface SamplePair {
  /** Its place in the data. */
  readonly sample: number;
  /** How far the outputs are apart: 1 − cosine, 0 where they point the same way. Of the output that differs most. */
  readonly distance: number;
  readonly largestError: number;
  /** Class that the data says it is; null without labels. */
  readonly label: string | null;
  /** Null where no output is a vector of class scores. */
  readonly topA: TopClasses | null;
  readonly topB: TopClasses | null;
  readonly preview: DataFacts["previews"][number] | null;
  /** Both outputs to look at; null where they are scores or bare numbers. */
  readonly drawing: OutputDrawing | null;
}

export interface OutputFacts {
  readonly samples: number;
  readonly synthetic: boolean;
  readonly source: string;
  /** The samples whose outputs differ most, most first; those with another first class before all others. */
  readonly pairs: readonly SamplePair[];
}

/** A file with its weights as table indices, which TensorFlow Lite Micro alone can load. */
export interface MicroFacts {
  /** Bytes. */
  readonly file: number;
  /** Weights that are stored as indices. */
  readonly tensors: number;
  /** Bits of the widest index. */
  readonly mostBits: number;
}

/** What a device's storage would hold of a model. Bytes. */
export interface StorageFacts {
  /** LiteRT reads the file as it is. */
  readonly file: number;
  readonly storedSparse: boolean;
  /** If weights with enough zeros were stored sparse; null where that gains nothing, or is so already. */
  readonly sparse: number | null;
  /** Null where tables gain nothing. */
  readonly micro: MicroFacts | null;
  /** Whether XNNPACK's sparse kernels will run it. */
  readonly kernels: SparseStatement;
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
