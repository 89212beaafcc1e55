import { useMemo, useState } from "react";
import type { OpSensitivity, SensitivityFacts } from "../../engine/facts/precision.ts";
import { bytes as bytesText, shortName } from "../look/format.ts";

type Column = "alone" | "removed" | "bytes" | "gain";

const gain = ({ alone, bytes }: OpSensitivity): number => alone / Math.max(64, bytes);
const values: Readonly<Record<Column, (op: OpSensitivity) => number>> = {
  alone: ({ alone }) => alone,
  removed: ({ removed }) => removed ?? Number.NEGATIVE_INFINITY,
  bytes: ({ bytes }) => bytes,
  gain,
};
const columns: readonly (readonly [Column, string, string])[] = [
  ["alone", "Error alone", "Noise over signal at the model's outputs when only this op is quantized"],
  ["removed", "Removed", "Share of the variant's noise that goes away when only this op is kept"],
  ["bytes", "Bytes", "What keeping it adds to the file"],
  ["gain", "Error per kB", "Error alone for each kB that keeping it costs"],
];
const atFirst = 24;

/** What each op costs and what keeping it would cost, sorted by any column. */
export function SensitivityTable({
  facts,
  onShowOp,
}: {
  readonly facts: SensitivityFacts;
  readonly onShowOp: (tensor: string) => void;
}) {
  const [by, setBy] = useState<Column>("gain");
  const [all, setAll] = useState(false);
  const sorted = useMemo(() => [...facts.ops].sort((a, b) => values[by](b) - values[by](a)), [facts, by]);
  const most = Math.max(...facts.ops.map(({ alone }) => alone), Number.MIN_VALUE);
  const shown = all ? sorted : sorted.slice(0, atFirst);
  return (
    <div className="sensitivity">
      <h3>Sensitivity</h3>
      <p className="small dim">
        {facts.samples} samples. The variant strays by {percent(facts.noise)} of its outputs' signal.
        {facts.untried > 0 && ` ${facts.untried} ops further back were not tried.`}
      </p>
      <div className="sensitivity-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Op</th>
              {columns.map(([key, name, help]) => (
                <th key={key} scope="col" aria-sort={by === key ? "descending" : undefined}>
                  <button type="button" title={help} onClick={() => setBy(key)}>
                    {name} <span aria-hidden="true">{by === key ? "↓" : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((op) => (
              <tr key={op.op}>
                <th scope="row">
                  <button type="button" title="Show it in the graph" onClick={() => onShowOp(op.tensor)}>
                    {op.opName} {op.op}
                  </button>
                  <span className="mono small dim sensitivity-name" title={op.tensor}>
                    {shortName(op.tensor)}
                  </span>
                </th>
                <td>
                  <span className="sensitivity-bar" aria-hidden="true">
                    <span style={{ inlineSize: `${(100 * op.alone) / most}%` }} />
                  </span>
                  {percent(op.alone)}
                </td>
                <td>{op.removed === null ? "–" : wholePercent(op.removed / facts.noise)}</td>
                <td>{bytesText(Math.max(0, op.bytes))}</td>
                <td>{percent(gain(op) * 1000)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > atFirst && (
        <button type="button" className="button quiet" onClick={() => setAll(!all)}>
          {all ? "Show the first only" : `Show all ${sorted.length}`}
        </button>
      )}
    </div>
  );
}

/** With a true minus; noise that is not there cannot be removed. */
const wholePercent = (share: number): string => {
  const rounded = Number.isFinite(share) ? Math.round(100 * share) : 0;
  return `${rounded < 0 ? "−" : ""}${Math.abs(rounded)} %`;
};

const percent = (share: number): string =>
  `${(100 * share).toLocaleString("en", { maximumSignificantDigits: 2 })}\u00a0%`;
