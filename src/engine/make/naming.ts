import type { RecipeRule } from "../../core/recipe/recipe.ts";
import { findTechnique } from "../../techniques/index.ts";
import type { Step } from "../../techniques/pipeline.ts";

/** A variant as the table shows it, e.g. `Pruned + Full integer int8`. */
export const variantLabel = (steps: readonly Step[], rules: readonly RecipeRule[] = []): string =>
  [
    ...steps.map((step) => findTechnique(step.technique).label),
    ...(rules.length > 0 || steps.length === 0 ? ["Recipe"] : []),
  ].join(" + ");

/** `pose.tflite` and int8 → `pose.int8.tflite`; settings follow, as in `pose.prune-sparsity0.7.tflite`. */
export function variantFileName(
  modelName: string,
  steps: readonly Step[],
  rules: readonly RecipeRule[] = [],
): string {
  const stem = modelName.replace(/\.tflite$/i, "").replace(/[^\w.-]+/g, "_") || "model";
  const parts = [
    ...steps.map(({ technique, options }) => `${technique}${settingsIn(options)}`),
    ...(rules.length > 0 || steps.length === 0 ? ["recipe"] : []),
  ];
  return `${stem}.${parts.join("+")}.tflite`;
}

/** Rules are too long for a name. */
const longest = 24;

const settingsIn = (options: Step["options"]): string =>
  Object.entries(options)
    .map(([name, value]) =>
      `${name}${typeof value === "number" ? "" : "-"}${value}`.replace(/[^\w.-]+/g, "_"),
    )
    .filter((text) => text.length <= longest)
    .map((text) => `-${text}`)
    .join("");
