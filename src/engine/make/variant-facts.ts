import { weightBytes } from "../../core/graph/facts.ts";
import { InputError } from "../../core/outcome.ts";
import type { Model } from "../../core/tflite/model.ts";
import type { VariantFacts, VariantRequest } from "../facts/variant.ts";
import { checkedModel, type MadeVariant } from "./make-variant.ts";
import { variantFileName, variantLabel } from "./naming.ts";

/** What a variant is called; the file after the opened model, which may have been renamed since. */
export const named = (
  modelName: string,
  { id, steps, rules }: VariantRequest,
): Pick<VariantFacts, "id" | "label" | "fileName"> => ({
  id,
  label: variantLabel(steps, rules),
  fileName: variantFileName(modelName, steps, rules),
});

/** What is known of a file that was just made. */
export const variantFacts = (
  modelName: string,
  request: VariantRequest,
  { model, bytes, report, warnings, unchanged, rules, trained }: MadeVariant,
  seconds: number,
): VariantFacts => ({
  ...named(modelName, request),
  size: { file: bytes.length, gzip: null, weights: weightBytes(model) },
  report,
  warnings,
  unchanged,
  rules,
  trained,
  seconds,
  keptSince: null,
});

/** The model in a file that was kept, or an InputError where the file is not as it was made. */
export function keptModel(bytes: Uint8Array, { size }: VariantFacts): Model {
  const model = checkedModel(bytes);
  if (bytes.length !== size.file || weightBytes(model) !== size.weights)
    throw new InputError("kept-file-changed", "The kept file is not the one that was made.");
  return model;
}
