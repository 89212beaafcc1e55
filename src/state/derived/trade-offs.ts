import type { StudioState } from "../model.ts";
import { stableMemo } from "./memo.ts";
import { frontier } from "./pareto.ts";
import { type Family, headline, type Row, selectRows, worstOutput } from "./rows.ts";
import { accuracyEstimate, accuracyFigure } from "./sort.ts";

export type Cost = "size" | "gzip" | "latency";
export type Worth = "fidelity" | "accuracy";

export interface TradeOff {
  readonly id: string;
  readonly label: string;
  readonly family: Family;
  readonly cost: number;
  /** Decibels, or a share. What equals the original exactly stands at the top. */
  readonly worth: number;
  readonly exact: boolean;
  /** 95 % interval of an accuracy; null of what has none. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export interface TradeOffs {
  readonly points: readonly TradeOff[];
  readonly frontier: readonly TradeOff[];
}

/** Rows that have both figures. With fidelity the original is the measure itself: it is exact. */
export const tradeOffs = stableMemo((rows: readonly Row[], cost: Cost, worth: Worth): TradeOffs => {
  const known = rows.flatMap((row) => {
    const [x, y] = [costOf(row, cost), worthOf(row, worth)];
    return x === null || y === null ? [] : [{ row, x, y }];
  });
  const finite = known.map(({ y }) => y).filter(Number.isFinite);
  const top = finite.length > 0 ? Math.max(...finite) + Math.max(5, 0.15 * Math.max(...finite)) : 1;
  const points = known.map(({ row, x, y }) => ({
    id: row.id,
    label: row.label,
    family: row.family,
    cost: x,
    worth: Number.isFinite(y) ? y : top,
    exact: !Number.isFinite(y),
    interval:
      worth === "accuracy" && row.accuracy.kind === "value" ? accuracyEstimate(row.accuracy.value) : null,
  }));
  return { points, frontier: frontier(points) };
});

const costOf = (row: Row, cost: Cost): number | null => {
  if (cost === "latency")
    return row.latency.kind === "value" ? (headline(row.latency.value)?.median ?? null) : null;
  return row[cost].kind === "value" ? row[cost].value : null;
};

const worthOf = (row: Row, worth: Worth): number | null => {
  if (worth === "accuracy") return row.accuracy.kind === "value" ? accuracyFigure(row.accuracy.value) : null;
  if (row.family === "original") return Number.POSITIVE_INFINITY;
  return row.fidelity.kind === "value" ? worstOutput(row.fidelity.value).sqnr : null;
};

export interface SizeBar {
  readonly id: string;
  readonly label: string;
  readonly family: Family;
  readonly file: number;
  readonly gzip: number | null;
}

/** Sizes of what was made, largest first. */
export const selectSizes = (() => {
  const compute = stableMemo((rows: readonly Row[]): readonly SizeBar[] =>
    rows
      .flatMap((row) =>
        row.size.kind === "value"
          ? [
              {
                id: row.id,
                label: row.label,
                family: row.family,
                file: row.size.value,
                gzip: row.gzip.kind === "value" ? row.gzip.value : null,
              },
            ]
          : [],
      )
      .sort((a, b) => b.file - a.file),
  );
  return (state: StudioState) => compute(selectRows(state));
})();
