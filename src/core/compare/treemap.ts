/** A rectangle of a treemap; sides in the units of the whole. */
export interface Tile {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Squarified treemap (Bruls, Huizing and van Wijk, https://doi.org/10.1007/978-3-7091-6783-0_4): areas are the
 * values, given largest first, tiles as square as they can be. Values of zero or less get no tile.
 */
export function treemap(values: readonly number[], width: number, height: number): Tile[] {
  const total = values.reduce((n, v) => n + Math.max(0, v), 0);
  if (total <= 0 || width <= 0 || height <= 0) return [];
  const areas = values
    .map((v, index) => ({ index, area: (Math.max(0, v) / total) * width * height }))
    .filter((v) => v.area > 0);
  const tiles: Tile[] = [];
  let space = { x: 0, y: 0, width, height };
  let row: typeof areas = [];
  const flush = (): void => {
    const sum = row.reduce((n, v) => n + v.area, 0);
    const upright = space.width >= space.height;
    const thickness = sum / (upright ? space.height : space.width);
    let along = upright ? space.y : space.x;
    for (const { index, area } of row) {
      const length = area / thickness;
      tiles.push(
        upright
          ? { index, x: space.x, y: along, width: thickness, height: length }
          : { index, x: along, y: space.y, width: length, height: thickness },
      );
      along += length;
    }
    space = upright
      ? { ...space, x: space.x + thickness, width: Math.max(0, space.width - thickness) }
      : { ...space, y: space.y + thickness, height: Math.max(0, space.height - thickness) };
    row = [];
  };
  for (const value of areas) {
    const side = Math.min(space.width, space.height);
    if (row.length > 0 && worst([...row, value], side) > worst(row, side)) flush();
    row.push(value);
  }
  if (row.length > 0) flush();
  return tiles;
}

/** The most oblong tile of a row along a side: ratio of its sides, 1 for a square. */
function worst(row: readonly { area: number }[], side: number): number {
  const sum = row.reduce((n, v) => n + v.area, 0);
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const { area } of row) {
    least = Math.min(least, area);
    most = Math.max(most, area);
  }
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least));
}
