import type { Row } from "./rows.ts";

/** Ratios to the original from which on a file counts as slower, and up to which as smaller. */
const [slower, smaller] = [1.05, 0.97];

/**
 * What was measured here against a technique that is advised: that it is slower than the original, with the smallest
 * file that is not, or no smaller. Null where nothing speaks against it, or nothing is measured yet.
 */
export function cautionOf(row: Row, rows: readonly Row[], hasData: boolean): string | null {
  const time = slowdown(row);
  if (time > slower) {
    const better = rows
      .filter((other) => isAlternative(other, hasData) && (share(other) ?? 1) < smaller)
      .toSorted((a, b) => share(a)! - share(b)!)[0];
    const instead = better
      ? ` ${better.label} is not, at ${Math.round(100 * share(better)!)} % of the size.`
      : "";
    return `Measured here it is ${time >= 2 ? `${time.toPrecision(2)} times` : `${Math.round(100 * (time - 1))} %`} slower than the original.${instead}`;
  }
  const left = share(row);
  return left !== null && left > smaller && !row.structured
    ? "Here it is no smaller than the original."
    : null;
}

/** How many times as long as the original it takes; 1 where that is unknown, or within noise. */
const slowdown = ({ latency }: Row): number =>
  latency.kind === "value" && latency.isNoise !== true ? (latency.ratio ?? 1) : 1;

const share = ({ size }: Row): number | null => (size.kind === "value" ? size.ratio : null);

const isAlternative = (row: Row, hasData: boolean): boolean =>
  row.status.kind === "done" &&
  row.latency.kind === "value" &&
  row.latency.ratio !== null &&
  slowdown(row) <= 1 &&
  (hasData || row.needs !== "Needs data");
