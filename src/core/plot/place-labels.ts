import { type Box, crosses, gap, type Line, nearest, overlap } from "./boxes.ts";

/** A point in pixels of the plot, from its left and bottom edges, with the width of its label. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly label: number;
}

export interface Room {
  readonly width: number;
  readonly height: number;
  /** Height of a line of text. */
  readonly line: number;
}

/** Where the label's anchor lies from its point, y downwards, as SVG has it. */
export interface Place {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "middle" | "end";
  /** Where a line from the point reaches a label that does not stand beside it; null beside it. */
  readonly leader: { readonly dx: number; readonly dy: number } | null;
  /** Whether even the best place covers another label or point, or could be taken for another's. */
  readonly crowded: boolean;
}

type Anchored = Pick<Place, "dx" | "dy" | "anchor">;

const radius = 9;

/** Directions in the order in which they are liked. */
const directions: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 0],
  [-1, 0],
  [0, -1],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];
/** How far out labels with a leader stand, in lines of text. */
const distances = [1.5, 2.5, 3.5, 5];
const slants = Array.from({ length: 12 }, (_, i) => (i * Math.PI) / 6);

/**
 * A place for each label: beside its point where nothing is in the way, else a little off with a line to it. A label
 * covers neither another nor a point, keeps off the lines of the plot where it can, and lies nearest to its own point.
 */
export function placeLabels(spots: readonly Spot[], room: Room, lines: readonly Line[] = []): Place[] {
  const dots = spots.map(({ x, y }) => around(x, y, radius));
  const labels: Box[] = [];
  const leaders: Line[] = [];
  return spots.map((spot, i) => {
    const others = spots.filter((_, j) => j !== i);
    const otherDots = dots.filter((_, j) => j !== i);
    // Points of one heap cover each other: a line from one of them passes the rest whichever way it goes.
    const apart = others.filter(({ x, y }) => Math.hypot(x - spot.x, y - spot.y) > radius);
    const judge = (at: Anchored, far: number) => {
      const box = boxOf(spot, at, room.line);
      const end = nearest(box, spot.x, spot.y);
      const leader = far > 0 ? { x1: spot.x, y1: spot.y, x2: end.x, y2: end.y } : null;
      const own = gap(box, spot.x, spot.y);
      const crossed =
        count(labels, (other) => overlap(box, other)) +
        count(otherDots, (dot) => overlap(box, dot)) +
        count(leaders, (line) => crosses(line, box)) +
        (leader === null
          ? count(others, ({ x, y }) => gap(box, x, y) < own + 2)
          : count(labels, (other) => crosses(leader, other)) +
            count(apart, ({ x, y }) => crosses(leader, around(x, y, radius / 2))));
      const cost =
        5 * crossed +
        outside(box, room) +
        1.5 *
          Math.min(
            2,
            count(lines, (line) => crosses(line, box)),
          ) +
        (far > 0 ? 1 + 0.25 * far : 0);
      return { at, box, leader, crossed, cost };
    };
    const best = [
      ...directions.map(([sx, sy]) => judge(beside(sx, sy, room.line), 0)),
      ...distances.flatMap((far) =>
        slants.map((slant) => judge(away(slant, far * room.line, room.line), far)),
      ),
    ].reduce((a, b) => (b.cost < a.cost ? b : a));
    const crowded = best.crossed > 0;
    // A crowded label is only shown when its point is looked at, so it takes no room from others.
    if (!crowded) {
      labels.push(best.box);
      if (best.leader) leaders.push(best.leader);
    }
    const leader = best.leader && { dx: best.leader.x2 - spot.x, dy: spot.y - best.leader.y2 };
    return { ...best.at, leader, crowded };
  });
}

function beside(sx: number, sy: number, line: number): Anchored {
  const dy = sy === 0 ? line * 0.3 : sy > 0 ? -radius - 2 : radius + line * 0.8;
  const dx = sx * (sy === 0 ? radius + 3 : 4);
  return { dx, dy, anchor: sx > 0 ? "start" : sx < 0 ? "end" : "middle" };
}

function away(slant: number, distance: number, line: number): Anchored {
  const [x, y] = [Math.cos(slant), Math.sin(slant)];
  const anchor = x > 0.1 ? "start" : x < -0.1 ? "end" : "middle";
  return { dx: x * (radius + distance), dy: line * 0.25 - y * (radius + distance), anchor };
}

function boxOf({ x, y, label }: Spot, { dx, dy, anchor }: Anchored, line: number): Box {
  const left = x + dx - (anchor === "start" ? 0 : anchor === "end" ? label : label / 2);
  const bottom = y - dy - line * 0.25;
  return { left, right: left + label, bottom, top: bottom + line };
}

const around = (x: number, y: number, by: number): Box => ({
  left: x - by,
  right: x + by,
  bottom: y - by,
  top: y + by,
});

const outside = ({ left, right, bottom, top }: Box, { width, height }: Room): number =>
  count([-left, right - width - 24, -bottom, top - height - 12], (over) => over > 0) * 12;

const count = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length;
