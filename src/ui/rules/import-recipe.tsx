import { FileButton } from "../open/file-button.tsx";
import { importRecipes } from "../open/import-recipe.ts";
import { recipeInputId } from "../open/pick-recipe.ts";
import { useStudio } from "../studio.tsx";

/** Takes a recipe file and makes the variant that it says. `main` is the one that the palette opens. */
export function ImportRecipe({
  className,
  main = false,
}: {
  readonly className?: string;
  readonly main?: boolean;
}) {
  const studio = useStudio();
  return (
    <FileButton
      label={main ? "Import a recipe" : "Import a recipe file"}
      text="Import a recipe"
      icon="open"
      accept=".json,application/json"
      {...(main && { id: recipeInputId })}
      {...(className !== undefined && { className })}
      onFiles={(files) => void importRecipes(studio, files)}
    />
  );
}
