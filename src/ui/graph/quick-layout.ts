// A layered layout in one pass, for graphs on which a thorough one would take many seconds.
import { type Box, opBox, type Shape } from "./drawing.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** Top left corner of each op's box. */
  readonly places: ReadonlyMap<string, Point>;
  /** Corners of edges that were routed around boxes; others are drawn as curves. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** The size of every box. */
  readonly box: Box;
}

const columnGap = 36;
const rowGap = 34;

/**
 * Ops in rows by their longest way from an input, ordered in a row by where their sources stand. Ops must come in an
 * order in which sources precede readers, as they do in a file.
 */
export function quickLayout({ ops, edges, box = opBox }: Shape): Layout {
  const sources = new Map<string, string[]>();
  for (const { source, target } of edges) {
    const known = sources.get(target);
    if (known) known.push(source);
    else sources.set(target, [source]);
  }
  const row = new Map<string, number>();
  const rows: string[][] = [];
  for (const { id } of ops) {
    const depth = 1 + Math.max(-1, ...(sources.get(id) ?? []).map((s) => row.get(s) ?? -1));
    row.set(id, depth);
    rows[depth] = [...(rows[depth] ?? []), id];
  }
  const places = new Map<string, Point>();
  rows.forEach((ids, depth) => {
    const centre = (id: string): number => {
      const from = (sources.get(id) ?? []).flatMap((s) => places.get(s)?.x ?? []);
      return from.length === 0 ? 0 : from.reduce((a, b) => a + b, 0) / from.length;
    };
    const ordered = ids.map((id) => ({ id, at: centre(id) })).sort((a, b) => a.at - b.at);
    const middle = ordered.reduce((sum, { at }) => sum + at, 0) / ordered.length;
    const step = box.width + columnGap;
    ordered.forEach(({ id }, i) => {
      places.set(id, { x: middle + (i - (ordered.length - 1) / 2) * step, y: depth * (box.height + rowGap) });
    });
  });
  return { places, routes: new Map(), box };
}
