import { useState } from "react";
import type { AlignedOp } from "../../core/compare/align.ts";
import { statusSigns } from "./pair-status.ts";

/** Longer lists are shown in steps. */
const step = 200;
/** Ops of both graphs in one list, in the order of execution; what is equal can be left out. */
export function OpsView({ ops }: { readonly ops: readonly AlignedOp[] }) {
  const [all, setAll] = useState(false);
  const [most, setMost] = useState(step);
  const differing = ops.filter(({ status }) => status !== "same");
  const shown = all ? ops : differing;
  const count = (status: AlignedOp["status"]): number => ops.filter((op) => op.status === status).length;
  return (
    <>
      <p>
        {count("changed")} changed, {count("added")} added, {count("removed")} removed, {count("same")} the
        same.{" "}
        <label className="versus-check">
          <input
            type="checkbox"
            className="switch"
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
          Show what is the same
        </label>
      </p>
      {shown.length === 0 && <p className="dim">The graphs are the same, op by op.</p>}
      <ol className="aligned">
        {shown.slice(0, most).map((op) => (
          <li key={`${op.subgraph}/${op.a}/${op.b}`} data-status={op.status}>
            <span className="aligned-sign" aria-hidden="true">
              {statusSigns[op.status]}
            </span>
            <span className="aligned-op">
              <span className="one-line" title={op.tensor}>
                <code>{op.opName}</code> <span className="dim">{op.tensor}</span>
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
      {shown.length > most && (
        <button type="button" className="button" onClick={() => setMost((now) => now + step)}>
          Show {Math.min(step, shown.length - most)} more
        </button>
      )}
    </>
  );
}
