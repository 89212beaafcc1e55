import type { Dataset } from "../../core/data/dataset.ts";
import { pickSamples } from "../../core/data/pick.ts";

/** From here on every other sample is held back: whoever chooses on samples is too well pleased by them. */
const enoughToHoldBack = 200;

export function halves(data: Dataset): { readonly choosing: Dataset; readonly heldBack: Dataset | null } {
  if (data.count < enoughToHoldBack) return { choosing: data, heldBack: null };
  const every = (first: number): number[] =>
    Array.from({ length: (data.count - first + 1) >> 1 }, (_, i) => first + 2 * i);
  return {
    choosing: pickSamples(data, every(0), "every other one"),
    heldBack: pickSamples(data, every(1), "the ones between"),
  };
}
