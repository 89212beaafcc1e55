import type { AccuracyFacts } from "../facts/variant.ts";

export interface AccuracyLoss {
  /** Share of accuracy lost against the original, with its 95 % interval; negative where something was won. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What it is a loss of. */
  readonly of: "top-1" | "agreement" | "cosine";
}

/** Of top-1 where there are labels, else of agreement with the original, else of cosine. */
export function lossOf({ difference, agreement, cosine, labelled }: AccuracyFacts): AccuracyLoss {
  if (difference !== null)
    return {
      value: -difference.value,
      low: -difference.high,
      high: -difference.low,
      of: labelled ? "top-1" : "agreement",
    };
  const { value, low, high } = agreement ?? cosine;
  return { value: 1 - value, low: 1 - high, high: 1 - low, of: agreement ? "agreement" : "cosine" };
}
