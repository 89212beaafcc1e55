/** A rectangle in pixels of the plot, from its left and bottom edges. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** A straight line, in the same pixels. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;

/** The point of a box nearest to this one. */
export const nearest = ({ left, right, bottom, top }: Box, x: number, y: number) => ({
  x: Math.min(right, Math.max(left, x)),
  y: Math.min(top, Math.max(bottom, y)),
});

export const gap = (box: Box, x: number, y: number): number => {
  const near = nearest(box, x, y);
  return Math.hypot(near.x - x, near.y - y);
};

/** Whether a line passes through a box: what is left of it after each pair of sides has cut it (Liang and Barsky). */
export function crosses({ x1, y1, x2, y2 }: Line, { left, right, bottom, top }: Box): boolean {
  let [from, to] = [0, 1];
  for (const [start, run, low, high] of [
    [x1, x2 - x1, left, right],
    [y1, y2 - y1, bottom, top],
  ] as const) {
    if (run === 0) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const [a, b] = [(low - start) / run, (high - start) / run];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from < to;
}
