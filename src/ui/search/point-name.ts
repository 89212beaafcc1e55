import type { Point } from "../../core/search/state.ts";
import { labelOf, settingsOf } from "../../state/variants.ts";
import { stepsOf } from "../../state/work/search.ts";

export function nameOf(point: Point): string {
  const steps = stepsOf(point);
  const settings = settingsOf(steps);
  return settings === "" ? labelOf(steps) : `${labelOf(steps)} (${settings})`;
}
