// Precision op by op as text: the option `rules` of int8 and int16x8, and the same as rules of a recipe.
import * as v from "valibot";
import { InputError } from "../core/outcome.ts";
import type { RecipeAction } from "../core/recipe/actions.ts";
import { issueText } from "../core/recipe/issue-text.ts";
import type { RecipeRule } from "../core/recipe/recipe.ts";

const ruleSchema = v.strictObject({
  /** Searched in the names of the op's outputs. */
  regex: v.optional(v.string(), ".*"),
  /** An op's name, or `*` for all. */
  operation: v.optional(v.string(), "*"),
  precision: v.picklist(["float", "int8", "int16x8"]),
  weightBits: v.optional(v.picklist([4, 8])),
});

/** What is wanted of the ops that a rule matches; the last rule that an op can take wins. */
export type PrecisionRule = v.InferOutput<typeof ruleSchema>;

/** The rules in the text of the option `rules`: JSON, a list. Throws InputError `bad-option`. */
export function parseRules(text: string): PrecisionRule[] {
  if (text.trim() === "") return [];
  const wrong = (why: string): never => {
    throw new InputError(
      "bad-option",
      `rules must be a list such as [{"regex":"^conv1","precision":"float"}]: ${why}`,
    );
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return wrong((error as Error).message);
  }
  const result = v.safeParse(v.array(ruleSchema), parsed);
  if (!result.success) {
    return wrong(`${issueText(result.issues[0])}.`);
  }
  return result.output;
}

export const writeRules = (rules: readonly PrecisionRule[]): string =>
  rules.length === 0
    ? ""
    : JSON.stringify(
        rules.map(({ operation, ...rule }) => (operation === "*" ? rule : { ...rule, operation })),
      );

/** A pattern that finds exactly the ops with these outputs, each op's names given as {@link joined}. */
export const exactly = (outputs: readonly string[]): string => {
  const escaped = outputs.map((names) => names.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return escaped.length === 1 ? `^${escaped[0]}$` : `^(${escaped.join("|")})$`;
};

/** An op's outputs as patterns see them: each name with a semicolon behind it. */
export const joined = (names: readonly string[]): string => names.map((name) => `${name};`).join("");

const actions: Readonly<Record<PrecisionRule["precision"], readonly [RecipeAction, RecipeAction]>> = {
  float: ["float", "float"],
  int8: ["int8", "int8-weight-int4"],
  int16x8: ["int16x8", "int16-weight-int4"],
};

/** The same as a rule of a recipe, whose pattern sees all outputs' names at once, a semicolon behind each. */
export const toRecipeRule = ({ regex, operation, precision, weightBits }: PrecisionRule): RecipeRule => ({
  match: overJoined(regex),
  op: operation,
  action: actions[precision][weightBits === 4 ? 1 : 0],
});

/** Back again; null for a rule that says nothing about integers. */
export function toPrecisionRule({ match, op, action }: RecipeRule): PrecisionRule | null {
  for (const [precision, [usual, narrow]] of Object.entries(actions)) {
    if (action !== usual && action !== narrow) continue;
    return {
      regex: match,
      operation: op,
      precision: precision as PrecisionRule["precision"],
      ...(usual !== narrow && action === narrow ? { weightBits: 4 as const } : {}),
    };
  }
  return null;
}

/** `^` and `$` of a pattern for one name, for names joined by semicolons; Python reads the result the same way. */
function overJoined(regex: string): string {
  if (/^\^.*;\)?\$$/.test(regex)) return regex;
  return regex.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\^|\$/g, (part) =>
    part === "^" ? "(?:^|;)" : part === "$" ? ";" : part,
  );
}
