import { optionOf, withOption } from "../../state/steps.ts";
import { type Made, sameRecipe } from "../../state/variants.ts";
import { showRow } from "../compare/show-row.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio, useStudioState } from "../studio.tsx";

/** Makes a row that leaves depthwise convolutions float, or shows it where it is there. */
export function DepthwiseButton({ id }: { readonly id: string }) {
  const studio = useStudio();
  const made = useStudioState(({ variants }) => variants.find((variant) => variant.id === id));
  const faster: Made | null =
    made && optionOf(made.steps, "dynamic-int8", "depthwise") !== undefined
      ? { ...made, steps: withOption(made.steps, "dynamic-int8", "depthwise", "float") }
      : null;
  const there = useStudioState(({ variants }) => faster && variants.some((v) => sameRecipe(v, faster)));
  if (faster === null || there) return null;
  return (
    <span className="recipe-buttons">
      <button type="button" className="button" onClick={() => showRow(studio.recipe(faster))}>
        <Icon name="plus" />
        Add it with depthwise in float
      </button>
    </span>
  );
}
