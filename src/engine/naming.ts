import { findTechnique } from "../techniques/index.ts";
import type { Step } from "../techniques/pipeline.ts";

/** A variant as the table shows it, e.g. `Pruned + Full integer int8`. */
export const variantLabel = (steps: readonly Step[]): string =>
  steps.map((step) => findTechnique(step.technique).label).join(" + ") || "Recipe";

/** `pose.tflite` and int8 → `pose.int8.tflite`. */
export function variantFileName(modelName: string, steps: readonly Step[]): string {
  const stem = modelName.replace(/\.tflite$/i, "").replace(/[^\w.-]+/g, "_") || "model";
  return `${stem}.${steps.map((s) => s.technique).join("+") || "recipe"}.tflite`;
}
