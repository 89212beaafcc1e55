// What else the studio can be asked about files that are made: where they run, how they are loaded, how two differ,
// which is best. Split from api.ts, which is about making and measuring them; the same rules hold.

import type { AlignedOp } from "../core/compare/align.ts";
import type { LayerSize } from "../core/compare/layer-sizes.ts";
import type { OutputDrawing } from "../core/compare/output-drawing.ts";
import type { LatencyEstimate } from "../core/estimate/estimate.ts";
import type { Outcome } from "../core/outcome.ts";
import type { WeightSample } from "../core/preview/sample-weights.ts";
import type { SearchState } from "../core/search/state.ts";
import type { Snippet } from "../core/snippets/index.ts";
import type { SparseStatement } from "../core/sparse/statement.ts";
import type { Judgement, TargetId } from "../core/targets/index.ts";
import type { RuleFacts } from "../techniques/rule-facts.ts";
import type { RuledSteps } from "../techniques/ruled-steps.ts";
import type { DataFacts, JobControl, VariantId } from "./api.ts";
import type { BestRequest } from "./find-best.ts";
import type { SweepPoint, SweepRequest } from "./sweep.ts";

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

export interface StudioQuestions {
  /** What each rule of a recipe would decide about in the opened model, before anything is made. */
  previewRules(recipe: RuledSteps): Promise<Outcome<readonly RuleFacts[]>>;
  /** Sizes on a device, and whether sparse kernels run it. */
  storage(id: VariantId): Promise<Outcome<StorageFacts>>;
  /** The file for TensorFlow Lite Micro alone, decoded again and compared before it is handed out. */
  microFile(id: VariantId): Promise<Outcome<Uint8Array>>;
  /** Some weights of the opened model, for previews. */
  weightSample(): Promise<Outcome<WeightSample>>;
  /** Draws a curve point by point; the points that are there stay when it is cancelled. */
  sweep(
    request: SweepRequest,
    control: JobControl,
    onPoint: (point: SweepPoint) => void,
  ): Promise<Outcome<null>>;
  judge(id: VariantId, target: TargetId): Promise<Outcome<TargetFacts>>;
  /** Code that loads the file, in every language. */
  snippets(id: VariantId, fileName: string): Promise<Outcome<readonly Snippet[]>>;
  /** SHA-256 of the file in hexadecimal digits. */
  checksum(id: VariantId): Promise<Outcome<string>>;
  /** A zip of files, packed piece by piece; `name` is the name within. */
  archive(
    files: readonly { readonly id: VariantId; readonly name: string }[],
    control: JobControl,
  ): Promise<Outcome<Blob>>;
  /** Looks for the best variant. Every state is a valid answer; cancelling ends with the last one. */
  findBest(
    request: BestRequest,
    control: JobControl,
    onState: (state: SearchState) => void,
  ): Promise<Outcome<null>>;
  structure(a: VariantId, b: VariantId): Promise<Outcome<StructureFacts>>;
  /** On the data where there is some, else on synthetic inputs. */
  outputs(a: VariantId, b: VariantId, control: JobControl): Promise<Outcome<OutputFacts>>;
}
