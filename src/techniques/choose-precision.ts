// Precision op by op, by rules over the names of ops' outputs.
import type { OpChoice, Precision } from "../core/quant/plan.ts";
import type { RecipeAction } from "../core/recipe/actions.ts";
import { matchRecipe, outputNames } from "../core/recipe/match.ts";
import { type Model, type OperatorIndex, operatorName } from "../core/tflite/model.ts";
import { exactly, type PrecisionRule, toRecipeRule } from "./rules.ts";
import type { TechniqueWarning } from "./technique.ts";

/** Rules that give exactly these ops of the primary subgraph a precision, by the full name of their output. */
export function rulesForOps(model: Model, ops: ReadonlyMap<OperatorIndex, Precision>): PrecisionRule[] {
  const { operators } = model.subgraphs[0]!;
  return [...ops]
    .sort(([a], [b]) => a - b)
    .map(([o, precision]) => {
      const names = outputNames(model, operators[o]!);
      return { regex: exactly([names]), operation: operatorName(model, operators[o]!), precision };
    });
}

/** What a rule of a recipe says to the ops that compute on integers; absent for all others. */
export const integerChoices: Partial<Record<RecipeAction, OpChoice>> = {
  int8: { precision: "int8" },
  int16x8: { precision: "int16x8" },
  "int8-weight-int4": { precision: "int8", weightBits: 4 },
  "int16-weight-int4": { precision: "int16x8", weightBits: 4 },
};

export interface ChosenPrecision {
  choose(op: OperatorIndex): OpChoice;
  readonly warnings: readonly TechniqueWarning[];
}

/** What the rules say of every op of the primary subgraph; a rule that decides about none is warned of. */
export function choosePrecision(
  model: Model,
  precision: Precision,
  rules: readonly PrecisionRule[],
): ChosenPrecision {
  const matched = matchRecipe(model, { rules: rules.map(toRecipeRule) });
  return {
    choose: (o) => {
      if (matched.rules[o]! < 0) return { precision };
      return integerChoices[matched.actions[o]!] ?? { precision: "float" };
    },
    warnings: matched.unused.map(({ message }) => ({ code: "rule-unmatched", message })),
  };
}
