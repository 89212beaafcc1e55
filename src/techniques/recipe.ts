// A whole recipe, some ops on integers, some with integer weights alone, some float, made into one model.

import { unpackWeights } from "../core/graph/unpack-weights.ts";
import type { WeightLayer } from "../core/graph/weight-layers.ts";
import type { OpChoice } from "../core/quant/plan.ts";
import type { RecipeAction } from "../core/recipe/actions.ts";
import { type MatchedRecipe, matchRecipe } from "../core/recipe/match.ts";
import { loadPatterns } from "../core/recipe/pattern.ts";
import type { RecipeRule } from "../core/recipe/recipe.ts";
import type { Model, Operator, Subgraph, Tensor } from "../core/tflite/model.ts";
import { integerChoices } from "./choose-precision.ts";
import { quantizeInputsAsymmetrically } from "./dynamic-int8/index.ts";
import { decideLstm } from "./dynamic-int8/lstm.ts";
import { findTechnique } from "./index.ts";
import { int8 } from "./int8/index.ts";
import { int16x8 } from "./int16x8/index.ts";
import { type IntegerTechniqueOptions, integerTechnique } from "./integer.ts";
import { resolveOptions } from "./options.ts";
import { checkedOptions, checkOrder, runPipeline, type Step } from "./pipeline.ts";
import { baseRules, quantization, type RuledSteps } from "./ruled-steps.ts";
import { type Decide, storeWeights } from "./store-weights.ts";
import type { OpReport, TechniqueContext, TechniqueResult, TechniqueWarning } from "./technique.ts";
import { type PreparedWeights, prepareWeights } from "./weight-scales.ts";
import { weightShapeProblem } from "./weight-shape.ts";

/**
 * Runs the steps; where there are rules, they are applied in place of the last one, as exceptions to what it does.
 * Throws InputError as pipeline and {@link applyRecipe} do.
 */
export async function runRuled(
  model: Model,
  { steps, rules }: RuledSteps,
  context: TechniqueContext,
  frugal = false,
): Promise<TechniqueResult> {
  if (rules.length === 0) return runPipeline(model, steps, context, frugal);
  const base = baseRules(steps);
  const last = quantization(steps);
  if (steps.length > 0) checkOrder(steps.map(({ technique }) => technique));
  for (const step of steps) checkedOptions(step);
  const before = last === undefined ? steps : steps.slice(0, -1);
  const first = before.length === 0 ? null : await runPipeline(model, before, context, frugal);
  const did = (id: string): boolean => before.some(({ technique }) => technique === id);
  const { sparsity, clusters } = context.keep;
  const result = await applyRecipe(
    first?.model ?? model,
    [...base, ...rules],
    {
      ...context,
      original: model,
      keep: { sparsity: sparsity || did("prune"), clusters: clusters || did("cluster") },
    },
    base.length,
    last,
  );
  const blocks: TechniqueWarning[] =
    Number(last?.options.blockSize ?? 0) > 0
      ? [
          {
            code: "rules-without-blocks",
            message: "Beside rules, each channel has one scale; blockSize is not used.",
          },
        ]
      : [];
  return {
    ...result,
    report: [...(first?.report ?? []), ...result.report],
    warnings: [...(first?.warnings ?? []), ...blocks, ...result.warnings],
  };
}

/**
 * Applies rules to the primary subgraph. Options are those of `step` where it computes on integers, else the defaults.
 * Rules behind the first `base` that did nothing are warned of. Throws InputError `needs-data` where a rule needs
 * samples and there are none.
 */
export async function applyRecipe(
  model: Model,
  rules: readonly RecipeRule[],
  context: TechniqueContext,
  base = 0,
  step?: Step,
): Promise<TechniqueResult> {
  await loadPatterns();
  const matched = matchRecipe(model, { rules }, base);
  const warnings: TechniqueWarning[] = matched.unused.map(({ message }) => ({
    code: "rule-unused",
    message,
  }));
  const integer = matched.actions.some((action) => integerChoices[action] !== undefined);
  const narrow = matched.actions.some((action) => integerChoices[action]?.precision === "int8");
  const technique = step?.technique === "int16x8" || (step?.technique !== "int8" && !narrow) ? int16x8 : int8;
  const options = step?.technique === technique.id ? step.options : {};
  const given = resolveOptions("recipe", technique.options, options) as unknown as IntegerTechniqueOptions;
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
  const prepared = first === null ? await prepare(model, matched, context, step) : null;
  const ready = first?.model ?? prepared?.model ?? model;
  const stored = await storeOthers(ready, model, matched, context, { prepared, step });
  return {
    model: stored.model,
    report: joinReports(first?.report ?? [], stored.report),
    warnings: [...warnings, ...(first?.warnings ?? []), ...(prepared?.warnings ?? []), ...stored.warnings],
  };
}

/** Weights of the ops that stay float, as the recipe has them; ops are known again by their outputs' names. */
function storeOthers(
  current: Model,
  source: Model,
  matched: MatchedRecipe,
  context: TechniqueContext,
  { prepared, step }: { readonly prepared: PreparedWeights | null; readonly step: Step | undefined },
): Promise<TechniqueResult> {
  const actionOf = actionsByOutput(source, matched);
  const { overflow, minElements = 0 } = step?.options ?? {};
  const decide: Decide = (use) => {
    const { place, slot, graph, op, tensor, elements } = use;
    const action = actionOf(graph, op);
    if (action === "dynamic-int8") {
      const lstm = decideLstm(use, Number(minElements));
      if (lstm !== undefined) return lstm;
    }
    if (place === null || action === "float" || integerChoices[action] !== undefined) return null;
    if (slot !== place.weight) return { form: { kind: "dense" }, dequantize: false, detail: null };
    if (action === "float16") {
      return {
        form: { kind: "float16", clamp: overflow !== "refuse" },
        dequantize: true,
        detail: "weights to float16",
      };
    }
    if (elements < Number(minElements)) return `its ${elements} weights are fewer than minElements`;
    const problem = weightShapeProblem(place, tensor);
    if (problem !== null) return problem;
    const chosen = prepared?.chosenFor(op);
    const bits = chosen?.bits ?? bitsOf(action) ?? 8;
    const dynamic = action.startsWith("dynamic");
    return {
      form: { kind: "integer", bits, axis: place.axis, scales: chosen?.scales },
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

/** What the recipe says of an op, known again by its first output's name. */
function actionsByOutput(
  { subgraphs }: Model,
  { actions }: MatchedRecipe,
): (graph: Subgraph, op: Operator) => RecipeAction {
  const { operators, tensors } = subgraphs[0]!;
  const nameOf = (graph: readonly Tensor[], op: Operator): string => graph[op.outputs[0] ?? -1]?.name ?? "";
  const byOutput = new Map(operators.map((op, o) => [nameOf(tensors, op), actions[o]!]));
  return (graph, op) => byOutput.get(nameOf(graph.tensors, op)) ?? "float";
}

const bitsOf = (action: RecipeAction): 4 | 8 | null =>
  action === "float" || action === "float16" ? null : action.endsWith("4") ? 4 : 8;

/** Equalizes channels and solves the rounding as the step would do alone, where it is one that stores weights. */
async function prepare(
  model: Model,
  matched: MatchedRecipe,
  context: TechniqueContext,
  step: Step | undefined,
): Promise<PreparedWeights | null> {
  const rounding = step && findTechnique(step.technique).options.rounding;
  if (step === undefined || rounding === undefined) return null;
  const actionOf = actionsByOutput(model, matched);
  const { minElements = 0 } = step.options;
  const solve = (step.options.rounding ?? rounding.default) === "solved";
  const bits = (layer: WeightLayer, graph: Subgraph): 4 | 8 | null =>
    layer.graph > 0 || layer.rows * layer.columns < Number(minElements)
      ? null
      : bitsOf(actionOf(graph, graph.operators[layer.op]!));
  // Sparse and float16 weights are unpacked on the way, so that ops are counted in another model.
  const plain = await unpackWeights(model, context);
  return prepareWeights(plain, { bitsOf: (layer) => bits(layer, plain.subgraphs[0]!), solve }, context);
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
