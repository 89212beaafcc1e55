// The recipe JSON of litert-quantizer (formerly ai-edge-quantizer): an ordered list of rules. For each op the last
// rule that matches and that the tool supports for the op wins. Rules of one pattern stand together, where the first
// of them stood, and one for all ops makes the tool forget those before it. The model's inputs and outputs are ops too.
import * as v from "valibot";
import { InputError } from "../outcome.ts";
import type { BorderType } from "../quant/border.ts";
import type { RecipeAction } from "./actions.ts";
import { issueText } from "./issue-text.ts";
import type { Recipe, RecipeRule } from "./recipe.ts";

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
  /** Type of the model's inputs and outputs that it asks for; null where the recipe holds its own steps. */
  readonly border: BorderType | null;
  /** Weights with fewer elements stay as they are: what the first rule says. */
  readonly minElements: number;
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
    throw new InputError("bad-recipe", `This is no quantization recipe: ${issueText(result.issues[0])}.`);
  }
  const rules: RecipeRule[] = [];
  const flags: RecipeFlag[] = [];
  const border = { INPUT: "float32", OUTPUT: "float32" } as Record<string, BorderType>;
  const minOf = ({ op_config }: Entry): number => op_config?.min_weight_elements ?? 0;
  const minElements = result.output[0] === undefined ? 0 : minOf(result.output[0]);
  const known = result.output.map((entry, rule) => ({ entry, rule })).filter(isKnown);
  for (const { entry, rule } of inTheirOrder(known)) readEntry(entry, rule);
  if (border.INPUT !== border.OUTPUT) {
    const message = `It asks for ${border.INPUT} inputs and ${border.OUTPUT} outputs; both become ${border.OUTPUT}.`;
    flags.push({ rule: 0, message, skipped: false });
  }
  flags.sort((a, b) => a.rule - b.rule);
  return { recipe: { name: "", steps: [], rules }, flags, border: border.OUTPUT!, minElements };

  function isKnown({ entry, rule }: Placed): boolean {
    const note = algorithms[entry.algorithm_key];
    const message =
      note === undefined
        ? `There is no algorithm “${entry.algorithm_key}”.`
        : `${entry.algorithm_key} is not supported here; the rule is left out.`;
    if (!note) flags.push({ rule, message, skipped: true });
    return Boolean(note);
  }

  function readEntry(entry: Entry, rule: number): void {
    const note = algorithms[entry.algorithm_key];
    const action = actionOf(entry);
    for (const side of ["INPUT", "OUTPUT"]) {
      const all = entry.operation === "*" && [".*", ""].includes(entry.regex);
      if (action !== null && (all || entry.operation === side)) border[side] = borderOf(action);
    }
    if (entry.operation === "INPUT" || entry.operation === "OUTPUT") return;
    if (action === null) {
      const message = "No kernel takes this combination of bits; the rule is left out.";
      flags.push({ rule, message, skipped: true });
      return;
    }
    if (note !== "plain") flags.push({ rule, message: `${entry.algorithm_key} ${note}.`, skipped: false });
    if (action !== "float" && minOf(entry) !== minElements) {
      flags.push({
        rule,
        message: "Its min_weight_elements is not kept; that of the first rule holds for all.",
        skipped: false,
      });
    }
    const granularity = entry.op_config?.weight_tensor_config?.granularity ?? "CHANNELWISE";
    if (granularity !== "CHANNELWISE" && action !== "float" && action !== "float16") {
      flags.push({ rule, message: `${granularity} weights become CHANNELWISE.`, skipped: false });
    }
    rules.push({ match: translate(entry.regex), op: ourNames[entry.operation] ?? entry.operation, action });
  }
}

/** An entry with its place in the file. */
interface Placed {
  readonly entry: Entry;
  readonly rule: number;
}

/** Entries as the tool ends up with them. */
function inTheirOrder(entries: readonly Placed[]): Placed[] {
  const scopes = new Map<string, readonly Placed[]>();
  for (const placed of entries) {
    const { regex, operation } = placed.entry;
    const known = scopes.get(regex) ?? [];
    const same = known.findIndex(({ entry }) => entry.operation === operation);
    if (operation === "*") scopes.set(regex, [placed]);
    else scopes.set(regex, same < 0 ? [...known, placed] : known.with(same, placed));
  }
  return [...scopes.values()].flat();
}

const borderOf = (action: RecipeAction): BorderType => {
  if (action === "int8" || action === "int8-weight-int4") return "int8";
  return action === "int16x8" || action === "int16-weight-int4" ? "int16" : "float32";
};

/** Without what only Python knows (inline flags at the front), and without the groups that made it one of its own. */
const translate = (regex: string): string => regex.replace(/^\(\?[a-zA-Z]+\)/, "").replace(/(\(\?:\))+$/, "");

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

/** What the tool can be told besides rules. */
export interface ReferenceOptions {
  readonly perChannel?: boolean;
  /** Weights with fewer elements stay as they are. */
  readonly minElements?: number;
  readonly border?: "float32" | "int8" | "int16";
}

/** Rules as the tool reads them; it quantizes the same ops in the same way. */
export function exportReferenceRecipe(
  rules: readonly RecipeRule[],
  options: ReferenceOptions = {},
): ReferenceEntry[] {
  const seen = new Map<string, number>();
  const border = (operation: string): ReferenceEntry[] =>
    options.border === undefined
      ? []
      : [
          entryOf(
            ".*",
            operation,
            options.border === "float32" ? "float" : borderActions[options.border],
            {},
          ),
        ];
  const entries = rules.map(({ match, op, action }) => entryOf(match, theirNames[op] ?? op, action, options));
  return [...entries, ...border("INPUT"), ...border("OUTPUT")].map((entry) => {
    // An empty group makes each pattern one of its own, so that the tool keeps the order of the rules.
    const times = seen.get(entry.regex) ?? 0;
    seen.set(entry.regex, times + 1);
    return { ...entry, regex: entry.regex + "(?:)".repeat(times) };
  });
}

const borderActions = { int8: "int8", int16: "int16x8" } as const;

/** Ops that the tool knows at all, by its names. */
export const isKnownToReference = (op: string): boolean =>
  op === "*" || knownOps.includes(theirNames[op] ?? op);

const knownOps =
  "FULLY_CONNECTED BATCH_MATMUL DEPTHWISE_CONV_2D CONV_2D CONV_2D_TRANSPOSE AVERAGE_POOL_2D RESHAPE EMBEDDING_LOOKUP SOFTMAX TANH TRANSPOSE GELU ADD SUB MUL MEAN RSQRT CONCATENATION STRIDED_SLICE SPLIT LOGISTIC SLICE SUM SELECT SELECT_V2 DYNAMIC_UPDATE_SLICE STABLEHLO_COMPOSITE PAD SQUARED_DIFFERENCE MAX_POOL_2D RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR GATHER_ND PACK UNPACK DIV BROADCAST_TO SQRT GATHER HARD_SWISH MAXIMUM PADV2 REDUCE_MIN EQUAL NOT_EQUAL MIRROR_PAD SPACE_TO_DEPTH RELU".split(
    " ",
  );

const entryOf = (
  regex: string,
  operation: string,
  action: RecipeAction,
  options: ReferenceOptions,
): ReferenceEntry => ({
  regex,
  operation,
  algorithm_key: algorithmOf(action),
  op_config: configOf(action, options),
});

const algorithmOf = (action: RecipeAction): string => {
  if (action === "float") return "no_quantize";
  return action === "float16" ? "float_casting" : "min_max_uniform_quantize";
};

function configOf(
  action: RecipeAction,
  { perChannel = true, minElements = 0 }: ReferenceOptions,
): Record<string, unknown> {
  const common = { skip_checks: false, min_weight_elements: minElements };
  const weights = (num_bits: number, dtype = "INT"): Record<string, unknown> => ({
    num_bits,
    symmetric: true,
    granularity: dtype === "INT" && perChannel ? "CHANNELWISE" : "TENSORWISE",
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
