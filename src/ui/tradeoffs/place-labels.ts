/** A point in the chart's own box: 0 to 1 from the left and from the bottom. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export type Side = "above" | "below" | "right" | "left";

/** Share of the chart's width that a character takes, and of its height that a line takes. */
const character = 0.0145;
const line = 0.055;
const gap = 0.035;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** A side for each label, so that labels cover neither each other nor a point where that can be helped. */
export function placeLabels(spots: readonly (Spot & { readonly label: string })[]): Side[] {
  const taken: Box[] = spots.map(({ x, y }) => around(x, y, 0.018, 0.022));
  return spots.map(({ x, y, label }, i) => {
    const width = label.length * character;
    const candidates = (["above", "right", "below", "left"] as const).map((side) => {
      const box = boxOf(side, x, y, width);
      const others = taken.filter((_, j) => j !== i);
      const outside = Math.max(0, -box.left) + Math.max(0, box.right - 1.04) + Math.max(0, -box.bottom);
      return { side, box, cost: others.filter((other) => overlap(box, other)).length + 10 * outside };
    });
    const best = candidates.reduce((a, b) => (b.cost < a.cost ? b : a));
    taken.push(best.box);
    return best.side;
  });
}

const around = (x: number, y: number, dx: number, dy: number): Box => ({
  left: x - dx,
  right: x + dx,
  bottom: y - dy,
  top: y + dy,
});

function boxOf(side: Side, x: number, y: number, width: number): Box {
  switch (side) {
    case "above":
      return around(x, y + gap + line / 2, width / 2, line / 2);
    case "below":
      return around(x, y - gap - line / 2, width / 2, line / 2);
    case "right":
      return around(x + 0.025 + width / 2, y, width / 2, line / 2);
    case "left":
      return around(x - 0.025 - width / 2, y, width / 2, line / 2);
  }
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
