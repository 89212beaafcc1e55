import type { KeptRecipe } from "./database.ts";

/** The same for a row and for the recipe that is kept of it. */
export const recipeKey = ({ steps, rules, name }: KeptRecipe | Partial<KeptRecipe>): string =>
  JSON.stringify([steps, rules ?? null, name ?? null]);
