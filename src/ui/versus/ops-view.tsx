import { useState } from "react";
import type { AlignedOp } from "../../core/compare/align.ts";
import { shortName } from "../look/format.ts";
import { useSteps } from "../look/use-steps.tsx";
import { statusSigns } from "./pair-status.ts";
import { ShowAlike } from "./show-alike.tsx";

/** Longer lists are shown in steps. */
const step = 200;

/** Ops of both graphs in one list, in the order of execution; what is equal can be left out. */
export function OpsView({ ops }: { readonly ops: readonly AlignedOp[] }) {
  const [all, setAll] = useState(false);
  const differing = ops.filter(({ status }) => status !== "same");
  const shown = all ? ops : differing;
  const { most, more } = useSteps(step, shown.length);
  const count = (status: AlignedOp["status"]): number => ops.filter((op) => op.status === status).length;
  return (
    <>
      <p className="aligned-head">
        <span>
          {count("changed")} changed, {count("added")} added, {count("removed")} removed, {count("same")}{" "}
          alike.
        </span>
        <ShowAlike checked={all} onChange={setAll} />
      </p>
      {shown.length === 0 && <p className="dim">The graphs are alike, op by op.</p>}
      <ol className="aligned">
        {shown.slice(0, most).map((op) => (
          <li key={`${op.subgraph}/${op.a}/${op.b}`} data-status={op.status}>
            <span className="aligned-sign" aria-hidden="true">
              {statusSigns[op.status]}
            </span>
            <span className="aligned-op">
              <span className="one-line" title={op.tensor}>
                <code>{op.opName}</code> <span className="dim">{shortName(op.tensor)}</span>
              </span>
              <span className="sr-only"> {op.status}</span>
              {op.changes.length > 0 && (
                <span className="line small">
                  {op.changes.map(({ part, text }) => `${part} ${text}`).join("; ")}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {more}
    </>
  );
}
