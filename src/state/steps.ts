import type { Step } from "../techniques/pipeline.ts";
import type { OptionValue, TechniqueId } from "../techniques/technique.ts";
import { techniqueMeta } from "./catalog.ts";

/** The steps with one option set; only what differs from the defaults is kept, so that equal recipes look equal. */
export const withOption = (
  steps: readonly Step[],
  technique: TechniqueId,
  name: string,
  value: OptionValue,
): readonly Step[] =>
  steps.map((step) => {
    if (step.technique !== technique) return step;
    const options: Record<string, OptionValue> = { ...step.options, [name]: value };
    if (techniqueMeta(technique).options[name]?.default === value) delete options[name];
    return { technique, options };
  });

/** An option of a step, or its default; undefined where the recipe has no such step. */
export function optionOf(
  steps: readonly Step[],
  technique: TechniqueId,
  name: string,
): OptionValue | undefined {
  const step = steps.find((s) => s.technique === technique);
  return step && (step.options[name] ?? techniqueMeta(technique).options[name]?.default);
}
