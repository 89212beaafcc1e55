import { useEffect, useState } from "react";
import { outcomeOfError } from "../../core/outcome.ts";
import { loadPatterns } from "../../core/recipe/pattern.ts";
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import { original } from "../../engine/facts/variant.ts";
import { techniqueMeta } from "../../state/catalog.ts";
import type { Variant } from "../../state/model.ts";
import { changeRecipe } from "../../state/undoable.ts";
import { needsData } from "../../state/variants.ts";
import type { RuleFacts } from "../../techniques/rule-facts.ts";
import {
  ownRules,
  quantization,
  type RuledSteps,
  takesRules,
  withRules,
} from "../../techniques/ruled-steps.ts";
import { useStudio, useStudioState } from "../studio.tsx";
import { ImportRecipe } from "./import-recipe.tsx";
import { RecipeFiles } from "./recipe-files.tsx";
import { RuleLine } from "./rule-line.tsx";
import "./rules.css";

interface Props {
  readonly variant: Variant;
  readonly label: string;
  /** The rules as they stand here, run or not. */
  readonly draft: readonly RecipeRule[];
  readonly onDraft: (rules: readonly RecipeRule[]) => void;
  /** Told which row the rules went to. */
  readonly onRow: (id: string) => void;
}

/** The rules of a variant as a list to read and change, and the buttons that make it by them. */
export default function RulesPanel({ variant, label, draft, onDraft, onRow }: Props) {
  const studio = useStudio();
  const model = useStudioState((state) => state.model);
  const hasData = useStudioState((state) => state.data.state === "done");
  const own = ownRules(variant);
  const changed = JSON.stringify(own) !== JSON.stringify(draft);
  const facts = useFacts(variant, draft, changed);
  const kinds = [...new Set(model?.ops.map(({ name }) => name) ?? [])].sort();
  const recipe = withRules(variant.steps, draft);
  const isOriginal = variant.id === original;
  const empty = recipe.steps.length === 0 && draft.length === 0;
  const stem = `${(model?.name ?? "model").replace(/\.tflite$/i, "")}.${variant.name || variant.id}`;
  const put = (rules: readonly RecipeRule[]): void => onDraft(rules);
  if (!takesRules(variant.steps)) {
    return (
      <section className="rules-panel" aria-label="Rules">
        <p className="dim">Training settles how each op is stored, so {label} takes no rules.</p>
      </section>
    );
  }
  return (
    <section className="rules-panel" aria-label="Rules">
      <div className="rules-head">
        <h3>Rules</h3>
        <p className="small dim">
          {baseText(variant.steps)}
          {draft.length === 0
            ? ". Choose ops above to make exceptions."
            : ", but for these rules. The last one that matches an op, and that the op can take, wins."}
        </p>
      </div>
      {draft.length > 0 && (
        <ol className="rule-list" aria-label={`Rules of ${label}`}>
          {draft.map((rule, i) => (
            <RuleLine
              // biome-ignore lint/suspicious/noArrayIndexKey: rules are known by their place
              key={i}
              rule={rule}
              number={i + 1}
              count={draft.length}
              facts={facts?.[i] ?? null}
              kinds={kinds}
              onChange={(next) => put(draft.with(i, next))}
              onMove={(by) => put(draft.with(i, draft[i + by]!).with(i + by, rule))}
              onRemove={() => put(draft.toSpliced(i, 1))}
            />
          ))}
        </ol>
      )}
      <div className="recipe-buttons">
        {!isOriginal && (
          <button
            type="button"
            className={changed ? "button filled" : "button"}
            disabled={!changed || empty}
            onClick={() => {
              changeRecipe(studio, variant.id, { ...recipe, name: variant.name }, "The rules");
              onRow(variant.id);
            }}
          >
            Run again with these rules
          </button>
        )}
        <button
          type="button"
          className={isOriginal && changed ? "button filled" : "button"}
          disabled={!changed || empty}
          onClick={() => {
            onRow(studio.recipe(recipe));
            onDraft(own);
          }}
        >
          Run as a row of its own
        </button>
        {changed && (
          <button type="button" className="button quiet" onClick={() => onDraft(own)}>
            Undo changes
          </button>
        )}
        <ImportRecipe className="end" />
      </div>
      {changed && needsData(recipe) && !hasData && (
        <p className="small">These rules need some typical inputs: add data, and it runs.</p>
      )}
      {!isOriginal && !changed && <RecipeFiles recipe={variant} name={stem} />}
    </section>
  );
}

function baseText(steps: RuledSteps["steps"]): string {
  const last = quantization(steps);
  return last === undefined ? "Float for all ops" : `${techniqueMeta(last.technique).label} for all ops`;
}

/** What becomes of each rule: as it was made, or as the engine foresees it. */
function useFacts(
  variant: Variant,
  draft: readonly RecipeRule[],
  changed: boolean,
): readonly RuleFacts[] | null {
  const { api } = useStudio();
  const made = !changed && variant.make.state === "done" ? variant.make.value.rules : null;
  const [held, setHeld] = useState<{ readonly of: unknown; readonly facts: readonly RuleFacts[] } | null>(
    null,
  );
  const { steps } = variant;
  useEffect(() => void loadPatterns(), []);
  useEffect(() => {
    let current = true;
    if (made === null && draft.length > 0)
      void api
        .previewRules(withRules(steps, draft))
        .catch(outcomeOfError)
        .then((outcome) => {
          if (current && outcome.state === "done") setHeld({ of: draft, facts: outcome.value });
        });
    return () => {
      current = false;
    };
  }, [api, steps, draft, made]);
  return made ?? (held?.of === draft ? held.facts : null);
}
