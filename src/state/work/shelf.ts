// Files of variants that took long, kept from earlier: they are taken in place of making the same again.
import type { Outcome } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { JobControl } from "../../engine/facts/job.ts";
import type { VariantFacts, VariantRequest } from "../../engine/facts/variant.ts";
import type { StudioState, Variant } from "../model.ts";
import { isCheap, usesData } from "../variants.ts";
import type { TrainingView } from "./training.ts";

export interface Shelf {
  /** Takes the kept file of a variant; null where none is kept, or it is of no use and the variant is to be made. */
  take(args: TakeArgs): Promise<Outcome<VariantFacts> | null>;
  /** Keeps what was just made, where it took long. */
  put(state: StudioState, variant: Variant, facts: VariantFacts): void;
}

export interface TakeArgs {
  readonly api: StudioApi;
  readonly state: StudioState;
  readonly variant: Variant;
  readonly request: VariantRequest;
  /** A person takes a change back: a file that was made or taken since the model was opened will do as well. */
  readonly takenBack: boolean;
  readonly control: JobControl;
  readonly onTaken: (training: TrainingView | null) => void;
}

/** Of the samples that a row would be made with; null where it uses none. */
export const dataOf = (state: StudioState, variant: Variant): string | null =>
  state.data.state === "done" && usesData(variant) ? state.data.value.fingerprint : null;

/** What is made at once on every visit is not looked for, and a training that goes on is not there yet. */
const mayBeKept = ({ state, variant, request }: TakeArgs): boolean =>
  !request.resume && (!isCheap(variant) || dataOf(state, variant) !== null);

/** Takes the kept file of a variant where there is one, else makes it. */
export async function takeOrMake(
  shelf: () => Promise<Shelf | null>,
  args: TakeArgs,
): Promise<Outcome<VariantFacts>> {
  const taken = mayBeKept(args) ? await (await shelf())?.take(args) : null;
  return taken ?? args.api.makeVariant(args.request, args.control);
}
