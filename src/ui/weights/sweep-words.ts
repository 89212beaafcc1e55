import { thousands } from "../../core/thousands.ts";
import type { SweepPoint } from "../../engine/facts/search.ts";
import { percent } from "../look/format.ts";

/** `Sparsity 50 %`, `16 clusters`. */
export const nameOf = (axis: string, value: number): string =>
  axis === "sparsity" ? `Sparsity ${percent(value, 0)}` : `${value} clusters`;

export const worthOf = ({ measure, figure }: SweepPoint): string =>
  measure === "cosine" ? `cosine ${figure.value.toFixed(4)}` : `${percent(figure.value)} ${measure}`;

const measures: Readonly<Record<SweepPoint["measure"], string>> = {
  "top-1": "top-1 accuracy",
  agreement: "share of samples with the original's first choice",
  cosine: "nearness (cosine) of the outputs to the original's",
};

/** What the curve shows and on what it was measured. */
export const measuredOn = ({ measure, samples, synthetic }: SweepPoint): string =>
  `Up: ${measures[measure]}, on ${thousands(samples)} ${synthetic ? "synthetic inputs (add data for accuracy)" : "of your samples"}. Every point is a finished file, measured.`;
