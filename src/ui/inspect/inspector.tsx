import { Tabs } from "radix-ui";
import { lazy } from "react";
import { targetNames } from "../../core/targets/target.ts";
import { detailOpened, selected } from "../../state/changes.ts";
import { selectRows } from "../../state/derived/rows.ts";
import { apply } from "../../state/store.ts";
import { removeVariant } from "../../state/undoable.ts";
import { isFurther } from "../../state/variants.ts";
import { Icon } from "../look/icons.tsx";
import { Mark } from "../look/mark.tsx";
import { Part } from "../look/part.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { TrainingPanel } from "../train/training-panel.tsx";
import { FigureList } from "./figure-list.tsx";
import { OpReportTable } from "./op-report.tsx";
import { OptionsPanel } from "./options-panel.tsx";
import { WeightDrawings } from "./weight-drawing.tsx";
import "./inspect.css";

const TargetDetails = lazy(() => import("../target/target-details.tsx"));
const WeightsPanel = lazy(() => import("../weights/weights-panel.tsx"));
const UseIt = lazy(() => import("../share/use-it.tsx"));

/** Everything about the chosen row: its figures in words, what changed in each op, its options. */
export function Inspector() {
  const studio = useStudio();
  const row = useStudioState((state) => selectRows(state).find(({ id }) => id === state.selected) ?? null);
  const wanted = useStudioState((state) => state.detail);
  const target = useStudioState((state) => state.target);
  const made = useStudioState(({ variants, selected: id }) => variants.find((v) => v.id === id));
  if (row === null) return null;
  const { facts } = row;
  const changed = facts?.report.filter((op) => op.action === "changed").length ?? 0;
  const tabs = [
    { id: "figures", name: "Figures", shown: true },
    { id: "training", name: "Training", shown: row.training !== null },
    {
      id: "weights",
      name: "Weights",
      shown: made?.steps.some(({ technique }) => technique === "prune" || technique === "cluster") ?? false,
    },
    {
      id: "ops",
      name: facts ? `What changed (${changed})` : "What changed",
      shown: row.family !== "original",
    },
    {
      id: "target",
      name: target === null ? "" : targetNames[target],
      shown: target !== null && facts !== null,
    },
    { id: "share", name: "Use it", shown: facts !== null },
    { id: "options", name: "Options", shown: row.family !== "original" },
  ].filter(({ shown }) => shown);
  const active =
    tabs.find(({ id }) => id === wanted)?.id ?? (row.training && facts === null ? "training" : "figures");
  return (
    <section className="inspector" aria-label={`Details of ${row.label}`}>
      <div className="inspector-head">
        <Mark row={row} />
        <h3>{row.label}</h3>
        {(row.family === "combination" || isFurther(row.id)) && (
          <button type="button" className="button quiet" onClick={() => removeVariant(studio, row.id)}>
            Remove this row
          </button>
        )}
        <button
          type="button"
          className="button quiet icon-only"
          aria-label={`Close details of ${row.label}`}
          onClick={() => apply(studio.store, selected(null))}
        >
          <Icon name="close" />
        </button>
      </div>
      {row.summary && <p className="dim inspector-summary">{row.summary}</p>}
      {made && <WeightDrawings steps={made.steps} />}
      {facts?.unchanged && <p className="inspector-warning">{facts.unchanged}</p>}
      <Tabs.Root value={active} onValueChange={(tab) => apply(studio.store, detailOpened(tab))}>
        <Tabs.List className="segmented" aria-label="Details">
          {tabs.map(({ id, name }) => (
            <Tabs.Trigger key={id} value={id}>
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="figures" className="inspector-tab">
          <FigureList row={row} />
        </Tabs.Content>
        {row.training && (
          <Tabs.Content value="training" className="inspector-tab">
            <TrainingPanel row={row} training={row.training} />
          </Tabs.Content>
        )}
        <Tabs.Content value="weights" className="inspector-tab">
          <Part>{made && <WeightsPanel key={row.id} row={row} made={made} />}</Part>
        </Tabs.Content>
        <Tabs.Content value="ops" className="inspector-tab">
          {facts ? (
            <OpReportTable report={facts.report} />
          ) : (
            <p className="dim">Run it to see what it does to each op.</p>
          )}
        </Tabs.Content>
        <Tabs.Content value="target" className="inspector-tab">
          <Part>{target !== null && <TargetDetails id={row.id} target={target} />}</Part>
        </Tabs.Content>
        <Tabs.Content value="share" className="inspector-tab">
          <Part>{facts !== null && <UseIt row={row} />}</Part>
        </Tabs.Content>
        <Tabs.Content value="options" className="inspector-tab">
          <OptionsPanel key={row.id} id={row.id} />
        </Tabs.Content>
      </Tabs.Root>
    </section>
  );
}
