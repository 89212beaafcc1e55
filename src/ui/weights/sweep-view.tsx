import { lazy, useState } from "react";
import { useStore } from "zustand";
import type { SweepAxis, SweepPoint } from "../../engine/facts/search.ts";
import { type Row, selectRows } from "../../state/derived/rows.ts";
import { optionOf } from "../../state/steps.ts";
import { startSweep, stopSweep, sweepOf } from "../../state/work/sweep.ts";
import type { Step } from "../../techniques/pipeline.ts";
import { bytes } from "../look/format.ts";
import { Icon } from "../look/icons.tsx";
import { colourOf } from "../look/mark.tsx";
import { Part } from "../look/part.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { measuredOn, nameOf, worthOf } from "./sweep-words.ts";

const SweepChart = lazy(() => import("./sweep-chart.tsx"));

const axisNames: Readonly<Record<SweepAxis, string>> = { sparsity: "Sparsity", clusters: "Clusters" };

/** The whole curve of accuracy against download, drawn as it is computed; its points become rows. */
export function SweepView({ row, steps }: { readonly row: Row; readonly steps: readonly Step[] }) {
  const studio = useStudio();
  const sweep = useStore(sweepOf(studio));
  const busy = useStudioState((state) => state.searching !== null);
  const axes = (["sparsity", "clusters"] as const).filter(
    (axis) => optionOf(steps, axis === "sparsity" ? "prune" : "cluster", axis) !== undefined,
  );
  const [chosen, setChosen] = useState(axes[0]!);
  const mine = sweep.id === row.id;
  const running = sweep.status === "running" && mine;
  return (
    <section className="sweep" aria-label="The whole curve">
      <div className="sweep-head">
        <h4>The whole curve</h4>
        {axes.length > 1 && (
          <select
            className="field"
            aria-label="Curve over"
            value={chosen}
            disabled={running}
            onChange={(event) => setChosen(event.currentTarget.value as SweepAxis)}
          >
            {axes.map((axis) => (
              <option key={axis} value={axis}>
                over {axisNames[axis].toLowerCase()}
              </option>
            ))}
          </select>
        )}
        {running ? (
          <button type="button" className="button" onClick={() => stopSweep(studio)}>
            Stop the curve
          </button>
        ) : (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => void startSweep(studio, row.id, steps, chosen)}
          >
            Draw the curve
          </button>
        )}
      </div>
      <p className="dim small" role="status">
        {statusOf(mine ? sweep : null, busy)}
      </p>
      {mine && sweep.failure && <p className="row-failure">{sweep.failure.message}</p>}
      {mine && sweep.points.length > 0 && <Curve row={row} axis={sweep.axis} points={sweep.points} />}
    </section>
  );
}

function statusOf(
  sweep: { status: string; now: string | null; points: readonly unknown[]; planned: number } | null,
  busy: boolean,
): string {
  if (sweep === null || sweep.status === "idle")
    return busy
      ? "Another search or curve is at work."
      : "Accuracy against download for a range of settings: each is made, packed and measured.";
  const there = `${sweep.points.length} of ${sweep.planned} points`;
  if (sweep.status === "running") return `Drawing: ${there}.`;
  return sweep.points.length < sweep.planned ? `Stopped with ${there}.` : `Done: ${there}.`;
}

interface CurveProps {
  readonly row: Row;
  readonly axis: SweepAxis;
  readonly points: readonly SweepPoint[];
}

function Curve({ row, axis, points }: CurveProps) {
  const studio = useStudio();
  const source = useStudioState((state) => selectRows(state)[0]!);
  const [added, setAdded] = useState<ReadonlySet<number>>(new Set());
  const sorted = [...points].sort((a, b) => a.value - b.value);
  const add = (point: SweepPoint): void => {
    studio.recipe({ steps: point.steps });
    setAdded((now) => new Set([...now, point.value]));
  };
  const original = {
    gzip: source.gzip.kind === "value" ? source.gzip.value : null,
    figure: points[0]!.original,
  };
  return (
    <>
      <Part fallback={<div className="sweep-chart" />}>
        <SweepChart points={sorted} axis={axis} original={original} colour={colourOf(row)} onPick={add} />
      </Part>
      <p className="dim small">{measuredOn(points[0]!)}</p>
      <ul className="sweep-points" aria-label="Points of the curve">
        {sorted.map((point) => (
          <li key={point.value}>
            <span>
              <strong>{nameOf(axis, point.value)}</strong>
              <span className="dim small line">
                {bytes(point.gzip)} gzip, {worthOf(point)}
              </span>
            </span>
            <button
              type="button"
              className="button quiet"
              disabled={added.has(point.value)}
              onClick={() => add(point)}
            >
              {added.has(point.value) ? <Icon name="check" /> : <Icon name="plus" />}
              {added.has(point.value) ? "In the table" : "Add as a row"}
              <span className="sr-only"> {nameOf(axis, point.value)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
