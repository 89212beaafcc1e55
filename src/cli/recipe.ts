import type { RecipeRule } from "../core/recipe/recipe.ts";
import { parseTechniques, type Step } from "../techniques/pipeline.ts";
import { readRecipeFile } from "../techniques/recipe-file.ts";
import type { Arguments } from "./arguments.ts";
import { readShared } from "./files.ts";
import { stepsOf } from "./session.ts";

/** What a variant is made by, and which of its techniques `--set` may speak of: none where a recipe has said it. */
export interface Wanted {
  readonly steps: readonly Step[];
  readonly rules: readonly RecipeRule[];
  readonly settable: readonly string[];
}

/** Technique ids joined by `+`, or the path of a recipe file. What a recipe cannot say here is warned of. */
export function wantedOf(text: string, args: Arguments): Wanted {
  if (!/\.json$/i.test(text)) {
    const ids = parseTechniques(text);
    return { steps: stepsOf(ids, args), rules: [], settable: ids };
  }
  const { steps, rules, flags } = readRecipeFile(new TextDecoder().decode(readShared(text).slice()));
  for (const { message } of flags) process.stderr.write(`warning: ${message}\n`);
  for (const step of steps) parseTechniques(step.technique);
  return { steps, rules, settable: [] };
}
