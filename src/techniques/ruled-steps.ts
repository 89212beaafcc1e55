// Steps with rules on top: which rules a person made, and where they are kept. Where the last step is int8 or int16x8
// and all rules are about integers, they live in its option `rules`, so that repair can go on from them.
import { InputError } from "../core/outcome.ts";
import { isOnIntegers, type RecipeAction } from "../core/recipe/actions.ts";
import type { RecipeRule } from "../core/recipe/recipe.ts";
import type { Step } from "./pipeline.ts";
import { parseRules, toPrecisionRule, toRecipeRule, writeRules } from "./rules.ts";
import type { TechniqueId } from "./technique.ts";

/** How a variant is made: steps, and rules that are exceptions to the last one where that quantizes. */
export interface RuledSteps {
  readonly steps: readonly Step[];
  readonly rules: readonly RecipeRule[];
}

const structures: readonly TechniqueId[] = ["prune", "cluster"];
const actionOf: Readonly<Partial<Record<TechniqueId, RecipeAction>>> = {
  float16: "float16",
  "dynamic-int8": "dynamic-int8",
  "weight-int8": "weight-int8",
  "weight-int4": "weight-int4",
  int8: "int8",
  int16x8: "int16x8",
};

/** The step that quantizes; undefined for structure alone. */
export const quantization = (steps: readonly Step[]): Step | undefined => {
  const last = steps.at(-1);
  return last === undefined || structures.includes(last.technique) ? undefined : last;
};

/** Whether rules can be made for a variant of these steps: not where training has settled every op. */
export const takesRules = (steps: readonly Step[]): boolean =>
  !steps.some(({ technique }) => technique === "qat");

/** The rules that say what the quantizing step does to all ops. Throws InputError `no-rules` for training. */
export function baseRules(steps: readonly Step[]): RecipeRule[] {
  const last = quantization(steps);
  if (last === undefined) return [];
  const action = actionOf[last.technique];
  if (action === undefined) {
    throw new InputError("no-rules", "Quantization-aware training settles every op; it takes no rules.");
  }
  const base: RecipeRule = { match: ".*", op: "*", action };
  if (last.options.depthwise === "float") {
    return [base, { match: ".*", op: "DEPTHWISE_CONV_2D", action: "float" }];
  }
  // Where no kernel takes 4 bits, the technique uses 8.
  return action === "weight-int4" ? [{ ...base, action: "weight-int8" }, base] : [base];
}

const keepsRules = (step: Step | undefined): step is Step =>
  step?.technique === "int8" || step?.technique === "int16x8";

/** All rules that a person made, wherever they are kept. */
export function ownRules({ steps, rules }: RuledSteps): RecipeRule[] {
  const last = quantization(steps);
  return [
    ...(keepsRules(last) ? parseRules(String(last.options.rules ?? "")).map(toRecipeRule) : []),
    ...rules,
  ];
}

/** The same steps with these rules in place of their own. */
export function withRules(steps: readonly Step[], own: readonly RecipeRule[]): RuledSteps {
  const last = quantization(steps);
  if (!keepsRules(last)) return { steps, rules: own };
  const { rules: _, ...options } = last.options;
  const kept = own.map(toPrecisionRule);
  const all = kept.every((rule) => rule !== null);
  const step: Step = {
    technique: last.technique,
    options: all && kept.length > 0 ? { ...options, rules: writeRules(kept) } : options,
  };
  return { steps: [...steps.slice(0, -1), step], rules: all ? [] : own };
}

/**
 * A list of rules alone, its first one as a step where that is about all ops, so that it can be repaired and compared.
 * int4 stays a rule: the technique takes ops along that no kernel takes in 4 bits.
 */
export function asSteps(
  rules: readonly RecipeRule[],
  { io, minElements }: { readonly io: string; readonly minElements: number },
): RuledSteps {
  const [first, ...rest] = rules;
  const technique = (Object.keys(actionOf) as TechniqueId[]).find((id) => actionOf[id] === first?.action);
  const isBase = first?.op === "*" && [".*", ""].includes(first.match);
  if (!isBase || technique === undefined || technique === "weight-int4") return { steps: [], rules };
  const border = { int8: ["int8"], int16x8: ["int16"] }[technique as string]?.includes(io) ?? false;
  const stores = technique === "dynamic-int8" || technique === "weight-int8";
  const options = {
    ...(border && { io }),
    ...(stores && minElements > 0 && { minElements }),
  };
  return withRules([{ technique, options }], rest);
}

/** Whether any rule lets an op compute on integers. */
export const rulesNeedData = (rules: readonly RecipeRule[]): boolean =>
  rules.some(({ action }) => isOnIntegers(action));
