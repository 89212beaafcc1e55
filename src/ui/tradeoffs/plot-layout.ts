import type { TradeOff, Worth } from "../../state/derived/trade-offs.ts";
import { niceScale, type Scale } from "./nice-scale.ts";
import { type Place, placeLabels } from "./place-labels.ts";
import type { Size } from "./use-size.ts";

export interface Placed extends TradeOff {
  /** Pixels from the chart's left and top edges. */
  readonly x: number;
  readonly y: number;
  readonly place: Place;
  /** Where its interval ends, as far as it lies in the plot. */
  readonly whisker: { readonly top: number; readonly bottom: number } | null;
}

export interface PlotLayout {
  readonly across: Scale;
  readonly up: Scale;
  readonly points: readonly Placed[];
  readonly margin: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  /** Pixels kept for the labels of the axes. */
  readonly axis: { readonly across: number; readonly up: number };
}

export const nameOf = (p: TradeOff): string => (p.exact ? `${p.label} (exact)` : p.label);

/** Mean width of a character, in its own height. */
const character = 0.54;

/** Scales, margins and label places of a plot of at least one point in a box of this size. */
export function layOutPlot(
  points: readonly TradeOff[],
  worth: Worth,
  { width, height, rem }: Size,
): PlotLayout {
  const across = niceScale(0, Math.max(...points.map((p) => p.cost)));
  const lowest = Math.min(...points.map((p) => p.worth));
  const highest = Math.max(...points.map((p) => p.worth));
  const up = niceScale(worth === "fidelity" ? 0 : lowest - (highest - lowest) * 0.15, highest);
  const margin = { top: rem * 2, right: rem * 1.75, bottom: rem * 1.25, left: 0 };
  const axis = { across: rem * 1.9, up: rem * 4 };
  const text = rem * 0.75;
  const room = {
    width: width - margin.right - axis.up,
    height: height - margin.top - margin.bottom - axis.across,
    line: text * 1.2,
  };
  const spots = points.map((p) => ({
    x: (p.cost / across.top) * room.width,
    y: ((p.worth - up.bottom) / (up.top - up.bottom)) * room.height,
    label: nameOf(p).length * text * character,
  }));
  const places = placeLabels(spots, room);
  const heightOf = (worth: number): number => {
    const share = (worth - up.bottom) / (up.top - up.bottom);
    return margin.top + room.height * (1 - Math.min(1, Math.max(0, share)));
  };
  const placed = points.map((p, i) => ({
    ...p,
    x: margin.left + axis.up + spots[i]!.x,
    y: margin.top + room.height - spots[i]!.y,
    place: places[i]!,
    whisker: p.interval && { top: heightOf(p.interval.high), bottom: heightOf(p.interval.low) },
  }));
  return { across, up, margin, axis, points: placed };
}

/** The steps from each point of the frontier to the next: what a given cost buys at best. */
export function frontierPath(points: readonly Placed[], frontier: readonly TradeOff[]): string {
  const at = frontier.flatMap(({ id }) => points.filter((p) => p.id === id));
  return at.map((p, i) => (i === 0 ? `M${p.x} ${p.y}` : `H${p.x}V${p.y}`)).join("");
}
