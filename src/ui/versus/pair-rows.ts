// Two graphs as one drawing of rows: an op beside its counterpart, or beside a gap. Both panes draw the same layout,
// so that the same op stands at the same place in both.
import type { AlignedOp } from "../../core/compare/align.ts";
import type { Drawing, DrawnEdge, DrawnOp } from "../graph/drawing.ts";

export interface PairRow {
  /** Place among all rows of the subgraph; the row's name, too. */
  readonly index: number;
  readonly a: DrawnOp | null;
  readonly b: DrawnOp | null;
  readonly status: AlignedOp["status"];
  readonly aligned: AlignedOp;
}

/** A box of both panes: one row, or a stretch of rows that are alike. */
export interface PairItem {
  readonly id: string;
  readonly index: number;
  readonly rows: readonly PairRow[];
}

export interface PairDrawing {
  /** Of both graphs together: what is laid out. */
  readonly ops: readonly PairItem[];
  readonly edges: readonly DrawnEdge[];
  readonly a: readonly DrawnEdge[];
  readonly b: readonly DrawnEdge[];
}

/** Shorter stretches are no easier to read when folded. */
export const leastFolded = 4;

/** Rows of one subgraph, in the order of execution. Ops that only unpack weights are told in their readers' boxes. */
export function pairRows(aligned: readonly AlignedOp[], a: Drawing, b: Drawing): PairRow[] {
  const byIndex = (drawing: Drawing): ReadonlyMap<number, DrawnOp> =>
    new Map(drawing.ops.map((drawn) => [drawn.op.index, drawn]));
  const [left, right] = [byIndex(a), byIndex(b)];
  const rows: PairRow[] = [];
  for (const row of aligned) {
    const [x, y] = [left.get(row.a ?? -1) ?? null, right.get(row.b ?? -1) ?? null];
    if (x === null && y === null) continue;
    const status = x === null ? "added" : y === null ? "removed" : row.status;
    rows.push({ index: rows.length, a: x, b: y, status, aligned: row });
  }
  return rows;
}

/** Joins stretches of rows that are alike, but for those whose first row is in `open`. */
export function foldRows(rows: readonly PairRow[], open: ReadonlySet<number> | "all"): PairItem[] {
  const single = (row: PairRow): PairItem => ({ id: `${row.index}`, index: row.index, rows: [row] });
  const items: PairItem[] = [];
  for (let i = 0; i < rows.length; ) {
    let end = i;
    while (rows[end]?.status === "same") end++;
    const stretch = rows.slice(i, Math.max(end, i + 1));
    if (stretch.length >= leastFolded && open !== "all" && !open.has(i)) {
      items.push({ id: `fold ${i}`, index: i, rows: stretch });
    } else items.push(...stretch.map(single));
    i += stretch.length;
  }
  return items;
}

/** First row of the stretch that `foldRows` joins around a row, and its length; null where there is none. */
export function stretchAround(
  rows: readonly PairRow[],
  index: number,
): { readonly first: number; readonly length: number } | null {
  if (rows[index]?.status !== "same") return null;
  let [first, end] = [index, index];
  while (rows[first - 1]?.status === "same") first--;
  while (rows[end]?.status === "same") end++;
  return end - first >= leastFolded ? { first, length: end - first } : null;
}

export function pairDrawing(items: readonly PairItem[], a: Drawing, b: Drawing): PairDrawing {
  const [left, right] = [sideOf(items, "a", a), sideOf(items, "b", b)];
  const edgesA = throughGaps(left, right);
  const edgesB = throughGaps(right, left);
  const together = new Map([...edgesA, ...edgesB].map((edge) => [edge.id, edge]));
  return { ops: items, edges: [...together.values()], a: edgesA, b: edgesB };
}

interface Side {
  readonly edges: ReadonlyMap<string, DrawnEdge>;
  readonly readers: ReadonlyMap<string, readonly string[]>;
  readonly there: ReadonlySet<string>;
}

const edge = (source: string, target: string): DrawnEdge => ({ id: `${source}-${target}`, source, target });

/** The graph of one side with items in place of ops. */
function sideOf(items: readonly PairItem[], side: "a" | "b", drawing: Drawing): Side {
  const itemOf = new Map<string, string>();
  for (const { id, rows } of items)
    for (const row of rows) {
      const drawn = row[side];
      if (drawn !== null) itemOf.set(drawn.id, id);
    }
  const edges = new Map<string, DrawnEdge>();
  const readers = new Map<string, string[]>();
  for (const { source, target } of drawing.edges) {
    const [from, to] = [itemOf.get(source), itemOf.get(target)];
    if (from === undefined || to === undefined || from === to) continue;
    const made = edge(from, to);
    if (edges.has(made.id)) continue;
    edges.set(made.id, made);
    const known = readers.get(from);
    if (known) known.push(to);
    else readers.set(from, [to]);
  }
  return { edges, readers, there: new Set(itemOf.values()) };
}

/** Longest chain of put-in ops that an edge is led through. */
const longestGap = 6;

/** A side's edges; where the other put ops into one, it runs through the gaps beside them. */
function throughGaps(side: Side, other: Side): DrawnEdge[] {
  const found = new Map<string, DrawnEdge>();
  for (const made of side.edges.values()) {
    const chain = other.edges.has(made.id) ? null : chainOf(made, side, other);
    for (const part of chain ?? [made]) found.set(part.id, part);
  }
  return [...found.values()];
}

/** The other's way from one end of an edge to the other, through ops that it alone has. */
function chainOf({ source, target }: DrawnEdge, side: Side, other: Side): DrawnEdge[] | null {
  let ways: readonly (readonly string[])[] = [[source]];
  const seen = new Set<string>();
  for (let step = 0; step <= longestGap && ways.length > 0; step++) {
    const next: (readonly string[])[] = [];
    for (const way of ways) {
      for (const reader of other.readers.get(way.at(-1)!) ?? []) {
        if (reader === target) return [...way, target].slice(1).map((to, i) => edge(way[i]!, to));
        if (side.there.has(reader) || seen.has(reader)) continue;
        seen.add(reader);
        next.push([...way, reader]);
      }
    }
    ways = next;
  }
  return null;
}

/** Parts of an op in the order in which they tell most. */
const telling = ["weights", "output", "options"];

export const rankOf = (part: string): number => {
  const at = telling.indexOf(part);
  return at < 0 ? telling.length : at;
};

/** What changed of a row, each once: `weights`, `output`, `options`; inputs and the like where nothing else did. */
export function changedParts({ aligned }: PairRow): string[] {
  const parts = [...new Set(aligned.changes.map(({ part }) => part))];
  const most = parts.filter((part) => telling.includes(part)).sort((x, y) => rankOf(x) - rankOf(y));
  return most.length > 0 ? most : parts;
}

/** Index of the next row, or the one before, that differs; from the start where none is chosen. */
export function nextDifference(rows: readonly PairRow[], from: number | null, back: boolean): number | null {
  const differing = rows.filter(({ status }) => status !== "same").map(({ index }) => index);
  if (from === null) return differing[0] ?? null;
  return (
    (back ? differing.findLast((index) => index < from) : differing.find((index) => index > from)) ?? null
  );
}
