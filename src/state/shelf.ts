// Files of variants that took long, kept from earlier: they are taken in place of making the same again.
import type { Outcome } from "../core/outcome.ts";
import type { JobControl, StudioApi, VariantFacts, VariantRequest } from "../engine/api.ts";
import type { StudioState, Variant } from "./model.ts";
import type { TrainingView } from "./training.ts";
import { isCheap, isTrained, usesData } from "./variants.ts";

export interface ShelvedVariant {
  readonly key: string;
  readonly file: Blob;
  readonly facts: VariantFacts;
  readonly training: TrainingView | null;
}

export interface Shelf {
  /**
   * The file of the same recipe, model and samples; null where none is kept. One that was made or taken since the model
   * was opened is only given where a person takes a change back; asked for otherwise, the row is to be made anew.
   */
  find(state: StudioState, variant: Variant, takenBack: boolean): Promise<ShelvedVariant | null>;
  /** Keeps what was just made, where it took long. */
  put(state: StudioState, variant: Variant, facts: VariantFacts): void;
  /** Lets go of a file that turned out to be of no use. */
  drop(key: string): void;
}

/** Of the samples that a row would be made with; null where it uses none. */
export const dataOf = (state: StudioState, variant: Variant): string | null =>
  state.data.state === "done" && usesData(variant) ? state.data.value.fingerprint : null;

/** What is made at once on every visit is not looked for. */
const mayBeKept = (state: StudioState, variant: Variant): boolean =>
  !isCheap(variant) || dataOf(state, variant) !== null;

interface TakeArgs {
  readonly api: StudioApi;
  readonly shelf: () => Promise<Shelf | null>;
  readonly state: StudioState;
  readonly variant: Variant;
  readonly request: VariantRequest;
  readonly takenBack: boolean;
  readonly control: JobControl;
  readonly onTaken: (training: TrainingView | null) => void;
}

/** Takes the kept file of a variant where there is one, else makes it. */
export async function takeOrMake(args: TakeArgs): Promise<Outcome<VariantFacts>> {
  const { api, shelf, state, variant, request, takenBack, control, onTaken } = args;
  const isNew = (request.resume ?? null) === null && mayBeKept(state, variant);
  const open = isNew ? await shelf() : null;
  const kept = (await open?.find(state, variant, takenBack).catch(() => null)) ?? null;
  if (kept === null) return api.makeVariant(request, control);
  const outcome = await api.takeVariant(request, kept.file, kept.facts, control);
  if (outcome.state === "done") onTaken(kept.training);
  if (outcome.state !== "failed") return outcome;
  open?.drop(kept.key);
  // Minutes of training are not begun where nobody asked for them.
  if (!isTrained(variant.steps)) return api.makeVariant(request, control);
  const message = `The file that was kept of it could not be used. Try again to train it anew. ${outcome.failure.message}`;
  return { ...outcome, failure: { ...outcome.failure, message } };
}
