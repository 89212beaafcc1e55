// A decision tree as data: questions that lead to other questions or to endings. Nothing here knows the page.

import type { TargetId } from "../targets/target.ts";

/** What the studio can find out by itself, so that a question need not be asked. */
export interface Evidence {
  readonly hasData: boolean;
  readonly hasLabels: boolean;
  /** Name of the model that is open; null or left out where there is none. */
  readonly model?: string | null;
  /** What a person allows; left out where nobody said. */
  readonly limits?: Limits;
  /** What variants measured so far, by their techniques (`int8`, `prune+int8`). */
  readonly measured?: Readonly<Record<string, MeasuredFigures>>;
  /** Where the model will run; null or left out where nobody said. */
  readonly target?: TargetId | null;
}

export interface Limits {
  /** Accuracy lost at most, as a share. */
  readonly loss?: number;
  /** Bytes after gzip at most. */
  readonly gzip?: number;
  /** Milliseconds at most, as measured here. */
  readonly latency?: number;
}

export interface MeasuredFigures {
  /** Accuracy lost against the original, as a share, with what it is a loss of. */
  readonly loss: { readonly value: number; readonly of: string } | null;
  readonly gzip: number | null;
  readonly latency: number | null;
}

/** A fact about a variant, or about what the person has, that bears on a question. */
export type Fact = "size" | "gzip" | "latency" | "accuracy" | "data" | "labels" | "target";

export interface Choice {
  readonly id: string;
  readonly label: string;
  /** Id of a question or of an ending. */
  readonly leadsTo: string;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  /** One sentence for someone who meets the term for the first time. */
  readonly help: string;
  readonly choices: readonly Choice[];
  /** The technique whose measured figures help to answer, e.g. `int8` for "is it accurate enough?". */
  readonly about?: string;
  /** What is looked at to answer: shown with what is known, and with a way to find out what is not. */
  readonly facts: readonly Fact[];
  /** The limit that a person may set here, after which the studio answers by itself. */
  readonly limit?: keyof Limits;
  /** The choice that the evidence settles, with what it rests on; null where a person must say. */
  readonly settle?: (evidence: Evidence) => { readonly choice: string; readonly from: string } | null;
}

/** An ending: the technique, or the techniques in their order, that the path advises; none where a model is picked. */
export interface Ending {
  readonly id: string;
  readonly techniques: readonly string[];
  /** Why this one, in a sentence. */
  readonly because: string;
}

export interface Tree {
  readonly root: string;
  readonly questions: readonly Question[];
  readonly endings: readonly Ending[];
}
