// What else the studio can be asked about files that are made: where they run, how they are loaded, how two differ,
// which is best. Split from api.ts, which is about making and measuring them; the same rules hold.
import type { Outcome } from "../core/outcome.ts";
import type { WeightSample } from "../core/preview/sample-weights.ts";
import type { SearchState } from "../core/search/state.ts";
import type { Snippet } from "../core/snippets/index.ts";
import type { TargetId } from "../core/targets/index.ts";
import type { RuleFacts } from "../techniques/rule-facts.ts";
import type { RuledSteps } from "../techniques/ruled-steps.ts";
import type { OutputFacts, StorageFacts, StructureFacts, TargetFacts } from "./facts/answers.ts";
import type { JobControl } from "./facts/job.ts";
import type { BestRequest, SweepPoint, SweepRequest } from "./facts/search.ts";
import type { VariantId } from "./facts/variant.ts";

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
