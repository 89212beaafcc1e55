// What the page remembers: facts of JSON size. Bytes and pixels live elsewhere, behind ids.

import type { ModelFacts } from "../core/graph/facts.ts";
import type { Failure, Progress } from "../core/outcome.ts";
import type { RecipeRule } from "../core/recipe/recipe.ts";
import type { TargetId } from "../core/targets/target.ts";
import type { Answers } from "../core/tree/evaluate.ts";
import type { DataFacts } from "../engine/facts/data.ts";
import type {
  AccuracyFacts,
  FidelityFacts,
  LatencyFacts,
  VariantFacts,
  VariantId,
} from "../engine/facts/variant.ts";
import type { Step } from "../techniques/pipeline.ts";
import type { TrainingView } from "./work/training.ts";

/** A piece of work on its way to a value. `cancelled` waits for a person, `idle` for the plan. */
export type Task<T> =
  | { readonly state: "idle" }
  | { readonly state: "running"; readonly progress: Progress | null }
  | { readonly state: "done"; readonly value: T }
  | { readonly state: "cancelled" }
  | { readonly state: "failed"; readonly failure: Failure };

export const idle = { state: "idle" } as const;

/** A latency with that of the original measured in the same interleaved run; ratios use no other. */
export interface LatencyEntry {
  readonly facts: LatencyFacts;
  readonly baseline: LatencyFacts | null;
}

export type DataSummary = Omit<DataFacts, "previews">;

export interface Variant {
  readonly id: VariantId;
  readonly steps: readonly Step[];
  /** Rules op by op, where the steps' own options do not hold them; exceptions to the last step where it quantizes. */
  readonly rules: readonly RecipeRule[];
  /** What the recipe file was called; empty for rows that are called by their techniques. */
  readonly name: string;
  /** Someone asked for it: a person, or the start with a fresh model. */
  readonly wanted: boolean;
  /** Grows with each making; results of an earlier one are dropped. */
  readonly run: number;
  readonly make: Task<VariantFacts>;
  /** Number of the data that was there when its making began (`dataRun`); null where there was none. */
  readonly madeOn: number | null;
  /** The training run that made it, or is making it; null where nothing is trained. */
  readonly training: TrainingView | null;
  readonly gzip: Task<number>;
  readonly fidelity: Task<FidelityFacts>;
  readonly latency: Task<LatencyEntry>;
  readonly accuracy: Task<AccuracyFacts>;
}

export type Measurement = "gzip" | "fidelity" | "latency" | "accuracy";
export type VariantTask = "make" | Measurement;

export interface Notice {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly message: string;
  /** What was to be opened: the next attempt at the same takes the notice away. */
  readonly about?: "model" | "data" | undefined;
}

export interface Environment {
  readonly cores: number;
  readonly shared: boolean;
  readonly webgpu: boolean;
}

export type Searching = "best" | "curve";

export interface StudioState {
  /** Grows with each opened model; results of an earlier session are dropped. */
  readonly session: number;
  readonly environment: Environment | null;
  /** Name of the file being opened. */
  readonly opening: string | null;
  readonly model: ModelFacts | null;
  readonly data: Task<DataSummary>;
  /** Grows with each opened dataset, so that rows know which one they were made with. */
  readonly dataRun: number;
  /** Fingerprint of the last dataset, also once it is removed: the same one again counts as no other. */
  readonly dataSeen: string | null;
  /** The original first. */
  readonly variants: readonly Variant[];
  readonly notices: readonly Notice[];
  readonly answers: Answers;
  readonly selected: VariantId | null;
  /** Which part of its details is open; null for the one that says most at the moment. */
  readonly detail: string | null;
  /** Where the model will run. */
  readonly target: TargetId | null;
  /** Latencies are compared at the moment; figures come column by column. */
  readonly comparing: boolean;
  /** A search for the best variant or a sweep is on; latencies wait, as they are measured alone. */
  readonly searching: Searching | null;
}

export const emptyState: StudioState = {
  session: 0,
  environment: null,
  opening: null,
  model: null,
  data: idle,
  dataRun: 0,
  dataSeen: null,
  variants: [],
  notices: [],
  answers: {},
  selected: null,
  detail: null,
  target: null,
  comparing: false,
  searching: null,
};
