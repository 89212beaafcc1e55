// How bad an error is, by each of the three measures, told by word, sign and colour alike.
import type { TensorError } from "../../engine/facts/precision.ts";

export const measures = ["sqnr", "rmseOverScale", "cosine"] as const;
export type Measure = (typeof measures)[number];
export type Level = "good" | "fair" | "suspect" | "unknown";

export const measureNames: Readonly<Record<Measure, string>> = {
  sqnr: "SQNR",
  rmseOverScale: "RMSE / scale",
  cosine: "Cosine",
};

export const measureHelp: Readonly<Record<Measure, string>> = {
  sqnr: "Signal to quantization noise of the op's output, in decibels: 20 dB is an error of a tenth of the signal.",
  rmseOverScale:
    "Error in steps of the output's own scale. Rounding alone makes 0.289 (1/√12); over 0.7 the range or what came before is to blame.",
  cosine: "Cosine of the angle between the output and the original's: 1 is the same direction.",
};

export const levelNames: Readonly<Record<Level, string>> = {
  good: "as expected",
  fair: "raised",
  suspect: "suspect",
  unknown: "not measured",
};
export const levelSigns: Readonly<Record<Level, string>> = {
  good: "●",
  fair: "◆",
  suspect: "▲",
  unknown: "○",
};

/** From where an error is raised, and suspect. */
const borders = {
  sqnr: { fair: 25, suspect: 12 },
  rmseOverScale: { fair: 0.4, suspect: 0.7 },
  cosine: { fair: 0.999, suspect: 0.99 },
} as const;

export const legendOf = (measure: Measure): Readonly<Record<Exclude<Level, "unknown">, string>> => {
  const { fair, suspect } = borders[measure];
  const unit = measure === "sqnr" ? " dB" : "";
  return measure === "rmseOverScale"
    ? { good: `up to ${fair}`, fair: `to ${suspect}`, suspect: `over ${suspect}` }
    : { good: `from ${fair}${unit}`, fair: `from ${suspect}${unit}`, suspect: `under ${suspect}${unit}` };
};

export function levelOf(error: TensorError | undefined, measure: Measure): Level {
  const value = error?.[measure];
  if (value === undefined || value === null || Number.isNaN(value)) return "unknown";
  const { fair, suspect } = borders[measure];
  if (measure === "rmseOverScale") return value > suspect ? "suspect" : value > fair ? "fair" : "good";
  return value < suspect ? "suspect" : value < fair ? "fair" : "good";
}

export function errorText(error: TensorError | undefined, measure: Measure): string {
  const value = error?.[measure];
  if (value === undefined || value === null) return "–";
  if (measure === "sqnr") return value === Number.POSITIVE_INFINITY ? "exact" : `${value.toFixed(1)}\u00a0dB`;
  return measure === "cosine" ? value.toFixed(4) : value.toFixed(2);
}

/** The worst first; what was not measured comes last. */
export function byError(
  measure: Measure,
): (a: TensorError | undefined, b: TensorError | undefined) => number {
  const badness = (e: TensorError | undefined): number => {
    const value = e?.[measure];
    if (value === undefined || value === null) return Number.NEGATIVE_INFINITY;
    return measure === "rmseOverScale" ? value : -value;
  };
  return (a, b) => {
    const [x, y] = [badness(a), badness(b)];
    return x === y ? 0 : y > x ? 1 : -1;
  };
}
