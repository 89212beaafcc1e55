import { InputError } from "../outcome.ts";
import { parseRecipe } from "./recipe.ts";
import { type ImportedRecipe, importReferenceRecipe } from "./reference.ts";

/** Reads a recipe file: ours (an object with `rules`), or the list of litert-quantizer. Throws InputError. */
export function readRecipe(text: string): ImportedRecipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError("bad-recipe", `The recipe is no JSON: ${(error as Error).message}`);
  }
  return Array.isArray(value)
    ? importReferenceRecipe(value)
    : { recipe: parseRecipe(value), flags: [], border: null };
}
