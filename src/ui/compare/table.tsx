import { useMemo, useState } from "react";
import { targetNames } from "../../core/targets/target.ts";
import { type Row, selectRows } from "../../state/derived/rows.ts";
import { type Sort, type SortKey, sortRows } from "../../state/derived/sort.ts";
import { SortMark } from "../look/sort-mark.tsx";
import { Tip } from "../look/tip.tsx";
import { useStudioState } from "../studio.tsx";
import { comparedOn } from "./provenance.tsx";
import { CompareRow } from "./row.tsx";
import "./compare.css";

const columns: readonly {
  readonly key: SortKey;
  readonly name: string;
  /** Under the name, always in sight: what the figures are. */
  readonly what: string;
  readonly help: string;
}[] = [
  { key: "technique", name: "Technique", what: "what it needs · where it runs", help: "What was done" },
  { key: "size", name: "Size", what: "file", help: "Bytes of the file, as it lies on the device" },
  { key: "gzip", name: "Gzip", what: "download", help: "Bytes after compression: what is sent" },
  {
    key: "latency",
    name: "Latency",
    what: "in this browser",
    help: "Median of one inference, measured in this browser, with half the width of its 95 % interval",
  },
  {
    key: "fidelity",
    name: "Fidelity",
    what: "",
    help: "How near the outputs are to the original's, worst output. 20 dB is an error of a tenth of the amplitude, 40 dB of a hundredth.",
  },
  { key: "accuracy", name: "Accuracy", what: "on your data", help: "On your data, with its uncertainty" },
];

/** What all fidelities that are there were compared on; null where that differs. */
const allComparedOn = (rows: readonly Row[]): string | null => {
  const found = rows.flatMap(({ fidelity }) =>
    fidelity.kind === "value" ? [comparedOn(fidelity.value)] : [],
  );
  return found.every((on) => on === found[0]) ? (found[0] ?? null) : null;
};

/** Best first on the first click: small sizes, high fidelity. */
const firstDirection = (key: SortKey): Sort["direction"] =>
  key === "fidelity" || key === "accuracy" ? "descending" : "ascending";

export function CompareTable({ inline }: { readonly inline: boolean }) {
  const rows = useStudioState(selectRows);
  const hasData = useStudioState((state) => state.data.state === "done");
  const target = useStudioState((state) => state.target);
  const [sort, setSort] = useState<Sort | null>(null);
  const sorted = useMemo(() => sortRows(rows, sort), [rows, sort]);
  const compared = useMemo(() => allComparedOn(rows), [rows]);
  const shown = columns.filter((column) => column.key !== "accuracy" || hasData);
  const change = (key: SortKey) =>
    setSort((now) => {
      if (now?.key !== key) return { key, direction: firstDirection(key) };
      if (now.direction === firstDirection(key))
        return { key, direction: now.direction === "ascending" ? "descending" : "ascending" };
      return null;
    });
  return (
    <table className="compare" aria-labelledby="compare-title">
      <thead>
        <tr>
          {shown.map(({ key, name, what, help }) => (
            <th key={key} scope="col" aria-sort={sort?.key === key ? sort.direction : undefined}>
              <Tip text={help}>
                <button type="button" onClick={() => change(key)}>
                  {name}
                  <SortMark direction={sort?.key === key ? sort.direction : null} />
                  <span className="column-what">{key === "fidelity" ? (compared ?? "") : what}</span>
                </button>
              </Tip>
            </th>
          ))}
          {target !== null && (
            <th scope="col" className="target-head">
              <span title={`Which of its ops ${targetNames[target]} takes`}>{targetNames[target]}</span>
              <span className="column-what">ops it takes</span>
            </th>
          )}
          <td className="action-head" />
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => (
          <CompareRow
            key={row.id}
            row={row}
            hasData={hasData}
            target={target}
            saidOnTop={compared !== null}
            inline={inline}
          />
        ))}
      </tbody>
    </table>
  );
}
