// A link with a recipe: it waits for its model, then makes the variant.
import { InputError } from "../../core/outcome.ts";
import { recipeInLink } from "../../core/report/recipe.ts";
import { noticed, targetChosen } from "../../state/changes.ts";
import { madeByRecipe } from "../../state/recipes.ts";
import { apply } from "../../state/store.ts";
import type { StudioActions } from "../../state/studio.ts";
import { titleOf } from "../../state/variants.ts";

/** Takes the recipe in an address, now where a model is open, else as soon as one is. */
export function followRecipe(studio: StudioActions, address: string): void {
  try {
    const recipe = recipeInLink(address);
    if (recipe === null) return;
    const { made, target } = madeByRecipe(recipe);
    if (target !== null) apply(studio.store, targetChosen(target));
    if (studio.store.getState().model !== null) {
      studio.recipe(made);
      return;
    }
    apply(
      studio.store,
      noticed("info", `This link carries a recipe: ${titleOf(made)}. Open the model, and it is made.`),
    );
    const stop = studio.store.subscribe((now) => {
      if (now.model === null) return;
      stop();
      // After the runner saw the fresh model's rows.
      queueMicrotask(() => studio.recipe(made));
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    apply(studio.store, noticed("error", error.message));
  }
}
