import { InputError } from "../outcome.ts";
import { parseRecipe } from "./recipe.ts";
import { type ImportedRecipe, importReferenceRecipe } from "./reference.ts";

/** Lists that a recipe of ours holds. */
const ours = ["steps", "rules"];

/** Reads a recipe file: ours (an object with `rules`), or the list of litert-quantizer. Throws InputError. */
export function readRecipe(text: string): ImportedRecipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError("bad-recipe", `The recipe is no JSON: ${(error as Error).message}`);
  }
  const lists = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (
    lists.length > 0 &&
    !Array.isArray(value) &&
    lists.every(([name, list]) => Array.isArray(list) && !ours.includes(name))
  ) {
    const names = lists.map(([name]) => name).join(", ");
    throw new InputError(
      "bad-recipe",
      `The file holds recipes for several models (${names}). Save the list of the one that you need in a file of its own.`,
    );
  }
  return Array.isArray(value)
    ? importReferenceRecipe(value)
    : { recipe: parseRecipe(value), flags: [], border: null, minElements: 0 };
}
