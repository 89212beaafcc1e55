import { Fragment, memo } from "react";
import { selected } from "../../state/changes.ts";
import type { Row } from "../../state/derived/rows.ts";
import { headline, worstOutput } from "../../state/derived/rows.ts";
import type { EndingView } from "../../state/derived/tree-view.ts";
import { apply } from "../../state/store.ts";
import { brief } from "../../state/variants.ts";
import { accuracyKind, accuracyMain } from "../compare/provenance.tsx";
import { pickData } from "../data/pick-data.ts";
import { bytes, decibels, milliseconds, percent } from "../look/format.ts";
import { Mark } from "../look/mark.tsx";
import { point, useIsPointed, useStudio, useStudioState } from "../studio.tsx";

interface Props {
  readonly view: EndingView;
  /** The path has come to its end here: the card says more. */
  readonly arrived: boolean;
}

/** One end of the tree: a technique, what it asks for and gives, and what it measured on this model. */
export const EndingCard = memo(function EndingCard({ view, arrived }: Props) {
  const studio = useStudio();
  const { id, label, row, ending, waitsFor } = view;
  const chosen = useStudioState((state) => state.selected === id);
  const pointed = useIsPointed(id);
  const ready = row !== null && row.facts !== null;
  const started =
    row !== null && ["running", "waiting", "checking"].includes(row.status.kind) && waitsFor === null;
  const terms = `${view.needs} · ${brief(view.expected)} · ${brief(view.hardware)}`;
  const choose = () => {
    if (ready || started) apply(studio.store, selected(id));
    else if (waitsFor !== null) pickData();
    else if (row !== null && row.family !== "combination") studio.run(id);
    else studio.combine(view.steps);
  };
  return (
    <li
      className="ending"
      data-chosen={chosen}
      data-pointed={pointed}
      onPointerEnter={() => point(id)}
      onPointerLeave={() => point(null)}
    >
      <div className="ending-head">
        <Mark row={row ?? { id, family: view.steps.length > 1 ? "combination" : "weights" }} />
        <strong>{label}</strong>
        <button type="button" className="button" aria-describedby={`ending-${id}`} onClick={choose}>
          {ready || started ? "Show" : waitsFor !== null ? "Add data" : "Run"}
          <span className="sr-only"> {label}</span>
        </button>
      </div>
      <p id={`ending-${id}`} className="dim small ending-terms">
        {arrived ? `${view.needs} · ${view.expected} · ${view.hardware}` : terms}
      </p>
      {arrived && <p className="small">{ending.because}</p>}
      {arrived && view.caution !== null && <p className="small ending-waits">{view.caution}</p>}
      {waitsFor !== null && arrived && <p className="small ending-waits">{waitsFor}</p>}
      {row !== null && <FigureLine row={row} />}
    </li>
  );
});

/** What a row measured so far, in one line; nothing before that. */
export function FigureLine({ row }: { readonly row: Row }) {
  const parts: string[] = [];
  if (row.size.kind === "value") {
    const share = row.size.ratio === null ? "" : ` (${percent(row.size.ratio)})`;
    parts.push(`${bytes(row.size.value)}${share}`);
  }
  const timed = row.latency.kind === "value" ? headline(row.latency.value) : null;
  if (timed) parts.push(milliseconds(timed.median));
  if (row.accuracy.kind === "value")
    parts.push(`${accuracyMain(row.accuracy.value)} ${accuracyKind(row.accuracy.value)}`);
  else if (row.fidelity.kind === "value") parts.push(decibels(worstOutput(row.fidelity.value).sqnr));
  if (row.status.kind === "failed") parts.push("failed: see its row");
  if (parts.length === 0) return null;
  return (
    <p className="small ending-figures">
      <span className="sr-only">Measured: </span>
      {parts.map((part, i) => (
        <Fragment key={part}>
          {i > 0 && " · "}
          <span className="part">{part}</span>
        </Fragment>
      ))}
    </p>
  );
}
