import type { TradeOff, Worth } from "../../state/derived/trade-offs.ts";
import { niceScale } from "./nice-scale.ts";

export interface UpAxis {
  readonly bottom: number;
  readonly top: number;
  readonly ticks: readonly number[];
  /** Where what equals the original stands: above all numbers, not at one of them. Null where nothing does. */
  readonly exact: number | null;
}

/** The axis of what is worth having, wide enough for every interval; `lane` is the share of it above the numbers. */
export function upAxis(points: readonly TradeOff[], worth: Worth, lane: number): UpAxis {
  const counted = points.filter((p) => !p.exact);
  const hasExact = counted.length < points.length;
  if (counted.length === 0) return { bottom: 0, top: 1, ticks: [1], exact: 1 };
  const lowest = Math.min(...counted.map((p) => p.interval?.low ?? p.worth));
  const highest = Math.max(...counted.map((p) => p.interval?.high ?? p.worth));
  const scale = niceScale(worth === "fidelity" ? Math.min(0, lowest) : lowest, highest);
  if (!hasExact) return { ...scale, exact: null };
  const exact = scale.bottom + (scale.top - scale.bottom) / (1 - lane);
  return { bottom: scale.bottom, top: exact, ticks: [...scale.ticks, exact], exact };
}
