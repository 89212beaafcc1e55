import { Tabs } from "radix-ui";
import { lazy, useMemo, useState } from "react";
import { outcomeOfError } from "../../core/outcome.ts";
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import { original, type VariantId } from "../../engine/facts/variant.ts";
import { techniqueMeta } from "../../state/catalog.ts";
import { type Row, selectRows } from "../../state/derived/rows.ts";
import type { Variant } from "../../state/model.ts";
import { ownRules, takesRules } from "../../techniques/ruled-steps.ts";
import { showDetails } from "../compare/show-row.ts";
import { pickData } from "../data/pick-data.ts";
import { Icon } from "../look/icons.tsx";
import { Part } from "../look/part.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import "./closer-look.css";

// Canvas and layout are a third of the page's code; they come when a tab is opened.
const GraphPanel = lazy(() => import("./graph-panel.tsx"));
const RulesPanel = lazy(() => import("../rules/rules-panel.tsx"));
const RepairPanel = lazy(() => import("../repair/repair-panel.tsx"));

const panelId = "look-inside";

/** Inside the models: the graph with its errors, and repair. Folded until somebody wants it. */
export default function CloserLook() {
  const studio = useStudio();
  const rows = useStudioState(selectRows);
  const selected = useStudioState((state) => state.selected);
  const session = useStudioState((state) => state.session);
  const data = useStudioState((state) => (state.data.state === "done" ? state.data.value : null));
  const variants = useStudioState((state) => state.variants);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, readonly RecipeRule[]>>(new Map());
  const [tab, setTab] = useState<string>("");
  const [chosen, setChosen] = useState<VariantId | null>(null);
  const [op, setOp] = useState<number | null>(null);
  const made = rows.filter(({ id, facts }) => id === original || facts !== null);
  const wanted = chosen ?? selected;
  // A row that is being made again by its rules stays in sight.
  const row = made.find(({ id }) => id === wanted) ?? rows.find(({ id }) => id === chosen) ?? made[0];
  const variant = variants.find(({ id }) => id === row?.id);
  const own = useOwnRules(variant);
  if (row === undefined || variant === undefined) return null;
  const run = `${variant.id}:${variant.run}`;
  const draftKey = `${session} ${run}`;
  const draft = drafts.get(draftKey) ?? own;
  const setDraft = (rules: readonly RecipeRule[]): void => setDrafts(new Map([...drafts, [draftKey, rules]]));
  const version = `${session} ${run} ${data?.source ?? ""} ${data?.count ?? 0}`;
  const open = (wanted: string): void => {
    setTab(wanted);
    // What opens below the window would not be noticed.
    if (tab === "") requestAnimationFrame(() => showDetails(panelId));
  };
  const show = async (tensor: string): Promise<void> => {
    const outcome = await studio.api.graph(row.id).catch(outcomeOfError);
    if (outcome.state !== "done") return;
    const [graph] = outcome.value;
    const found = graph?.ops.find(({ outputs }) => graph.tensors[outputs[0] ?? -1]?.name === tensor);
    setOp(found?.index ?? null);
    setTab("graph");
  };
  return (
    <section id={panelId} className="panel closer-look" aria-labelledby="closer-title">
      {/* Who walks by with the Tab key does not open it. */}
      <Tabs.Root value={tab} onValueChange={open} activationMode="manual">
        <div className="panel-head">
          <h2 id="closer-title">Look inside</h2>
          <Tabs.List className="segmented" aria-label="Look inside">
            <Tabs.Trigger value="graph">Graph and rules</Tabs.Trigger>
            <Tabs.Trigger value="repair">Repair</Tabs.Trigger>
          </Tabs.List>
          {tab === "" ? (
            <span className="dim small">
              Every op with its tensors and its error; rules op by op; the ops that cost accuracy.
            </span>
          ) : (
            <label className="end closer-variant small">
              of
              <select
                className="field"
                value={row.id}
                onChange={(event) => {
                  setChosen(event.currentTarget.value);
                  setOp(null);
                }}
              >
                {(made.includes(row) ? made : [...made, row]).map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        <Tabs.Content value="graph">
          <Part fallback={<p className="closer-wait">Loading the graph…</p>}>
            {row.facts === null && <NotMade row={row} />}
            {row.facts !== null && (
              <GraphPanel
                api={studio.api}
                id={row.id}
                label={row.label}
                version={version}
                newFlag={studio.newFlag}
                selectedOp={op}
                onSelectOp={setOp}
                onRule={takesRules(variant.steps) ? (rule) => setDraft([...draft, rule]) : null}
              />
            )}
            <RulesPanel
              variant={variant}
              label={row.label}
              draft={draft}
              onDraft={setDraft}
              onRow={(id) => {
                setChosen(id);
                setOp(null);
              }}
            />
          </Part>
        </Tabs.Content>
        <Tabs.Content value="repair">
          {!canKeepOps(variant) ? (
            <RepairWhat row={row} rows={rows} onChoose={setChosen} />
          ) : row.facts === null ? (
            <NotMade row={row} />
          ) : (
            <Part fallback={<p className="closer-wait">Loading…</p>}>
              <RepairPanel
                key={`${row.id} ${version}`}
                api={studio.api}
                id={row.id}
                label={row.label}
                hasData={data !== null}
                newFlag={studio.newFlag}
                onShowOp={(tensor) => void show(tensor)}
                // The new row becomes the chosen one; what was repaired stays in sight here.
                onMake={() => setChosen(row.id)}
                onRecipe={(steps) => {
                  setChosen(row.id);
                  studio.recipe({ steps });
                }}
              />
            </Part>
          )}
        </Tabs.Content>
      </Tabs.Root>
    </section>
  );
}

/** Whether single ops of it can stay at a higher precision: where the last step computes in integers. */
function canKeepOps({ steps }: Variant): boolean {
  const last = steps.at(-1);
  return last !== undefined && techniqueMeta(last.technique).options.rules !== undefined;
}

interface RepairWhatProps {
  /** What is chosen, and cannot be repaired. */
  readonly row: Row;
  readonly rows: readonly Row[];
  readonly onChoose: (id: VariantId) => void;
}

/** Repair is for what computes in integers: those that are made at a click, and what the others wait for. */
function RepairWhat({ row, rows, onChoose }: RepairWhatProps) {
  const found = rows.filter(({ family }) => family === "integer");
  const made = found.filter(({ facts }) => facts !== null);
  return (
    <div className="closer-wait">
      <p>
        Integer variants can lose accuracy in a few ops. Repair finds the fewest that must stay at a higher
        precision, and says what they cost in bytes.
        {row.id !== original && ` ${row.label} is none of them.`}
      </p>
      <div className="closer-choices">
        {made.map(({ id, label }) => (
          <button key={id} type="button" className="button" onClick={() => onChoose(id)}>
            Repair {label}
          </button>
        ))}
        {made.length === 0 && found.some(({ status }) => status.kind === "needs-data") && (
          <button type="button" className="button" onClick={pickData}>
            <Icon name="plus" />
            Add data to make one
          </button>
        )}
      </div>
    </div>
  );
}

/** The same list until the row's steps or rules change. */
function useOwnRules(variant: Variant | undefined): readonly RecipeRule[] {
  const { steps, rules } = variant ?? noRecipe;
  return useMemo(() => ownRules({ steps, rules }), [steps, rules]);
}

const noRecipe = { steps: [], rules: [] };

/** What stands in the graph's place while there is no file. */
function NotMade({ row: { label, status } }: { readonly row: Row }) {
  const text =
    status.kind === "failed"
      ? status.failure.message
      : status.kind === "stopped"
        ? `${label} was stopped.`
        : status.kind === "needs-data"
          ? `${label} waits for data: add some typical inputs.`
          : `${label} is being made; its graph comes with the file.`;
  return (
    <p className="closer-wait" role="status">
      {text}
    </p>
  );
}
