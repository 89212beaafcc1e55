import { indexConstants } from "../graph/constants.ts";
import { weightPlace } from "../graph/weights.ts";
import { opRules } from "../quant/op-rules.ts";
import { type Model, type Operator, operatorName } from "../tflite/model.ts";
import type { RecipeAction } from "./actions.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import type { RecipeRule } from "./recipe.ts";

/** What the recipe asks of each op of the primary subgraph. */
export interface MatchedRecipe {
  /** `actions[op]`; `float` where no rule applies. */
  readonly actions: readonly RecipeAction[];
  /** `rules[op]`: the rule that won, −1 where none did. */
  readonly rules: readonly number[];
  /** For each rule: ops that it matches, and those that it decides about. */
  readonly counts: readonly { readonly matched: number; readonly won: number }[];
  /** Rules that did nothing, each with the reason, and with a sentence that names the rule as well. */
  readonly unused: readonly { readonly rule: number; readonly reason: string; readonly message: string }[];
}

const int4 = ["FULLY_CONNECTED", "CONV_2D"];
const storedInt8 = [
  "BATCH_MATMUL",
  "CONV_2D",
  "DEPTHWISE_CONV_2D",
  "EMBEDDING_LOOKUP",
  "FULLY_CONNECTED",
  "TRANSPOSE_CONV",
];
/** Their weights are several matrices, which only hybrid kernels read as integers. */
const lstms = ["LSTM", "UNIDIRECTIONAL_SEQUENCE_LSTM"];
const float16 = ["FULLY_CONNECTED", "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "EMBEDDING_LOOKUP"];

/** Whether ops of this name can be made so: by the kernels that there are. */
export function supports(action: RecipeAction, name: string): boolean {
  switch (action) {
    case "float":
      return true;
    case "float16":
      return float16.includes(name);
    case "weight-int8":
      return storedInt8.includes(name);
    case "dynamic-int8":
      return storedInt8.includes(name) || lstms.includes(name);
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

/**
 * Gives each op the last rule that matches it and that it can take; says which rules never won. The first `base` rules
 * are what the others are exceptions to: nobody asks what became of them, and numbers in sentences begin behind them.
 */
export function matchRecipe(
  model: Model,
  recipe: { readonly rules: readonly RecipeRule[] },
  base = 0,
): MatchedRecipe {
  const graph = model.subgraphs[0]!;
  const patterns = recipe.rules.map((rule) => compilePattern(rule.match));
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
    if (won > 0 || r < base) return [];
    const name = `rule ${r + 1 - base} (${describeRule(rule)})`;
    if (matched === 0) return [{ rule: r, reason: "No op matches it.", message: `No op matches ${name}.` }];
    if (supported === 0) {
      const why = `matches only ops that cannot be ${rule.action}.`;
      return [{ rule: r, reason: `It ${why}`, message: `R${name.slice(1)} ${why}` }];
    }
    const reason = "Later rules take every op that it matches.";
    return [{ rule: r, reason, message: `Later rules take every op of ${name}.` }];
  });
  return {
    actions: rules.map((r) => recipe.rules[r]?.action ?? "float"),
    rules,
    counts: seen.map(({ matched, won }) => ({ matched, won })),
    unused,
  };
}

const matches = (rule: RecipeRule, pattern: Pattern, name: string, outputs: string): boolean =>
  (rule.op === "*" || rule.op === name) && pattern.test(outputs);

/** As the reference tool joins them: each name with a semicolon behind it. */
export const outputNames = (model: Model, op: Operator): string =>
  op.outputs.map((t) => `${model.subgraphs[0]!.tensors[t]?.name ?? ""};`).join("");

const needsWeight = (action: RecipeAction): boolean =>
  action.startsWith("weight-") || action.startsWith("dynamic-") || action === "float16";

const hasWeight = (model: Model, op: Operator): boolean =>
  weightPlace(model, op, 2) !== null || lstms.includes(operatorName(model, op));

const describeRule = ({ match, op, action }: RecipeRule): string => `${op} “${match}” → ${action}`;
