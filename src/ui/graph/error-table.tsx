import { useMemo, useRef, useState } from "react";
import type { OpView, SubgraphView } from "../../core/graph/view.ts";
import type { TensorError } from "../../engine/facts/precision.ts";
import { port, shortName } from "../look/format.ts";
import { SortMark } from "../look/sort-mark.tsx";
import {
  byError,
  errorText,
  levelNames,
  levelOf,
  levelSigns,
  type Measure,
  measureNames,
  measures,
} from "./error-level.ts";

interface Props {
  readonly graph: SubgraphView;
  readonly errors: ReadonlyMap<string, TensorError> | null;
  readonly query: string;
  readonly selected: number | null;
  readonly onSelect: (op: number) => void;
  readonly marked: ReadonlySet<number>;
  readonly onMark: (op: number) => void;
}

type Order = "op" | Measure;
const rowHeight = 34;
const room = 560;

/** The graph's ops as a table, the worst first where asked; only the rows in sight are in the page. */
export function ErrorTable({ graph, errors, query, selected, onSelect, marked, onMark }: Props) {
  const [order, setOrder] = useState<Order>("op");
  const [top, setTop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const nameOf = (op: OpView): string => graph.tensors[op.outputs[0] ?? -1]?.name ?? "";
  const rows = useMemo(() => {
    const name = (op: OpView): string => graph.tensors[op.outputs[0] ?? -1]?.name ?? "";
    const shown = graph.ops.filter((op) => matches(op, name(op), query));
    if (order === "op" || errors === null) return shown;
    const compare = byError(order);
    return [...shown].sort((a, b) => compare(errors.get(name(a)), errors.get(name(b))));
  }, [graph, errors, query, order]);
  const first = Math.max(0, Math.floor(top / rowHeight) - 6);
  const last = Math.min(rows.length, Math.ceil((top + room) / rowHeight) + 6);
  const columns: readonly (readonly [Order, string])[] =
    errors === null || errors.size === 0
      ? [["op", "#"]]
      : [["op", "#"], ...measures.map((measure) => [measure, measureNames[measure]] as const)];
  const heads = columns.map(([key, name]) => (
    <th
      key={key}
      scope="col"
      aria-sort={order === key ? (key === "op" ? "ascending" : "descending") : undefined}
    >
      <button
        type="button"
        onClick={() => setOrder(key)}
        title={key === "op" ? "In the file's order" : "The worst first"}
      >
        {name} <SortMark direction={order !== key ? null : key === "op" ? "ascending" : "descending"} />
      </button>
    </th>
  ));
  return (
    <section
      className="error-table"
      ref={box}
      aria-label={`${rows.length} ops`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {heads[0]}
            <th scope="col">Op</th>
            <th scope="col">Output</th>
            {heads.slice(1)}
            <th scope="col">Marked</th>
          </tr>
        </thead>
        <tbody>
          <tr style={{ blockSize: first * rowHeight }} />
          {rows.slice(first, last).map((op, i) => {
            const error = errors?.get(nameOf(op));
            const output = graph.tensors[op.outputs[0] ?? -1];
            return (
              <tr
                key={op.index}
                aria-rowindex={first + i + 2}
                data-chosen={op.index === selected || undefined}
              >
                <td>{op.index}</td>
                <td>
                  <button
                    type="button"
                    aria-pressed={op.index === selected}
                    aria-label={`${op.name} ${op.index}`}
                    onClick={() => onSelect(op.index)}
                  >
                    {op.name}
                  </button>
                </td>
                <td className="error-table-name" title={nameOf(op)}>
                  <span className="mono">{shortName(nameOf(op))}</span>
                  {output && <span className="dim"> {port(output.shape, output.type)}</span>}
                </td>
                {columns.slice(1).map(([key]) => {
                  const level = levelOf(error, key as Measure);
                  return (
                    <td key={key} data-level={level}>
                      <span role="img" aria-label={levelNames[level]}>
                        {levelSigns[level]}
                      </span>{" "}
                      {errorText(error, key as Measure)}
                    </td>
                  );
                })}
                <td>
                  <input
                    type="checkbox"
                    className="switch"
                    aria-label={`Mark ${op.name} ${op.index}`}
                    checked={marked.has(op.index)}
                    onChange={() => onMark(op.index)}
                  />
                </td>
              </tr>
            );
          })}
          <tr style={{ blockSize: (rows.length - last) * rowHeight }} />
        </tbody>
      </table>
    </section>
  );
}

/** Whether every word of the search is in the op's name, its number or its output's name. */
export function matches(op: OpView, output: string, query: string): boolean {
  const text = `#${op.index} ${op.name} ${output}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
