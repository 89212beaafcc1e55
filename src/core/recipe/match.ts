import { indexConstants } from "../graph/constants.ts";
import { weightPlace } from "../graph/weights.ts";
import { opRules } from "../quant/op-rules.ts";
import { type Model, type Operator, operatorName } from "../tflite/model.ts";
import type { Recipe, RecipeAction, RecipeRule } from "./recipe.ts";

/** What the recipe asks of each op of the primary subgraph. */
export interface MatchedRecipe {
  /** `actions[op]`; `float` where no rule applies. */
  readonly actions: readonly RecipeAction[];
  /** `rules[op]`: the rule that won, −1 where none did. */
  readonly rules: readonly number[];
  /** Rules that did nothing, each with the reason. */
  readonly unused: readonly { readonly rule: number; readonly message: string }[];
}

const int4 = ["FULLY_CONNECTED", "CONV_2D"];
const dynamicInt8 = [
  "BATCH_MATMUL",
  "CONV_2D",
  "DEPTHWISE_CONV_2D",
  "EMBEDDING_LOOKUP",
  "FULLY_CONNECTED",
  "TRANSPOSE_CONV",
];
const float16 = ["FULLY_CONNECTED", "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "EMBEDDING_LOOKUP"];

/** Whether ops of this name can be made so: by the kernels that there are. */
export function supports(action: RecipeAction, name: string): boolean {
  switch (action) {
    case "float":
      return true;
    case "float16":
      return float16.includes(name);
    case "weight-int8":
    case "dynamic-int8":
      return dynamicInt8.includes(name);
    case "weight-int4":
      return [...int4, "EMBEDDING_LOOKUP", "BATCH_MATMUL"].includes(name);
    case "dynamic-int4":
      return [...int4, "EMBEDDING_LOOKUP"].includes(name);
    case "int8":
      return opRules[name] !== undefined;
    case "int16x8":
      return opRules[name]?.int16 === true;
    case "int8-weight-int4":
    case "int16-weight-int4":
      return int4.includes(name);
  }
}

/** Gives each op the last rule that matches it and that it can take; says which rules never won. */
export function matchRecipe(model: Model, recipe: Recipe): MatchedRecipe {
  const graph = model.subgraphs[0]!;
  const patterns = recipe.rules.map((rule) => new RegExp(rule.match));
  const { unpackers } = indexConstants(model, 0);
  const seen = recipe.rules.map(() => ({ matched: 0, supported: 0, won: 0 }));
  const rules = graph.operators.map((op, o) => {
    if (unpackers.has(o)) return -1;
    const name = operatorName(model, op);
    const outputs = outputNames(model, op);
    let winner = -1;
    recipe.rules.forEach((rule, r) => {
      if (!matches(rule, patterns[r]!, name, outputs)) return;
      seen[r]!.matched++;
      if (!supports(rule.action, name) || (needsWeight(rule.action) && !hasWeight(model, op))) return;
      seen[r]!.supported++;
      winner = r;
    });
    if (winner >= 0) seen[winner]!.won++;
    return winner;
  });
  const unused = recipe.rules.flatMap((rule, r) => {
    const { matched, supported, won } = seen[r]!;
    if (won > 0) return [];
    const message =
      matched === 0
        ? `No op matches rule ${r + 1} (${describeRule(rule)}).`
        : supported === 0
          ? `Rule ${r + 1} (${describeRule(rule)}) matches only ops that cannot be ${rule.action}.`
          : `Later rules take every op of rule ${r + 1} (${describeRule(rule)}).`;
    return [{ rule: r, message }];
  });
  return { actions: rules.map((r) => recipe.rules[r]?.action ?? "float"), rules, unused };
}

const matches = (rule: RecipeRule, pattern: RegExp, name: string, outputs: string): boolean =>
  (rule.op === "*" || rule.op === name) && pattern.test(outputs);

/** As the reference tool joins them: each name with a semicolon behind it. */
const outputNames = (model: Model, op: Operator): string =>
  op.outputs.map((t) => `${model.subgraphs[0]!.tensors[t]?.name ?? ""};`).join("");

const needsWeight = (action: RecipeAction): boolean =>
  action.startsWith("weight-") || action.startsWith("dynamic-") || action === "float16";

const hasWeight = (model: Model, op: Operator): boolean => weightPlace(model, op, 2) !== null;

const describeRule = ({ match, op, action }: RecipeRule): string => `${op} “${match}” → ${action}`;
