import { useMemo, useRef, useState } from "react";
import type { OpReport } from "../../techniques/technique.ts";
import { bytes, shortName } from "../look/format.ts";

const rowHeight = 52;
const height = 364;
const beyond = 4;

/** What was done to each op and why. Only the rows in sight are in the page: models have thousands of ops. */
export function OpReportTable({ report }: { readonly report: readonly OpReport[] }) {
  const [query, setQuery] = useState("");
  const [only, setOnly] = useState<"all" | OpReport["action"]>("all");
  const [top, setTop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => {
    const words = query.trim().toLowerCase();
    return report.filter(
      (op) =>
        (only === "all" || op.action === only) &&
        (words === "" || `${op.opName} ${op.tensor} ${op.detail}`.toLowerCase().includes(words)),
    );
  }, [report, query, only]);
  const first = Math.max(0, Math.floor(top / rowHeight) - beyond);
  const last = Math.min(shown.length, Math.ceil((top + height) / rowHeight) + beyond);
  if (report.length === 0) return <p className="dim">No op was touched.</p>;
  return (
    <div className="op-report">
      <div className="op-filter">
        <input
          type="search"
          className="field"
          aria-label="Search ops"
          placeholder="Search ops, tensors, reasons"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <select
          className="field"
          aria-label="Which ops"
          value={only}
          onChange={(event) => setOnly(event.currentTarget.value as typeof only)}
        >
          <option value="all">All ops</option>
          <option value="changed">Changed</option>
          <option value="kept">Kept</option>
        </select>
      </div>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard */}
      <section
        ref={box}
        className="op-rows"
        aria-label={`${shown.length} ops`}
        tabIndex={0}
        style={{ maxBlockSize: height }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <ol style={{ blockSize: shown.length * rowHeight }}>
          {shown.slice(first, last).map((op, i) => (
            <li
              key={`${op.subgraph}/${op.op}/${op.detail}`}
              style={{ insetBlockStart: (first + i) * rowHeight, blockSize: rowHeight }}
              data-action={op.action}
            >
              <span className="op-name" title={op.tensor}>
                <code>{op.opName}</code>
                <span className="dim">
                  {" "}
                  {op.subgraph > 0 ? `${op.subgraph}/` : ""}
                  {op.op} {shortName(op.tensor)}
                </span>
              </span>
              <span className="op-bytes">
                {op.bytesBefore > 0 && (
                  <>
                    {bytes(op.bytesBefore)} → {bytes(op.bytesAfter)}
                  </>
                )}
              </span>
              <span className="op-detail" title={op.detail}>
                {op.action === "kept" && <span className="sr-only">Kept: </span>}
                {op.detail}
              </span>
            </li>
          ))}
        </ol>
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: as above */}
    </div>
  );
}
