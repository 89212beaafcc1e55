import { lazy, type ReactNode } from "react";
import type { Cell, Row } from "../../state/derived/rows.ts";
import type { Measurement } from "../../state/model.ts";
import { sharedRangeCode, slowDepthwiseCode } from "../../techniques/warning-codes.ts";
import {
  accuracyLines,
  fidelityLines,
  gzipTip,
  Lines,
  makingTip,
  saysAsLong,
  sizeTip,
  structureNote,
} from "../compare/provenance.tsx";
import type { TermId } from "../help/terms.ts";
import { exactBytes } from "../look/format.ts";
import { Icon } from "../look/icons.tsx";
import { Part } from "../look/part.tsx";
import { SharedRangeButtons } from "../rules/shared-range-buttons.tsx";
import { useStudio } from "../studio.tsx";
import { DepthwiseButton } from "./depthwise-button.tsx";
import { LatencyTable } from "./latency-table.tsx";

const Help = lazy(() => import("../help/help.tsx"));
const StorageFigures = lazy(() => import("../weights/storage-figures.tsx"));

/** The figures of one row with all that stands behind them, as text. */
export function FigureList({ row }: { readonly row: Row }) {
  const warnings = row.facts?.warnings ?? [];
  return (
    <>
      {warnings.length > 0 && (
        <ul className="findings">
          {warnings.map(({ code, message, tensor }) => (
            <li key={`${code} ${tensor} ${message}`} data-severity="warning">
              {message}
              {code === sharedRangeCode && tensor !== undefined && (
                <SharedRangeButtons id={row.id} tensor={tensor} />
              )}
              {code === slowDepthwiseCode && <DepthwiseButton id={row.id} />}
            </li>
          ))}
        </ul>
      )}
      <dl className="figure-list">
        {row.facts && <Measured row={row} />}
        {row.expected && <Entry term="Expected size">{row.expected}</Entry>}
        {row.hardware && <Entry term="Runs on">{row.hardware}</Entry>}
        {row.facts && row.family !== "original" && (
          <Entry term={row.facts.keptSince === null ? "Made in" : "Made"}>{makingTip(row.facts)}</Entry>
        )}
      </dl>
    </>
  );
}

/** What there is to say of a file that is there. */
function Measured({ row }: { readonly row: Row }) {
  return (
    <>
      <Entry term="File">
        <Told cell={row.size} tell={(value) => sizeTip(value, ratioOf(row.size))} />
        {saysAsLong(row) && <p className="dim small">{structureNote}</p>}
      </Entry>
      <Entry term="Gzip" help="gzip">
        <Told cell={row.gzip} tell={(value) => gzipTip(value, ratioOf(row.gzip))} />
      </Entry>
      <Part broken={null}>
        <StorageFigures row={row} />
      </Part>
      {row.facts && <Entry term="Weights in memory">{exactBytes(row.facts.size.weights)}</Entry>}
      <Entry term="Latency" help="latency" broad>
        <Told cell={row.latency} tell={(facts) => <LatencyTable facts={facts} />} />
        <Again row={row} kind="latency" />
      </Entry>
      {row.family !== "original" && (
        <Entry term="Fidelity" help="fidelity">
          <Told cell={row.fidelity} tell={(facts) => <Lines lines={fidelityLines(facts)} />} />
          <Again row={row} kind="fidelity" />
        </Entry>
      )}
      <Entry term="Accuracy" help="accuracy">
        <Told
          cell={row.accuracy}
          tell={(facts) => <Lines lines={accuracyLines(facts)} />}
          none="Add data to measure it."
        />
        <Again row={row} kind="accuracy" />
      </Entry>
    </>
  );
}

const ratioOf = (cell: Row["size"]): number | null => (cell.kind === "value" ? cell.ratio : null);

interface EntryProps {
  readonly term: string;
  readonly help?: TermId;
  /** A table, which takes the whole line where there is little room. */
  readonly broad?: boolean;
  readonly children: ReactNode;
}

function Entry({ term, help, broad = false, children }: EntryProps) {
  return (
    <div className={broad ? "broad" : ""}>
      <dt>
        {term} <Part broken={null}>{help && <Help term={help} />}</Part>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Told<T>({
  cell,
  tell,
  none = "–",
}: {
  cell: Cell<T>;
  tell: (value: T) => ReactNode;
  none?: string;
}) {
  switch (cell.kind) {
    case "value":
      return tell(cell.value);
    case "running":
      return <span className="dim">being measured</span>;
    case "pending":
      return <span className="dim">waiting for its turn</span>;
    case "stopped":
      return <span className="dim">stopped</span>;
    case "failed":
      return <span className="row-failure">{cell.failure.message}</span>;
    case "none":
      return <span className="dim">{none}</span>;
  }
}

/** Measures once more, where it failed, was stopped, or where a quieter moment would say more. */
function Again({ row, kind }: { readonly row: Row; readonly kind: Measurement }) {
  const studio = useStudio();
  const cell = kind === "gzip" ? row.gzip : row[kind];
  if (cell.kind === "running")
    return (
      <button type="button" className="button quiet again" onClick={() => studio.cancel(row.id, kind)}>
        Stop
      </button>
    );
  if (cell.kind !== "failed" && cell.kind !== "stopped" && !(kind === "latency" && cell.kind === "value"))
    return null;
  return (
    <button type="button" className="button quiet again" onClick={() => studio.retry(row.id, kind)}>
      <Icon name="retry" />
      Measure again
    </button>
  );
}
