import type { Outcome } from "../../core/outcome.ts";
import type { VariantFacts } from "../../engine/facts/variant.ts";
import { isTrained } from "../variants.ts";
import type { TakeArgs } from "./shelf.ts";
import type { TrainingView } from "./training.ts";

export interface ShelvedVariant {
  readonly key: string;
  readonly file: Blob;
  readonly facts: VariantFacts;
  readonly training: TrainingView | null;
}

export interface KeptFiles {
  /** The file of the same recipe, model and samples; null where none is kept, or the row is to be made anew. */
  find(args: TakeArgs): Promise<ShelvedVariant | null>;
  /** Lets go of a file that turned out to be of no use. */
  drop(key: string): void;
}

/** See Shelf. */
export async function takeKept(files: KeptFiles, args: TakeArgs): Promise<Outcome<VariantFacts> | null> {
  const { api, variant, request, control, onTaken } = args;
  const kept = await files.find(args).catch(() => null);
  if (kept === null) return null;
  const outcome = await api.takeVariant(request, kept.file, kept.facts, control);
  if (outcome.state === "done") onTaken(kept.training);
  if (outcome.state !== "failed") return outcome;
  files.drop(kept.key);
  // Minutes of training are not begun where nobody asked for them.
  if (!isTrained(variant.steps)) return null;
  const message = `The file that was kept of it could not be used. Try again to train it anew. ${outcome.failure.message}`;
  return { ...outcome, failure: { ...outcome.failure, message } };
}
