// Many variants made one after the other: the search for the best, and a curve over one option.
import type { Constraints } from "../../core/search/state.ts";
import type { TargetId } from "../../core/targets/index.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { Estimate } from "./variant.ts";

export interface BestRequest {
  readonly constraints: Constraints;
  readonly target: TargetId | null;
  /** Seconds. */
  readonly budget: number;
  /** Ids of the techniques that may be used; all where left out. */
  readonly techniques?: readonly string[];
}

/** A recipe with some ops at a better precision, and what that adds to the file. */
export interface KeptOps {
  readonly steps: readonly Step[];
  readonly bytes: number;
}

export type SweepAxis = "sparsity" | "clusters";

export interface SweepRequest {
  /** The recipe that every point has, but for the axis. */
  readonly steps: readonly Step[];
  readonly axis: SweepAxis;
  /** In the order in which they are made. */
  readonly values: readonly number[];
}

export interface SweepPoint {
  readonly value: number;
  readonly steps: readonly Step[];
  /** Bytes. */
  readonly file: number;
  readonly gzip: number;
  /** `cosine` is the nearness of the outputs on synthetic inputs, where there is no data. */
  readonly measure: "top-1" | "agreement" | "cosine";
  readonly figure: Estimate;
  /** The original's on the same samples; null where there is no data. */
  readonly original: number | null;
  readonly samples: number;
  readonly synthetic: boolean;
}
