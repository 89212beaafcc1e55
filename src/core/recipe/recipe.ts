import * as v from "valibot";
import { InputError } from "../outcome.ts";
import { recipeActions } from "./actions.ts";
import { issueText } from "./issue-text.ts";
import { patternProblem } from "./pattern.ts";

const ruleSchema = v.strictObject({
  /** Regular expression, searched in the names of the op's outputs, each with a semicolon behind it. */
  match: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => patternProblem(text) === null,
        ({ input }) => patternProblem(input) ?? "",
      ),
    ),
    ".*",
  ),
  /** Builtin op name such as `CONV_2D`, or `*` for all. */
  op: v.optional(v.string(), "*"),
  action: v.picklist(recipeActions),
});

const stepSchema = v.strictObject({
  technique: v.string(),
  options: v.optional(v.record(v.string(), v.union([v.boolean(), v.number(), v.string()])), {}),
});

const recipeSchema = v.pipe(
  v.strictObject({
    name: v.optional(v.string(), ""),
    /** Techniques in order; the rules are exceptions to the last one where that quantizes. */
    steps: v.optional(v.array(stepSchema), []),
    rules: v.optional(v.array(ruleSchema), []),
  }),
  v.check(({ steps, rules }) => steps.length + rules.length > 0, "has neither steps nor rules"),
);

export type RecipeRule = v.InferOutput<typeof ruleSchema>;

/** Steps, then an ordered list of rules; for each op the last one that matches and that the op can take wins. */
export type Recipe = v.InferOutput<typeof recipeSchema>;

/**
 * Checks a recipe in our own form. Throws InputError `bad-recipe` that names the place. Patterns are checked once
 * `loadPatterns` is done, else when they are compiled.
 */
export function parseRecipe(value: unknown): Recipe {
  const result = v.safeParse(recipeSchema, value);
  if (result.success) return result.output;
  throw new InputError("bad-recipe", `The recipe is not valid: ${issueText(result.issues[0])}.`);
}
