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
  /** Whether even the best place covers another label or point. */
  readonly crowded: boolean;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

const radius = 9;

/** Directions in the order in which they are liked; then the same a little farther out. */
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
const distances = [0, 1, 2];

/** A place for each label, so that labels cover neither each other nor a point where that can be helped. */
export function placeLabels(spots: readonly Spot[], room: Room): Place[] {
  const dots = spots.map(({ x, y }) => ({
    left: x - radius,
    right: x + radius,
    bottom: y - radius,
    top: y + radius,
  }));
  const labels: Box[] = [];
  return spots.map((spot, i) => {
    const candidates = distances.flatMap((far) =>
      directions.map(([sx, sy]) => {
        const place = placeAt(sx, sy, far, room.line);
        const box = boxOf(spot, place, room.line);
        const crossed =
          4 * labels.filter((other) => overlap(box, other)).length +
          2 * dots.filter((other, j) => j !== i && overlap(box, other)).length;
        return { place, box, crossed, cost: crossed + outside(box, room) + 0.8 * far };
      }),
    );
    const best = candidates.reduce((a, b) => (b.cost < a.cost ? b : a));
    const crowded = best.crossed > 0;
    // A crowded label is only shown when its point is looked at, so it takes no room from others.
    if (!crowded) labels.push(best.box);
    return { ...best.place, crowded };
  });
}

function placeAt(sx: number, sy: number, far: number, line: number): Omit<Place, "crowded"> {
  const reach = radius + far * line * 0.9;
  const dy = sy === 0 ? line * 0.3 : sy > 0 ? -reach - 2 : reach + line * 0.8;
  const dx = sx * (sy === 0 ? reach + 3 : 4);
  return { dx, dy, anchor: sx > 0 ? "start" : sx < 0 ? "end" : "middle" };
}

function boxOf({ x, y, label }: Spot, { dx, dy, anchor }: Omit<Place, "crowded">, line: number): Box {
  const left = x + dx - (anchor === "start" ? 0 : anchor === "end" ? label : label / 2);
  const bottom = y - dy - line * 0.25;
  return { left, right: left + label, bottom, top: bottom + line };
}

const outside = ({ left, right, bottom, top }: Box, { width, height }: Room): number =>
  [-left, right - width - 24, -bottom, top - height - 12].filter((over) => over > 0).length * 6;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
