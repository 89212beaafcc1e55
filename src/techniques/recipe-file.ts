// Recipe files, ours and litert-quantizer's, from and to steps with rules.
import { InputError } from "../core/outcome.ts";
import { readRecipe } from "../core/recipe/read.ts";
import {
  exportReferenceRecipe,
  isKnownToReference,
  type RecipeFlag,
  type ReferenceEntry,
} from "../core/recipe/reference.ts";
import { asSteps, baseRules, ownRules, quantization, type RuledSteps, withRules } from "./ruled-steps.ts";
import type { TechniqueId } from "./technique.ts";

export interface RecipeFile extends RuledSteps {
  readonly name: string;
  /** What of it could not be taken as it stands. */
  readonly flags: readonly RecipeFlag[];
}

/** Reads either kind. Names of techniques and their options are not checked yet. Throws InputError `bad-recipe`. */
export function readRecipeFile(text: string): RecipeFile {
  const { recipe, flags, border, minElements } = readRecipe(text);
  const { name, rules } = recipe;
  if (border !== null) {
    if (rules.length === 0) {
      const [first] = flags;
      throw new InputError(
        "bad-recipe",
        `No rule of the recipe can be taken here. ${first?.message ?? ""}`.trim(),
      );
    }
    const made = asSteps(rules, { io: border, minElements });
    const lost = minElements > 0 && !made.steps.some(({ options }) => "minElements" in options);
    const message = "Its min_weight_elements is not kept: weights of any size are meant.";
    return { name, ...made, flags: lost ? [{ rule: 0, message, skipped: false }, ...flags] : flags };
  }
  const steps = recipe.steps.map((step) => ({ ...step, technique: step.technique as TechniqueId }));
  return { name, flags, ...withRules(steps, ownRules({ steps, rules })) };
}

/** A recipe file of ours: readable rules, and the steps that they are exceptions to. */
export function writeRecipeFile(name: string, recipe: RuledSteps): string {
  const rules = ownRules(recipe);
  const steps = recipe.steps.map(({ technique, options: { rules: _, ...options } }) => ({
    technique,
    options,
  }));
  return `${JSON.stringify({ name, ...(steps.length > 0 && { steps }), ...(rules.length > 0 && { rules }) }, null, 2)}\n`;
}

export type ReferenceFile =
  | { readonly kind: "file"; readonly text: string; readonly notes: readonly string[] }
  /** `reason` says in a sentence why there is none. */
  | { readonly kind: "none"; readonly reason: string };

const structure: Readonly<Partial<Record<TechniqueId, string>>> = {
  prune: "Pruning sets weights to zero",
  cluster: "Clustering moves weights",
  qat: "Training changes weights",
};

/** The recipe as litert-quantizer's JSON, with what it cannot say, or why there is none. */
export function referenceFile({ steps, rules }: RuledSteps): ReferenceFile {
  const changed = steps.map(({ technique }) => structure[technique]).find((text) => text !== undefined);
  if (changed !== undefined) {
    return {
      kind: "none",
      reason: `${changed}; a recipe of litert-quantizer only says how they are stored.`,
    };
  }
  const all = [...baseRules(steps), ...ownRules({ steps, rules })];
  const unknown = all.find(({ op, action }) => action !== "float" && !isKnownToReference(op));
  if (unknown !== undefined) {
    return {
      kind: "none",
      reason: `One rule is about ${unknown.op}, which litert-quantizer does not quantize.`,
    };
  }
  const { io, ...options } = quantization(steps)?.options ?? {};
  const onIntegers = all.some(({ action }) => action.startsWith("int"));
  const border = io === "int8" || io === "uint8" ? "int8" : io === "int16" ? "int16" : "float32";
  const entries: readonly ReferenceEntry[] = exportReferenceRecipe(
    all.filter(({ op }) => isKnownToReference(op)),
    {
      ...(onIntegers && { border }),
      ...(options.perChannel === false && { perChannel: false }),
      ...(typeof options.minElements === "number" && { minElements: options.minElements }),
    },
  );
  const notes = [
    ...(io === "uint8" ? ["Inputs and outputs are int8 there: it has no uint8."] : []),
    ...(Number(options.blockSize ?? 0) > 0
      ? ["Each channel has one scale there, blocks have none of their own."]
      : []),
    ...(onIntegers ? ["It calibrates with its moving average and corrects no biases."] : []),
  ];
  return { kind: "file", text: `${JSON.stringify(entries, null, 2)}\n`, notes };
}
