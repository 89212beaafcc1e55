// Recipes of variants, out to links and kept models and back in. What comes in was written by anybody.
import { InputError } from "../core/outcome.ts";
import type { Recipe } from "../core/report/recipe.ts";
import { isTargetId, type TargetId } from "../core/targets/target.ts";
import type { Step } from "../techniques/pipeline.ts";
import { takesRules } from "../techniques/ruled-steps.ts";
import type { OptionSpec, OptionValue } from "../techniques/technique.ts";
import { catalog } from "./catalog.ts";
import type { Made } from "./variants.ts";

/** Seed that every variant of the page is made with. */
const seed = 1;

export const recipeOf = ({ steps, rules = [], name = "" }: Made, target: TargetId | null): Recipe => ({
  steps: steps.map(({ technique, options }) => ({ technique, options })),
  seed,
  ...(rules.length > 0 && { rules }),
  ...(name !== "" && { name }),
  ...(target === null ? {} : { target }),
});

/** What a recipe makes and for which target, checked against the techniques that there are. Throws InputError `bad-recipe`. */
export function madeByRecipe(recipe: Pick<Recipe, "steps" | "rules" | "name" | "target">): {
  readonly made: Required<Made>;
  readonly target: TargetId | null;
} {
  const { rules = [], name = "" } = recipe;
  const steps = recipe.steps.map(({ technique, options }): Step => {
    const meta = catalog.find(({ id }) => id === technique);
    if (meta === undefined) throw bad(`no technique here is called “${technique}”`);
    for (const [name, value] of Object.entries(options)) {
      const spec = Object.hasOwn(meta.options, name) ? meta.options[name] : undefined;
      if (spec === undefined || !isWithin(spec, value))
        throw bad(`${meta.label} takes no ${name} of ${value}`);
    }
    return { technique: meta.id, options };
  });
  const last = steps.length - 1;
  const orderly = steps.every(
    ({ technique }, i) => i === last || catalog.find(({ id }) => id === technique)!.kind === "structure",
  );
  if ((last < 0 && rules.length === 0) || !orderly) throw bad("only the last technique may quantize");
  if (rules.length > 0 && !takesRules(steps)) throw bad("training takes no rules");
  return {
    made: { steps, rules, name },
    target: recipe.target !== undefined && isTargetId(recipe.target) ? recipe.target : null,
  };
}

const bad = (why: string): InputError =>
  new InputError("bad-recipe", `The recipe cannot be followed: ${why}. It may be from another version.`);

function isWithin(spec: OptionSpec, value: OptionValue): boolean {
  switch (spec.type) {
    case "number":
      return typeof value === "number" && value >= spec.min && value <= spec.max;
    case "choice":
      return typeof value === "string" && spec.choices.includes(value);
    case "boolean":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string";
  }
}
