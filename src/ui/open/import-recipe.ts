import { InputError } from "../../core/outcome.ts";
import { loadPatterns } from "../../core/recipe/pattern.ts";
import type { RecipeFlag } from "../../core/recipe/reference.ts";
import { noticed, selected } from "../../state/changes.ts";
import { madeByRecipe } from "../../state/recipes.ts";
import { apply } from "../../state/store.ts";
import type { NamedFile, StudioActions } from "../../state/studio.ts";
import { readRecipeFile } from "../../techniques/recipe-file.ts";

/** Longer texts are no recipes. */
const longest = 4e6;

/** Makes the variants that recipe files say, ours or litert-quantizer's; says what of them could not be taken. */
export async function importRecipes(studio: StudioActions, files: readonly NamedFile[]): Promise<void> {
  for (const { path, file } of files) {
    const name = path.split("/").at(-1) ?? path;
    const say = (kind: "error" | "info", message: string): void =>
      apply(studio.store, noticed(kind, `${name}: ${message}`));
    if (studio.store.getState().model === null) {
      say("error", "This is a recipe. Open the model first, then the recipe.");
      continue;
    }
    try {
      if (file.size > longest) throw new InputError("bad-recipe", "It is too large to be a recipe.");
      await loadPatterns();
      const { flags, ...recipe } = readRecipeFile(await file.text());
      const stem = recipe.name || name.replace(/(\.recipe)?\.json$/i, "");
      apply(studio.store, selected(studio.recipe(madeByRecipe({ ...recipe, name: stem }).made)));
      if (flags.length > 0) say("info", flagText(flags));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      say("error", error.message);
    }
  }
}

const flagText = (flags: readonly RecipeFlag[]): string =>
  flags.map(({ rule, message }) => `Rule ${rule + 1}: ${message}`).join(" ");
