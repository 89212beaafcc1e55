import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { selected } from "../../state/changes.ts";
import { selectRows } from "../../state/rows.ts";
import { apply } from "../../state/store.ts";
import { type Cost, type TradeOff, tradeOffs, type Worth } from "../../state/trade-offs.ts";
import { bytes, decibels, milliseconds, percent } from "../look/format.ts";
import { colourOf, shapes } from "../look/mark.tsx";
import { point, useIsPointed, useStudio, useStudioState } from "../studio.tsx";
import { niceScale } from "./nice-scale.ts";
import { placeLabels, type Side } from "./place-labels.ts";

const costText = { size: bytes, gzip: bytes, latency: milliseconds } as const;
const costName = { size: "File size", gzip: "Size after gzip", latency: "Latency, median" } as const;
const worthName = { fidelity: "Fidelity (SQNR)", accuracy: "Accuracy on your data" } as const;
const worthText = { fidelity: decibels, accuracy: (share: number) => percent(share) } as const;
/** Ticks are round numbers: their trailing zeros say nothing. */
const tick = (text: string) => text.replace(/\.0+(?=\s)/, "").replace(/(\.\d*?)0+(?=\s)/, "$1");

interface Props {
  readonly cost: Cost;
  readonly worth: Worth;
}

/** Cost across, worth up; up and to the left is better. The line joins what nothing else beats. */
export default function TradeOffChart({ cost, worth }: Props) {
  const { points, frontier } = useStudioState((state) => tradeOffs(selectRows(state), cost, worth));
  const describe = (p: TradeOff) =>
    `${p.label}: ${costText[cost](p.cost)}, ${p.exact ? "exact" : worthText[worth](p.worth)}`;
  if (points.length < 2)
    return <p className="chart-empty dim">Points appear here as soon as two files have both figures.</p>;
  const across = niceScale(0, Math.max(...points.map((p) => p.cost)));
  const lowest = Math.min(...points.map((p) => p.worth));
  const highest = Math.max(...points.map((p) => p.worth));
  const up = niceScale(worth === "fidelity" ? 0 : lowest - (highest - lowest) * 0.15, highest);
  const sides = placeLabels(
    points.map((p) => ({
      label: p.label,
      x: p.cost / across.top,
      y: (p.worth - up.bottom) / (up.top - up.bottom),
    })),
  );
  const placed = points.map((p, i) => ({ ...p, side: sides[i] ?? "above" }));
  return (
    <figure className="chart">
      <figcaption className="small dim">
        {worthName[worth]} against {costName[cost].toLowerCase()}; up and to the left is better. Nothing beats{" "}
        {frontier.map((p) => p.label).join(", ")}.
      </figcaption>
      <div className="chart-box" role="img" aria-label={`Scatter chart. ${points.map(describe).join(". ")}`}>
        <ResponsiveContainer width="100%" height="100%">
          <ScatterChart margin={{ top: 12, right: 28, bottom: 20, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" />
            <XAxis
              type="number"
              dataKey="cost"
              domain={[across.bottom, across.top]}
              ticks={[...across.ticks]}
              tickFormatter={(value: number) => tick(costText[cost](value))}
              stroke="var(--line-strong)"
              tickLine={false}
              label={{ value: `${costName[cost]} →`, position: "insideBottomRight", offset: -14 }}
            />
            <YAxis
              type="number"
              dataKey="worth"
              width={62}
              domain={[up.bottom, up.top]}
              ticks={[...up.ticks]}
              tickFormatter={(value: number) => tick(worthText[worth](value))}
              stroke="var(--line-strong)"
              tickLine={false}
            />
            <Scatter
              data={[...frontier]}
              line={{ stroke: "var(--ink-2)", strokeWidth: 1.5, strokeDasharray: "4 3" }}
              shape={() => <g />}
              isAnimationActive={false}
              legendType="none"
            />
            <Scatter
              data={placed}
              isAnimationActive={false}
              shape={(props: unknown) => <Dot {...(props as DotProps)} text={describe} />}
            />
          </ScatterChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

interface DotProps {
  readonly cx: number;
  readonly cy: number;
  readonly payload: TradeOff & { readonly side: Side };
}

const labelAt: Record<Side, { x: number; y: number; textAnchor: "start" | "middle" | "end" }> = {
  above: { x: 0, y: -12, textAnchor: "middle" },
  below: { x: 0, y: 22, textAnchor: "middle" },
  right: { x: 13, y: 4, textAnchor: "start" },
  left: { x: -13, y: 4, textAnchor: "end" },
};

function Dot({ cx, cy, payload, text }: DotProps & { readonly text: (p: TradeOff) => string }) {
  const studio = useStudio();
  const pointed = useIsPointed(payload.id);
  const chosen = useStudioState((state) => state.selected === payload.id);
  const strong = pointed || chosen;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the table offers the same to the keyboard
    <g
      className="dot"
      transform={`translate(${cx} ${cy})`}
      onPointerEnter={() => point(payload.id)}
      onPointerLeave={() => point(null)}
      onClick={() => apply(studio.store, selected(payload.id))}
    >
      <title>{text(payload)}</title>
      <circle r="14" fill="transparent" />
      {strong && <circle r="12" className="dot-ring" />}
      <path d={shapes[payload.family]} fill={colourOf(payload)} transform="scale(7)" />
      <text {...labelAt[payload.side]} className={strong ? "dot-label strong" : "dot-label"}>
        {payload.exact ? `${payload.label} (exact)` : payload.label}
      </text>
    </g>
  );
}
