import { useEffect, useRef, useState } from "react";
import { selected } from "../../state/changes.ts";
import type { Row } from "../../state/derived/rows.ts";
import { optionOf, withOption } from "../../state/steps.ts";
import { apply } from "../../state/store.ts";
import { changeRecipe } from "../../state/undoable.ts";
import { type Made, sameRecipe } from "../../state/variants.ts";
import type { Step } from "../../techniques/pipeline.ts";
import { percent } from "../look/format.ts";
import { colourOf } from "../look/mark.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { PreviewView } from "./preview-view.tsx";
import { SweepView } from "./sweep-view.tsx";
import { usePreview } from "./use-preview.ts";
import { WeightSlider } from "./weight-slider.tsx";
import "./weights.css";

const sparsities = Array.from({ length: 96 }, (_, i) => i / 100);
const clusterCounts = [
  ...[2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112],
  ...[128, 160, 192, 224, 256],
];
/** After the last release; a key that is pressed again and again asks for one run. */
const patience = 600;

/** Sliders for sparsity and clusters: a preview while they move, a run when they are let go, and the whole curve. */
export default function WeightsPanel({ row, made }: { readonly row: Row; readonly made: Made }) {
  const { steps } = made;
  const gzip = useStudioState(({ variants }) => {
    const task = variants[0]?.gzip;
    return task?.state === "done" ? task.value : null;
  });
  const hasData = useStudioState((state) => state.data.state === "done");
  const [wanted, setWanted] = useState(steps);
  const runSoon = useRunSoon(row, made);
  // The recipe changed elsewhere, in the options or through a link.
  useEffect(() => setWanted(steps), [steps]);
  const { preview, failure } = usePreview(wanted, gzip);
  const sparsity = optionOf(wanted, "prune", "sparsity");
  const clusters = optionOf(wanted, "cluster", "clusters");
  const pattern = optionOf(wanted, "prune", "pattern");
  const move = (now: readonly Step[]): void => {
    runSoon.unless(now);
    setWanted(now);
  };
  const release = (now: readonly Step[]): void => {
    setWanted(now);
    runSoon.start(now);
  };
  const set = (technique: "prune" | "cluster", name: string) => (value: number) =>
    withOption(wanted, technique, name, value);
  const toSparsity = set("prune", "sparsity");
  const toClusters = set("cluster", "clusters");
  return (
    <div className="weights-panel">
      <section className="weight-sliders" aria-label="Sliders">
        {sparsity !== undefined && pattern !== "2:4" && (
          <WeightSlider
            label="Sparsity"
            stops={sparsities}
            value={Number(sparsity)}
            show={(value) => percent(value, 0)}
            onMove={(value) => move(toSparsity(value))}
            onRelease={(value) => release(toSparsity(value))}
          />
        )}
        {clusters !== undefined && (
          <WeightSlider
            label="Clusters"
            stops={clusterCounts}
            value={Number(clusters)}
            show={String}
            onMove={(value) => move(toClusters(value))}
            onRelease={(value) => release(toClusters(value))}
          />
        )}
        <p className="dim small">
          The preview follows the slider; the run starts when you let go
          {hasData ? " and solves on your samples." : ", by magnitude alone: samples make it far better."}
        </p>
      </section>
      {failure !== null && <p className="row-failure">{failure}</p>}
      {preview === null ? (
        failure === null && <p className="dim preview-wait">Looking at the weights…</p>
      ) : (
        <PreviewView
          preview={preview}
          clusters={clusters === undefined ? null : Number(clusters)}
          colour={colourOf(row)}
        />
      )}
      {!made.rules?.length && <SweepView row={row} steps={wanted} />}
    </div>
  );
}

const sameSteps = (a: readonly Step[], b: readonly Step[]): boolean => sameRecipe({ steps: a }, { steps: b });

interface RunSoon {
  /** A recipe that somebody let go of. */
  start(wanted: readonly Step[]): void;
  /** Takes the wish back, unless it is for this very recipe (a slider tells of a release before its last move). */
  unless(wanted: readonly Step[]): void;
}

/** Runs a recipe a moment after it was asked for, or at once when the panel goes. */
function useRunSoon(row: Row, made: Made): RunSoon {
  const studio = useStudio();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef<readonly Step[] | null>(null);
  const session = useStudioState((state) => state.session);
  const run = (): void => {
    const wanted = pending.current;
    pending.current = null;
    if (wanted !== null && studio.store.getState().session === session)
      changeRecipe(studio, row.id, { ...made, steps: wanted }, "The options", true);
  };
  const leave = useRef(run);
  leave.current = run;
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      if (pending.current === null) return;
      const { selected: chosen } = studio.store.getState();
      leave.current();
      apply(studio.store, selected(chosen));
    },
    [studio],
  );
  return {
    start(wanted) {
      clearTimeout(timer.current);
      const there = row.facts !== null || row.status.kind === "running";
      pending.current = there && sameSteps(wanted, made.steps) ? null : wanted;
      timer.current = setTimeout(() => leave.current(), patience);
    },
    unless(wanted) {
      if (pending.current !== null && sameSteps(pending.current, wanted)) return;
      clearTimeout(timer.current);
      pending.current = null;
    },
  };
}
