// The recipe JSON of litert-quantizer (formerly ai-edge-quantizer): an ordered list of rules. For each op the last
// rule that matches and that the tool supports for the op wins.
import * as v from "valibot";
import { InputError } from "../outcome.ts";
import type { Recipe, RecipeAction, RecipeRule } from "./recipe.ts";

const tensorSchema = v.looseObject({
  num_bits: v.number(),
  symmetric: v.optional(v.boolean(), true),
  granularity: v.optional(v.string(), "TENSORWISE"),
  dtype: v.optional(v.string(), "INT"),
});

const entrySchema = v.looseObject({
  regex: v.string(),
  operation: v.string(),
  algorithm_key: v.string(),
  op_config: v.optional(
    v.looseObject({
      activation_tensor_config: v.optional(v.nullable(tensorSchema)),
      weight_tensor_config: v.optional(v.nullable(tensorSchema)),
      compute_precision: v.optional(v.string(), "FLOAT"),
      explicit_dequantize: v.optional(v.boolean(), false),
      min_weight_elements: v.optional(v.number(), 0),
    }),
  ),
});
type Entry = v.InferOutput<typeof entrySchema>;

/** Something that could not be carried over as it stands. */
export interface RecipeFlag {
  /** Index of the rule in the list it came from. */
  readonly rule: number;
  readonly message: string;
  /** Whether the rule was left out, or taken in the nearest form. */
  readonly skipped: boolean;
}

export interface ImportedRecipe {
  readonly recipe: Recipe;
  readonly flags: readonly RecipeFlag[];
}

/** Algorithms of the tool other than plain min/max, with what is done here instead. */
const algorithms: Readonly<Record<string, "plain" | string>> = {
  no_quantize: "plain",
  min_max_uniform_quantize: "plain",
  float_casting: "plain",
  OCTAV: "clips weights at their optimum; min/max is used here",
  MSE: "clips weights by squared error; min/max is used here",
  GPTQ: "rounds weights by their effect on the output; choose rounding=solved for the like",
  OSCAR: "searches the weights' scales; min/max is used here",
  HADAMARD_ROTATION: "",
  DECOMPOSED_HADAMARD_ROTATION: "",
  dequantized_weight_recovery: "",
};

/** Ops that the tool names differently. */
const theirNames: Readonly<Record<string, string>> = { TRANSPOSE_CONV: "CONV_2D_TRANSPOSE" };
const ourNames: Readonly<Record<string, string>> = { CONV_2D_TRANSPOSE: "TRANSPOSE_CONV" };

/** Reads the tool's list. Throws InputError `bad-recipe` where it is none. */
export function importReferenceRecipe(value: unknown): ImportedRecipe {
  const result = v.safeParse(v.array(entrySchema), value);
  if (!result.success) {
    const path = result.issues[0].path?.map((part) => String(part.key)).join(".") ?? "";
    throw new InputError(
      "bad-recipe",
      `This is no quantization recipe at “${path || "the top"}”: ${result.issues[0].message}.`,
    );
  }
  const rules: RecipeRule[] = [];
  const flags: RecipeFlag[] = [];
  result.output.forEach((entry, rule) => {
    const note = algorithms[entry.algorithm_key];
    const skip = (message: string): void => void flags.push({ rule, message, skipped: true });
    if (note === undefined) return skip(`There is no algorithm “${entry.algorithm_key}”.`);
    if (note === "") return skip(`${entry.algorithm_key} is not supported here; the rule is left out.`);
    const action = actionOf(entry);
    if (action === null) return skip("No kernel takes this combination of bits; the rule is left out.");
    if (note !== "plain") flags.push({ rule, message: `${entry.algorithm_key} ${note}.`, skipped: false });
    if (entry.op_config?.min_weight_elements) {
      flags.push({
        rule,
        message: "min_weight_elements is not kept: weights of any size are meant.",
        skipped: false,
      });
    }
    const granularity = entry.op_config?.weight_tensor_config?.granularity ?? "CHANNELWISE";
    if (granularity !== "CHANNELWISE" && action !== "float" && action !== "float16") {
      flags.push({ rule, message: `${granularity} weights become CHANNELWISE.`, skipped: false });
    }
    rules.push({ match: translate(entry.regex), op: ourNames[entry.operation] ?? entry.operation, action });
  });
  return { recipe: { name: "", rules }, flags };
}

/** Python's inline flags at the front of a pattern have another form in JavaScript. */
const translate = (regex: string): string => regex.replace(/^\(\?[a-zA-Z]+\)/, "");

function actionOf(entry: Entry): RecipeAction | null {
  if (entry.algorithm_key === "no_quantize") return "float";
  const config = entry.op_config;
  const weight = config?.weight_tensor_config ?? null;
  const activation = config?.activation_tensor_config ?? null;
  if (weight === null && activation === null) return null;
  if (entry.algorithm_key === "float_casting" || weight?.dtype === "FLOAT") {
    return weight?.num_bits === 16 ? "float16" : null;
  }
  const bits = weight?.num_bits ?? 8;
  if (bits !== 8 && bits !== 4) return null;
  if (activation !== null && config?.compute_precision === "INTEGER") {
    if (activation.num_bits === 8) return bits === 8 ? "int8" : "int8-weight-int4";
    if (activation.num_bits === 16) return bits === 8 ? "int16x8" : "int16-weight-int4";
    return null;
  }
  const integer = config?.compute_precision === "INTEGER";
  if (integer) return bits === 8 ? "dynamic-int8" : "dynamic-int4";
  return bits === 8 ? "weight-int8" : "weight-int4";
}

/** One entry of the tool's list. */
export interface ReferenceEntry {
  readonly regex: string;
  readonly operation: string;
  readonly algorithm_key: string;
  readonly op_config: Readonly<Record<string, unknown>>;
}

/** The recipe as the tool reads it; it quantizes the same ops in the same way. */
export function exportReferenceRecipe(recipe: Recipe): ReferenceEntry[] {
  return recipe.rules.map(({ match, op, action }) => ({
    regex: match,
    operation: theirNames[op] ?? op,
    algorithm_key: algorithmOf(action),
    op_config: configOf(action),
  }));
}

const algorithmOf = (action: RecipeAction): string => {
  if (action === "float") return "no_quantize";
  return action === "float16" ? "float_casting" : "min_max_uniform_quantize";
};

function configOf(action: RecipeAction): Record<string, unknown> {
  const common = { skip_checks: false, min_weight_elements: 0 };
  const weights = (num_bits: number, dtype = "INT"): Record<string, unknown> => ({
    num_bits,
    symmetric: true,
    granularity: dtype === "INT" ? "CHANNELWISE" : "TENSORWISE",
    dtype,
  });
  const activations = (num_bits: number): Record<string, unknown> => ({
    num_bits,
    symmetric: num_bits === 16,
    granularity: "TENSORWISE",
    dtype: "INT",
  });
  const weightOnly = (weight: Record<string, unknown>): Record<string, unknown> => ({
    weight_tensor_config: weight,
    compute_precision: "FLOAT",
    explicit_dequantize: true,
    ...common,
  });
  const integer = (bits: number, activationBits: number | null): Record<string, unknown> => ({
    ...(activationBits === null ? {} : { activation_tensor_config: activations(activationBits) }),
    weight_tensor_config: weights(bits),
    compute_precision: "INTEGER",
    explicit_dequantize: false,
    ...common,
  });
  switch (action) {
    case "float":
      return { compute_precision: "FLOAT", explicit_dequantize: false, ...common };
    case "float16":
      return weightOnly(weights(16, "FLOAT"));
    case "weight-int8":
      return weightOnly(weights(8));
    case "weight-int4":
      return weightOnly(weights(4));
    case "dynamic-int8":
      return integer(8, null);
    case "dynamic-int4":
      return integer(4, null);
    case "int8":
      return integer(8, 8);
    case "int16x8":
      return integer(8, 16);
    case "int8-weight-int4":
      return integer(4, 8);
    case "int16-weight-int4":
      return integer(4, 16);
  }
}
