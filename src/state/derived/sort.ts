import type { AccuracyFacts } from "../../engine/facts/variant.ts";
import { headline, type Row, worstOutput } from "./rows.ts";

export type SortKey = "technique" | "size" | "gzip" | "latency" | "fidelity" | "accuracy";
export interface Sort {
  readonly key: SortKey;
  readonly direction: "ascending" | "descending";
}

/** One figure for the data at hand: top-1 with labels, else agreement with the original, else nearness. */
/** The first of these that the data can tell. */
export const accuracyEstimate = (facts: AccuracyFacts) =>
  facts.top1 ?? facts.meanIou ?? facts.agreement ?? facts.cosine;

export const accuracyFigure = (facts: AccuracyFacts): number => accuracyEstimate(facts).value;

/** What a row is sorted by, null where it has no figure yet. */
export function sortValue(row: Row, key: SortKey): number | string | null {
  switch (key) {
    case "technique":
      return row.label;
    case "size":
      return row.size.kind === "value" ? row.size.value : null;
    case "gzip":
      return row.gzip.kind === "value" ? row.gzip.value : null;
    case "latency":
      return row.latency.kind === "value" ? (headline(row.latency.value)?.median ?? null) : null;
    case "fidelity":
      return row.fidelity.kind === "value" ? worstOutput(row.fidelity.value).sqnr : null;
    case "accuracy":
      return row.accuracy.kind === "value" ? accuracyFigure(row.accuracy.value) : null;
  }
}

/** The original stays first and rows without a figure last, whichever way the others go. */
export function sortRows(rows: readonly Row[], sort: Sort | null): readonly Row[] {
  if (sort === null) return rows;
  const sign = sort.direction === "ascending" ? 1 : -1;
  const rank = (row: Row) => (row.family === "original" ? 0 : sortValue(row, sort.key) === null ? 2 : 1);
  return [...rows].sort((a, b) => {
    const byRank = rank(a) - rank(b);
    if (byRank !== 0 || rank(a) !== 1) return byRank;
    const [x, y] = [sortValue(a, sort.key), sortValue(b, sort.key)];
    return sign * (typeof x === "string" ? x.localeCompare(String(y)) : Number(x) - Number(y));
  });
}
