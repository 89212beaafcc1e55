import { useEffect, useState } from "react";
import { techniqueMeta } from "../../state/catalog.ts";
import { withOption } from "../../state/steps.ts";
import { changeRecipe } from "../../state/undoable.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { OptionValue, TechniqueId } from "../../techniques/technique.ts";
import { useStudio, useStudioState } from "../studio.tsx";
import { OptionField } from "./option-field.tsx";

/** The options of each step, drawn from their specs, and the button that makes the variant with them. */
export function OptionsPanel({ id }: { readonly id: string }) {
  const studio = useStudio();
  const variant = useStudioState((state) => state.variants.find((v) => v.id === id) ?? null);
  const [steps, setSteps] = useState<readonly Step[]>(variant?.steps ?? []);
  const recipe = variant?.steps;
  // Taken back elsewhere, the options are again what they were.
  useEffect(() => {
    if (recipe !== undefined) setSteps(recipe);
  }, [recipe]);
  if (variant === null) return null;
  const set = (technique: TechniqueId, name: string, value: OptionValue) =>
    setSteps((now) => withOption(now, technique, name, value));
  const edited = JSON.stringify(steps) !== JSON.stringify(variant.steps);
  const none = steps.every((step) => Object.keys(techniqueMeta(step.technique).options).length === 0);
  return (
    <form
      className="options"
      onSubmit={(event) => {
        event.preventDefault();
        changeRecipe(studio, id, { steps, rules: variant.rules, name: variant.name }, "The options");
      }}
    >
      {none && <p className="dim">Nothing to choose: it has one way of working.</p>}
      {steps.map((step) => {
        const meta = techniqueMeta(step.technique);
        const specs = Object.entries(meta.options);
        if (specs.length === 0) return null;
        return (
          <fieldset key={step.technique}>
            <legend>{meta.label}</legend>
            {specs.map(([name, spec]) => (
              <OptionField
                key={name}
                id={`${id}.${step.technique}.${name}`}
                name={name}
                spec={spec}
                value={step.options[name] ?? spec.default}
                onChange={(value) => set(step.technique, name, value)}
              />
            ))}
          </fieldset>
        );
      })}
      <div className="option-buttons">
        <button type="submit" className={edited ? "button filled" : "button"}>
          {variant.make.state === "done" ? "Make again" : "Run"}
        </button>
        {edited && (
          <button type="button" className="button quiet" onClick={() => setSteps(variant.steps)}>
            Undo changes
          </button>
        )}
      </div>
    </form>
  );
}
