import type { OptionSpec } from "../../techniques/technique.ts";

export type NumberSpec = Extract<OptionSpec, { type: "number" }>;

const tidy = (value: number): number => Number(value.toFixed(9));

/** A value as its field has it: shares in per cent, and nothing where 0 leaves the choice to the technique. */
export const fieldText = (value: number, spec: NumberSpec): string =>
  spec.zeroChooses && value === 0 ? "" : String(tidy(spec.share ? 100 * value : value));

const unit = (spec: NumberSpec): string => (spec.share ? "\u00a0%" : "");

const told = (value: number, spec: NumberSpec): string =>
  `${tidy(spec.share ? 100 * value : value)}${unit(spec)}`;

interface Read {
  /** What the option becomes; null where it stays as it is. */
  readonly value: number | null;
  /** Why that is not what was typed; empty where it is. */
  readonly note: string;
}

/** What a typed text makes of an option that is `now`, and what is to be said about it. */
export function readNumber(text: string, spec: NumberSpec, now: number): Read {
  if (text.trim() === "" && spec.zeroChooses) return { value: 0, note: "" };
  const typed = Number(text);
  if (text.trim() === "" || !Number.isFinite(typed))
    return { value: null, note: `No number: ${told(now, spec)} stays.` };
  const wanted = tidy(spec.share ? typed / 100 : typed);
  const whole = spec.integer ? Math.round(wanted) : wanted;
  const value = Math.min(spec.max, Math.max(spec.min, whole));
  if (value !== whole)
    return {
      value,
      note: `From ${told(spec.min, spec)} to ${told(spec.max, spec)}: ${told(value, spec)} is taken.`,
    };
  return { value, note: value === wanted ? "" : `Whole numbers: ${value} is taken.` };
}
