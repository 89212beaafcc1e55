export const recipeInputId = "recipe-input";

/** Opens the browser's picker for a recipe file, as the button does. */
export const pickRecipe = (): void => document.getElementById(recipeInputId)?.click();
