import type { Answers } from "./evaluate.ts";
import type { Evidence, Limits } from "./tree.ts";

/** Under which answers a person's limits stand, in the units in which people say them. */
export const limitAnswers = {
  loss: { id: "max-loss", unit: "points", factor: 0.01 },
  gzip: { id: "max-gzip", unit: "kB", factor: 1000 },
  latency: { id: "max-latency", unit: "ms", factor: 1 },
} as const satisfies Record<keyof Limits, { id: string; unit: string; factor: number }>;

/** The limits among a person's answers; what is no number, or negative, is none. */
export function limitsOf(answers: Answers): Limits {
  const found: { -readonly [K in keyof Limits]: Limits[K] } = {};
  for (const name of ["loss", "gzip", "latency"] as const) {
    const { id, factor } = limitAnswers[name];
    const text = answers[id]?.trim() ?? "";
    const value = Number(text);
    if (text !== "" && Number.isFinite(value) && value >= 0) found[name] = value * factor;
  }
  return found;
}

interface Choices {
  /** The choice where the figure keeps to the limit. */
  readonly within: string;
  readonly beyond: string;
}

/** Answers a question about a figure of a variant by the person's limit, once both are known. */
export const settleByLimit =
  (about: string, limit: keyof Limits, { within, beyond }: Choices) =>
  ({ limits = {}, measured = {} }: Evidence): { readonly choice: string; readonly from: string } | null => {
    const figure = measured[about]?.[limit] ?? null;
    const most = limits[limit];
    if (figure === null || most === undefined) return null;
    const value = typeof figure === "number" ? figure : figure.value;
    const of = typeof figure === "number" ? "" : ` of ${figure.of}`;
    return {
      choice: value <= most ? within : beyond,
      from: `it ${verbs[limit]} ${said(limit, value)}${of}, you allow ${said(limit, most)}`,
    };
  };

const verbs: Readonly<Record<keyof Limits, string>> = { loss: "loses", gzip: "takes", latency: "takes" };

/** `0.4 points`, `97 kB`, `1.2 ms`. */
function said(limit: keyof Limits, value: number): string {
  const { unit, factor } = limitAnswers[limit];
  const scaled = value / factor;
  const digits = limit === "loss" ? 2 : scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
  const text = Number(scaled.toFixed(digits)).toString();
  return `${text.replace("-", "−")} ${text === "1" && unit === "points" ? "point" : unit}`;
}
