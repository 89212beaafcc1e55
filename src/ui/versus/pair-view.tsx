import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import type { AlignedOp } from "../../core/compare/align.ts";
import type { SubgraphView } from "../../core/graph/view.ts";
import { type Drawing, drawingOf } from "../graph/drawing.ts";
import "../graph/graph.css";
import { SubgraphChoice } from "../graph/subgraph-choice.tsx";
import { useLaidOut } from "../graph/use-graph.ts";
import { Check } from "../look/check.tsx";
import { PairCanvas, pairBox } from "./pair-canvas.tsx";
import { PairDetails } from "./pair-details.tsx";
import { foldRows, nextDifference, pairDrawing, pairRows, stretchAround } from "./pair-rows.ts";
import { type Status, statusSigns } from "./pair-status.ts";
import "./pair.css";

interface Props {
  readonly ops: readonly AlignedOp[];
  readonly a: readonly SubgraphView[];
  readonly b: readonly SubgraphView[];
  readonly names: { readonly a: string; readonly b: string };
  /** Goes with the tools. */
  readonly children: ReactNode;
}

const nothing: Drawing = { ops: [], edges: [] };

/** Both graphs side by side, row by row. */
export default function PairView(props: Props) {
  const [subgraph, setSubgraph] = useState(0);
  const { a, b } = props;
  const names = Array.from(
    { length: Math.max(a.length, b.length) },
    (_, i) => a[i]?.name || b[i]?.name || "",
  );
  return (
    <Aligned key={subgraph} {...props} subgraph={subgraph}>
      {props.children}
      <SubgraphChoice names={names} value={subgraph} onChange={setSubgraph} />
    </Aligned>
  );
}

function Aligned({ ops, a, b, names, subgraph, children }: Props & { readonly subgraph: number }) {
  const [left, right] = [a[subgraph] ?? null, b[subgraph] ?? null];
  const [open, setOpen] = useState<ReadonlySet<number> | "all">(new Set<number>());
  const [selected, setSelected] = useState<number | null>(null);
  const { rows, drawings } = useMemo(() => {
    const drawings = { a: left ? drawingOf(left) : nothing, b: right ? drawingOf(right) : nothing };
    const here = ops.filter((op) => op.subgraph === subgraph);
    return { rows: pairRows(here, drawings.a, drawings.b), drawings };
  }, [ops, left, right, subgraph]);
  const drawing = useMemo(() => {
    const items = foldRows(rows, open);
    return { ...pairDrawing(items, drawings.a, drawings.b), box: pairBox };
  }, [rows, open, drawings]);
  const laid = useLaidOut(drawing);
  const items = drawing.ops;
  const at = selected === null ? -1 : items.findLastIndex(({ index }) => index <= selected);
  const item = items[at] ?? null;
  const differing = rows.filter(({ status }) => status !== "same");
  const unfold = (index: number): void => {
    if (open !== "all") setOpen(new Set([...open, index]));
    setSelected(index);
  };
  // A stretch that was unfolded by itself; with all of them unfolded there is nothing to go back to.
  const stretch = item === null || open === "all" ? null : stretchAround(rows, item.index);
  const unfolded = stretch !== null && open !== "all" && open.has(stretch.first) ? stretch : null;
  const fold = (index: number): void => {
    if (open !== "all") setOpen(new Set([...open].filter((first) => first !== index)));
    setSelected(index);
  };
  const go = (back: boolean): void => setSelected(nextDifference(rows, selected, back) ?? selected);
  const walk = (event: KeyboardEvent): void => {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (key === "Enter" && item !== null && item.rows.length > 1) unfold(item.index);
    else if (key === "Enter" && unfolded !== null) fold(unfolded.first);
    else if (key === "ArrowDown" || key === "ArrowUp") {
      const next = at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + (key === "ArrowDown" ? 1 : -1)));
      setSelected(items[next]?.index ?? null);
    } else if (key === "ArrowRight" || key === "ArrowLeft") go(key === "ArrowLeft");
    else return;
    event.preventDefault();
  };
  const place = differing.findIndex(({ index }) => index === selected);
  return (
    <div className="side-by-side">
      <div className="pair-tools">
        {children}
        <Legend rows={rows} />
        <Check
          small
          checked={open !== "all"}
          onChange={(folded) => setOpen(folded ? new Set<number>() : "all")}
        >
          Fold what is alike
        </Check>
        <div className="pair-steps">
          <button
            type="button"
            className="button quiet"
            disabled={nextDifference(rows, selected ?? 0, true) === null}
            onClick={() => go(true)}
          >
            Previous
          </button>
          <span className="small dim" role="status">
            {place < 0 ? differing.length : `${place + 1} of ${differing.length}`} different
          </span>
          <button
            type="button"
            className="button quiet"
            disabled={nextDifference(rows, selected, false) === null}
            onClick={() => go(false)}
          >
            Next
          </button>
        </div>
      </div>
      {laid === null ? (
        <p className="graph-wait pair-wait" role="status">
          Laying out {rows.length} ops…
        </p>
      ) : (
        <PairCanvas
          laid={laid}
          names={names}
          selected={item}
          onSelect={(chosen) =>
            chosen !== null && chosen.rows.length > 1
              ? unfold(chosen.index)
              : setSelected(chosen?.index ?? null)
          }
          onKeyDown={walk}
        />
      )}
      {item === null ? (
        <p className="dim small">Choose an op to see what differs in it.</p>
      ) : item.rows.length > 1 ? (
        <p className="pair-details small" aria-live="polite">
          {item.rows.length} ops alike in both.{" "}
          <button type="button" className="button" onClick={() => unfold(item.index)}>
            Unfold
          </button>
        </p>
      ) : (
        <PairDetails row={item.rows[0]!} a={left} b={right} names={names}>
          {unfolded !== null && (
            <button type="button" className="button" onClick={() => fold(unfolded.first)}>
              Fold these {unfolded.length} again
            </button>
          )}
        </PairDetails>
      )}
    </div>
  );
}

const words: Readonly<Record<Status, string>> = {
  changed: "changed",
  added: "added",
  removed: "removed",
  same: "alike",
};

function Legend({ rows }: { readonly rows: readonly { readonly status: Status }[] }) {
  return (
    <p className="legend-keys small">
      {(["changed", "added", "removed", "same"] as const).map((status) => (
        <span key={status} className="legend-key" data-level={status}>
          <span aria-hidden="true">{statusSigns[status]}</span>{" "}
          {rows.filter((row) => row.status === status).length} {words[status]}
        </span>
      ))}
    </p>
  );
}
