import { type ReactNode, useState } from "react";
import type { SubgraphView } from "../../core/graph/view.ts";
import { shortName } from "../look/format.ts";
import { opFacts } from "./op-facts.ts";
import type { PairRow } from "./pair-rows.ts";
import { statusSigns } from "./pair-status.ts";
import { ShowAlike } from "./show-alike.tsx";

interface Props {
  readonly row: PairRow;
  readonly a: SubgraphView | null;
  readonly b: SubgraphView | null;
  readonly names: { readonly a: string; readonly b: string };
  /** Goes with the head. */
  readonly children?: ReactNode;
}

/** What differs between an op and its counterpart, and at wish what does not. */
export function PairDetails({ row, a, b, names, children }: Props) {
  const [all, setAll] = useState(false);
  const { status, aligned } = row;
  const facts = opFacts(row, a, b);
  const alone = status === "added" || status === "removed";
  const shown = all || alone ? facts : facts.filter(({ differs }) => differs);
  const only = status === "added" ? names.b : names.a;
  return (
    <section className="pair-details" aria-label={`Details of ${aligned.opName}`}>
      <div className="pair-details-head" aria-live="polite">
        <h3>
          <span aria-hidden="true">{statusSigns[status]} </span>
          {aligned.opName}
        </h3>
        <span className="small">
          {alone
            ? `Only in ${only}.`
            : status === "same"
              ? "Alike in both."
              : `${facts.filter(({ differs }) => differs).length} facts differ.`}
        </span>
        <span className="mono small dim one-line" title={aligned.tensor}>
          {shortName(aligned.tensor)}
        </span>
        {!alone && <ShowAlike checked={all} onChange={setAll} />}
        {children}
      </div>
      {shown.length > 0 && (
        <table className="pair-facts">
          <thead>
            <tr>
              <th scope="col">Of the op</th>
              <th scope="col">{names.a}</th>
              <th scope="col">{names.b}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ part, name, a, b, differs }) => (
              <tr key={`${part} ${name}`} data-differs={differs || undefined}>
                <th scope="row">
                  <span aria-hidden="true">{differs ? "≠" : "="} </span>
                  {part} <span className="dim">{name}</span>
                  {differs && <span className="sr-only"> differs</span>}
                </th>
                <td>{a ?? <span className="dim">not there</span>}</td>
                <td>{b ?? <span className="dim">not there</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
