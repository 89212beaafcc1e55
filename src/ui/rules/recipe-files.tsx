import { referenceFile, writeRecipeFile } from "../../techniques/recipe-file.ts";
import type { RuledSteps } from "../../techniques/ruled-steps.ts";
import { save } from "../compare/save.ts";
import { Icon } from "../look/icons.tsx";
import "./rules.css";

interface Props {
  readonly recipe: RuledSteps;
  /** Name for the recipe and stem of the files. */
  readonly name: string;
}

/** The recipe of a variant as files: ours, and the reference tool's where that can say it. */
export function RecipeFiles({ recipe, name }: Props) {
  const reference = referenceFile(recipe);
  const json = "application/json";
  return (
    <div className="recipe-files">
      <span className="recipe-buttons">
        <button
          type="button"
          className="button"
          onClick={() => save(writeRecipeFile(name, recipe), `${name}.recipe.json`, json)}
        >
          <Icon name="download" />
          Save the recipe
        </button>
        {reference.kind === "file" && (
          <button
            type="button"
            className="button"
            onClick={() => save(reference.text, `${name}.litert-quantizer.json`, json)}
          >
            <Icon name="download" />
            Save it for litert-quantizer
          </button>
        )}
      </span>
      <span className="small dim">
        {reference.kind === "none"
          ? `There is no file of it for litert-quantizer. ${reference.reason}`
          : reference.notes.length > 0 && `In litert-quantizer: ${reference.notes.join(" ")}`}
      </span>
    </div>
  );
}
