// Charts as plain SVG. Every text goes through `escapeXml`: names come from files of strangers.
import { placeLabels } from "../plot/place-labels.ts";

/** Text that ends no element and no attribute. Control characters are not allowed in XML at all. */
export const escapeXml = (text: string): string =>
  text
    .replace(/(?![\t\n])[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, "\ufffd")
    .replace(/[&<>"'`]/g, (c) => `&#${c.codePointAt(0)};`);

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

const round = (x: number): string => String(Math.round(x * 100) / 100);

export interface Bar {
  readonly label: string;
  /** One length for each series; null where it was not measured. */
  readonly values: readonly (number | null)[];
}

/** Horizontal bars, one group for each label. */
export function barChart(
  title: string,
  series: readonly string[],
  bars: readonly Bar[],
  show: (value: number) => string,
): string {
  const [left, right, line, head] = [260, 80, 16, 34];
  const width = 800;
  const group = series.length * line + 10;
  const height = head + bars.length * group + 8;
  const largest = Math.max(1e-12, ...bars.flatMap((b) => b.values.map((v) => v ?? 0)));
  const rows = bars.map((bar, i) => {
    const top = head + i * group;
    const middle = top + (series.length * line) / 2 + 4;
    const parts = bar.values.map((value, s) => {
      if (value === null || !Number.isFinite(value)) return "";
      const length = (Math.max(0, value) / largest) * (width - left - right);
      const y = top + s * line;
      return `<rect class="s${s}" x="${left}" y="${round(y)}" width="${round(length)}" height="${line - 3}"/><text x="${round(left + length + 6)}" y="${round(y + line - 6)}">${escapeXml(show(value))}</text>`;
    });
    return `<text class="end" x="${left - 8}" y="${round(middle)}">${escapeXml(cut(bar.label, 34))}</text>${parts.join("")}`;
  });
  return frame(title, width, height, legend(series, left) + rows.join(""));
}

export interface Dot {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

const anchors = { start: "start", middle: "mid", end: "end" } as const;

/** Points with their names, as far as there is room for them; those that no other beats (small x, large y) are joined. */
export function scatterChart(
  title: string,
  axes: { readonly x: string; readonly y: string },
  dots: readonly Dot[],
  show: { readonly x: (v: number) => string; readonly y: (v: number) => string },
): string {
  const [width, height, left, right, top, bottom] = [760, 394, 80, 30, 34, 50];
  const good = dots.filter((d) => Number.isFinite(d.x) && Number.isFinite(d.y));
  if (good.length === 0) return "";
  const range = (values: number[]): [number, number] => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
    return [low - room, high + room];
  };
  const [x0, x1] = range(good.map((d) => d.x));
  const [y0, y1] = range(good.map((d) => d.y));
  const px = (x: number): number => left + ((x - x0) / (x1 - x0)) * (width - left - right);
  const py = (y: number): number => height - bottom - ((y - y0) / (y1 - y0)) * (height - top - bottom);
  const frontier = frontierOf(good);
  const path = frontier.map((d) => `${round(px(d.x))},${round(py(d.y))}`).join(" ");
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((t) => {
    const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
    return `<text class="mid" x="${round(px(x))}" y="${height - bottom + 18}">${escapeXml(show.x(x))}</text><text class="end" x="${left - 8}" y="${round(py(y) + 4)}">${escapeXml(show.y(y))}</text><line class="grid" x1="${left}" x2="${width - right}" y1="${round(py(y))}" y2="${round(py(y))}"/>`;
  });
  const spots = good.map((d) => ({
    x: px(d.x) - left,
    y: height - bottom - py(d.y),
    label: cut(d.label, 30).length * 6.6,
  }));
  const joined = frontier.map((d) => spots[good.indexOf(d)]!);
  const places = placeLabels(
    spots,
    { width: width - left - right, height: height - top - bottom, line: 15 },
    joined.slice(1).map(({ x, y }, i) => ({ x1: joined[i]!.x, y1: joined[i]!.y, x2: x, y2: y })),
  );
  const labels = good.map((d, i) => {
    const { dx, dy, anchor, leader, crowded } = places[i]!;
    if (crowded) return "";
    const [x, y] = [px(d.x), py(d.y)];
    const line = leader
      ? `<line class="lead" x1="${round(x)}" y1="${round(y)}" x2="${round(x + leader.dx)}" y2="${round(y + leader.dy)}"/>`
      : "";
    return `${line}<text class="${anchors[anchor]}" x="${round(x + dx)}" y="${round(y + dy)}">${escapeXml(cut(d.label, 30))}</text>`;
  });
  const points = good.map(
    (d) =>
      `<circle class="${frontier.includes(d) ? "s0" : "s1"}" cx="${round(px(d.x))}" cy="${round(py(d.y))}" r="5"><title>${escapeXml(d.label)}</title></circle>`,
  );
  const names = `<text class="mid" x="${(left + width - right) / 2}" y="${height - 8}">${escapeXml(axes.x)}</text><text x="${left}" y="12">${escapeXml(axes.y)}</text>`;
  return frame(
    title,
    width,
    height,
    `${ticks.join("")}<polyline class="front" points="${path}"/>${labels.join("")}${points.join("")}${names}`,
  );
}

/** Smaller x first; each higher than all before. */
function frontierOf(dots: readonly Dot[]): Dot[] {
  let best = Number.NEGATIVE_INFINITY;
  return dots
    .toSorted((a, b) => a.x - b.x || b.y - a.y)
    .filter((d) => {
      if (d.y <= best) return false;
      best = d.y;
      return true;
    });
}

const legend = (series: readonly string[], left: number): string =>
  series
    .map(
      (name, i) =>
        `<rect class="s${i}" x="${left + i * 150}" y="8" width="12" height="12"/><text x="${left + 18 + i * 150}" y="18">${escapeXml(name)}</text>`,
    )
    .join("");

const frame = (title: string, width: number, height: number, inner: string): string =>
  `<svg role="img" viewBox="0 0 ${width} ${height}" aria-label="${escapeXml(title)}"><title>${escapeXml(title)}</title>${inner}</svg>`;
