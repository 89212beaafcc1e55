// A decision tree as data: questions that lead to other questions or to endings. Nothing here knows the page.

import type { TargetId } from "../targets/target.ts";

/** What the studio can find out by itself, so that a question need not be asked. */
export interface Evidence {
  readonly hasData: boolean;
  readonly hasLabels: boolean;
  /** Where the model will run; null or left out where nobody said. */
  readonly target?: TargetId | null;
}

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
  /** The choice that the evidence settles, with what it rests on; null where a person must say. */
  readonly settle?: (evidence: Evidence) => { readonly choice: string; readonly from: string } | null;
}

/** An ending: the technique, or the techniques in their order, that the path advises. */
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
