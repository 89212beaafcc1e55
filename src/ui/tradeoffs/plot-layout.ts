import type { Line } from "../../core/plot/boxes.ts";
import { type Place, placeLabels } from "../../core/plot/place-labels.ts";
import type { TradeOff, Worth } from "../../state/derived/trade-offs.ts";
import { niceScale, type Scale } from "./nice-scale.ts";
import { type UpAxis, upAxis } from "./up-axis.ts";
import type { Size } from "./use-size.ts";

export interface Placed extends TradeOff {
  /** Pixels from the chart's left and top edges. */
  readonly x: number;
  readonly y: number;
  readonly place: Place;
  /** Where its interval ends. */
  readonly whisker: { readonly top: number; readonly bottom: number } | null;
}

export interface PlotLayout {
  readonly across: Scale;
  readonly up: UpAxis;
  readonly points: readonly Placed[];
  /** Along the points of the frontier. */
  readonly frontier: string;
  readonly margin: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  /** Pixels kept for the labels of the axes. */
  readonly axis: { readonly across: number; readonly up: number };
}

/** Mean width of a character, in its own height. */
const character = 0.54;

/** Scales, margins and label places of a plot of at least one point in a box of this size. */
export function layOutPlot(
  points: readonly TradeOff[],
  frontier: readonly TradeOff[],
  worth: Worth,
  { width, height, rem }: Size,
): PlotLayout {
  const margin = { top: rem * 2, right: rem * 1.75, bottom: rem * 1.25, left: 0 };
  const axis = { across: rem * 1.9, up: rem * 4 };
  const text = rem * 0.75;
  const room = {
    width: width - margin.right - axis.up,
    height: height - margin.top - margin.bottom - axis.across,
    line: text * 1.2,
  };
  const across = niceScale(0, Math.max(...points.map((p) => p.cost)));
  const up = upAxis(points, worth, (rem * 2) / room.height);
  const heightOf = (worth: number): number => ((worth - up.bottom) / (up.top - up.bottom)) * room.height;
  const spots = points.map((p) => ({
    ...p,
    worth: p.exact ? up.top : p.worth,
    x: (p.cost / across.top) * room.width,
    y: heightOf(p.exact ? up.top : p.worth),
    label: p.label.length * text * character,
    whisker: p.interval && { top: heightOf(p.interval.high), bottom: heightOf(p.interval.low) },
  }));
  const steps = frontierSteps(frontier.flatMap(({ id }) => spots.filter((spot) => spot.id === id)));
  const whiskers = spots.flatMap(({ x, whisker }): Line[] =>
    whisker ? [{ x1: x, y1: whisker.bottom, x2: x, y2: whisker.top }] : [],
  );
  const places = placeLabels(spots, room, [...steps, ...whiskers]);
  const left = margin.left + axis.up;
  const floor = margin.top + room.height;
  const placed = spots.map(({ label: _, ...spot }, i) => ({
    ...spot,
    label: points[i]!.label,
    x: left + spot.x,
    y: floor - spot.y,
    place: places[i]!,
    whisker: spot.whisker && { top: floor - spot.whisker.top, bottom: floor - spot.whisker.bottom },
  }));
  const path = steps.map(({ x1, y1, x2, y2 }) => `M${left + x1} ${floor - y1}L${left + x2} ${floor - y2}`);
  return { across, up, margin, axis, points: placed, frontier: path.join("") };
}

/** The steps from each point of the frontier to the next: what a given cost buys at best. */
function frontierSteps(at: readonly { readonly x: number; readonly y: number }[]): Line[] {
  return at.slice(1).flatMap(({ x, y }, i) => {
    const before = at[i]!;
    return [
      { x1: before.x, y1: before.y, x2: x, y2: before.y },
      { x1: x, y1: before.y, x2: x, y2: y },
    ];
  });
}
