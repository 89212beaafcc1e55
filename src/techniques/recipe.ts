// A whole recipe, some ops on integers, some with integer weights alone, some float, made into one model.

import type { OpChoice } from "../core/quant/plan.ts";
import { type MatchedRecipe, matchRecipe } from "../core/recipe/match.ts";
import type { Recipe, RecipeAction } from "../core/recipe/recipe.ts";
import type { Model } from "../core/tflite/model.ts";
import { quantizeInputsAsymmetrically } from "./dynamic-int8/index.ts";
import { int8 } from "./int8/index.ts";
import { type IntegerTechniqueOptions, integerTechnique } from "./integer.ts";
import { resolveOptions } from "./options.ts";
import { type Decide, storeWeights } from "./store-weights.ts";
import type { OpReport, TechniqueContext, TechniqueResult, TechniqueWarning } from "./technique.ts";
import { weightShapeProblem } from "./weight-shape.ts";

const integerChoices: Partial<Record<RecipeAction, OpChoice>> = {
  int8: { precision: "int8" },
  int16x8: { precision: "int16x8" },
  "int8-weight-int4": { precision: "int8", weightBits: 4 },
  "int16-weight-int4": { precision: "int16x8", weightBits: 4 },
};

/** Whether any rule needs calibration. */
export const needsData = (recipe: Recipe): boolean =>
  recipe.rules.some((rule) => integerChoices[rule.action] !== undefined);

/**
 * Applies the recipe to the primary subgraph. `options` are those of int8 that differ from their defaults. Rules
 * that did nothing are warned of. Throws InputError `needs-data` where a rule needs samples and there are none.
 */
export async function applyRecipe(
  model: Model,
  recipe: Recipe,
  context: TechniqueContext,
  options: Partial<IntegerTechniqueOptions> = {},
): Promise<TechniqueResult> {
  const matched = matchRecipe(model, recipe);
  const warnings: TechniqueWarning[] = matched.unused.map(({ message }) => ({
    code: "rule-unused",
    message,
  }));
  const integer = matched.actions.some((action) => integerChoices[action] !== undefined);
  const given = resolveOptions("recipe", int8.options, options) as unknown as IntegerTechniqueOptions;
  const choose = (o: number): OpChoice => integerChoices[matched.actions[o]!] ?? { precision: "float" };
  const first = integer
    ? await integerTechnique(model, "int8", given, context, () => ({ choose, warnings: [] }))
    : null;
  const rest = matched.actions.some((action) => action !== "float" && integerChoices[action] === undefined);
  if (!rest) {
    const nothing = { model, report: [], warnings: [], unchanged: "No rule of the recipe changes an op." };
    const result = first ?? nothing;
    return { ...result, warnings: [...warnings, ...result.warnings] };
  }
  const stored = await storeOthers(first?.model ?? model, model, matched, context);
  return {
    model: stored.model,
    report: joinReports(first?.report ?? [], stored.report),
    warnings: [...warnings, ...(first?.warnings ?? []), ...stored.warnings],
  };
}

/** Weights of the ops that stay float, as the recipe has them; ops are known again by their outputs' names. */
function storeOthers(
  current: Model,
  source: Model,
  { actions }: MatchedRecipe,
  context: TechniqueContext,
): Promise<TechniqueResult> {
  const { operators, tensors } = source.subgraphs[0]!;
  const byOutput = new Map<string, RecipeAction>();
  operators.forEach((op, o) => byOutput.set(tensors[op.outputs[0] ?? -1]?.name ?? "", actions[o]!));
  const decide: Decide = ({ place, slot, graph, op, tensor }) => {
    const action = byOutput.get(graph.tensors[op.outputs[0] ?? -1]?.name ?? "") ?? "float";
    if (place === null || action === "float" || integerChoices[action] !== undefined) return null;
    if (slot !== place.weight) return { form: { kind: "dense" }, dequantize: false, detail: null };
    if (action === "float16") {
      return { form: { kind: "float16", clamp: true }, dequantize: true, detail: "weights to float16" };
    }
    const problem = weightShapeProblem(place, tensor);
    if (problem !== null) return problem;
    const bits = action.endsWith("4") ? 4 : 8;
    const dynamic = action.startsWith("dynamic");
    return {
      form: { kind: "integer", bits, axis: place.axis },
      dequantize: !dynamic,
      detail: `weights to int${bits}, one scale per output channel${dynamic ? "; activations quantized as they come" : ", dequantized at load"}`,
    };
  };
  return storeWeights(
    current,
    { decide, finish: quantizeInputsAsymmetrically, nothing: "No weights are left for the recipe to store." },
    context,
  );
}

/** Lines of the first step, with what the second did to ops that the first had left. */
function joinReports(first: readonly OpReport[], second: readonly OpReport[]): OpReport[] {
  if (first.length === 0) return [...second];
  const later = new Map(second.map((line) => [line.tensor, line]));
  return first.map((line) => {
    const after = line.action === "kept" ? later.get(line.tensor) : undefined;
    return after?.action === "changed"
      ? { ...line, action: "changed", detail: after.detail, bytesAfter: after.bytesAfter }
      : line;
  });
}
