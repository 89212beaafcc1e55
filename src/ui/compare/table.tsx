import { useMemo, useState } from "react";
import { targetNames } from "../../core/targets/target.ts";
import { selectRows } from "../../state/rows.ts";
import { type Sort, type SortKey, sortRows } from "../../state/sort.ts";
import { Icon } from "../look/icons.tsx";
import { useStudioState } from "../studio.tsx";
import { CompareRow } from "./row.tsx";
import "./compare.css";

const columns: readonly { readonly key: SortKey; readonly name: string; readonly help: string }[] = [
  { key: "technique", name: "Technique", help: "What was done" },
  { key: "size", name: "Size", help: "Bytes of the file" },
  { key: "gzip", name: "Gzip", help: "Bytes after compression: what is sent" },
  { key: "latency", name: "Latency", help: "Median of one inference, measured in this browser" },
  { key: "fidelity", name: "Fidelity", help: "How near the outputs are to the original's, worst output" },
  { key: "accuracy", name: "Accuracy", help: "On your data, with its uncertainty" },
];

/** Best first on the first click: small sizes, high fidelity. */
const firstDirection = (key: SortKey): Sort["direction"] =>
  key === "fidelity" || key === "accuracy" ? "descending" : "ascending";

export function CompareTable({ inline }: { readonly inline: boolean }) {
  const rows = useStudioState(selectRows);
  const hasData = useStudioState((state) => state.data.state === "done");
  const target = useStudioState((state) => state.target);
  const [sort, setSort] = useState<Sort | null>(null);
  const sorted = useMemo(() => sortRows(rows, sort), [rows, sort]);
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
          {shown.map(({ key, name, help }) => (
            <th key={key} scope="col" aria-sort={sort?.key === key ? sort.direction : undefined}>
              <button type="button" title={help} onClick={() => change(key)}>
                {name}
                <span className="sort-mark" data-direction={sort?.key === key ? sort.direction : "none"}>
                  <Icon name="chevron" />
                </span>
              </button>
            </th>
          ))}
          {target !== null && (
            <th scope="col" className="target-head">
              <span title={`Which of its ops ${targetNames[target]} takes`}>{targetNames[target]}</span>
            </th>
          )}
          <td className="action-head" />
        </tr>
      </thead>
      <tbody>
        {sorted.map((row) => (
          <CompareRow key={row.id} row={row} hasData={hasData} target={target} inline={inline} />
        ))}
      </tbody>
    </table>
  );
}
