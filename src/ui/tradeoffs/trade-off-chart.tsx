import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { selected } from "../../state/changes.ts";
import { selectRows } from "../../state/rows.ts";
import { apply } from "../../state/store.ts";
import { type Cost, type TradeOff, tradeOffs, type Worth } from "../../state/trade-offs.ts";
import { bytes, decibels, milliseconds, percent } from "../look/format.ts";
import { colourOf, shapes } from "../look/mark.tsx";
import { point, useIsPointed, useStudio, useStudioState } from "../studio.tsx";

const costText = { size: bytes, gzip: bytes, latency: milliseconds } as const;
const costName = { size: "File size", gzip: "Size after gzip", latency: "Latency, median" } as const;
const worthName = { fidelity: "Fidelity, SQNR", accuracy: "On your data" } as const;

interface Props {
  readonly cost: Cost;
  readonly worth: Worth;
}

/** Cost across, worth up; up and to the left is better. The line joins what nothing else beats. */
export default function TradeOffChart({ cost, worth }: Props) {
  const rows = useStudioState(selectRows);
  const { points, frontier } = tradeOffs(rows, cost, worth);
  const worthText = worth === "fidelity" ? decibels : (value: number) => percent(value);
  const describe = (p: TradeOff) =>
    `${p.label}: ${costText[cost](p.cost)}, ${p.exact ? "exact" : worthText(p.worth)}`;
  if (points.length < 2)
    return <p className="chart-empty dim">Points appear here as soon as two files have both figures.</p>;
  const best = frontier.map((p) => p.label).join(", ");
  return (
    <figure className="chart">
      <figcaption className="small dim">
        {worthName[worth]} against {costName[cost].toLowerCase()}. Nothing beats: {best}.
      </figcaption>
      <div className="chart-box" role="img" aria-label={`Scatter chart. ${points.map(describe).join(". ")}`}>
        <ResponsiveContainer width="100%" height="100%">
          <ScatterChart margin={{ top: 16, right: 24, bottom: 22, left: 4 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" />
            <XAxis
              type="number"
              dataKey="cost"
              domain={[0, "auto"]}
              tickFormatter={costText[cost]}
              tickCount={5}
              stroke="var(--line-strong)"
              label={{ value: `${costName[cost]} →`, position: "insideBottomRight", offset: -14 }}
            />
            <YAxis
              type="number"
              dataKey="worth"
              width={64}
              domain={worth === "fidelity" ? [0, "auto"] : ["auto", "auto"]}
              tickFormatter={(value: number) =>
                worth === "fidelity" ? `${Math.round(value)}\u202fdB` : percent(value, 0)
              }
              tickCount={5}
              stroke="var(--line-strong)"
            />
            <Scatter
              data={[...frontier]}
              line={{ stroke: "var(--ink-2)", strokeWidth: 1.5, strokeDasharray: "4 3" }}
              shape={() => <g />}
              isAnimationActive={false}
              legendType="none"
            />
            <Scatter
              data={[...points]}
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
  readonly payload: TradeOff;
}

function Dot({ cx, cy, payload, text }: DotProps & { readonly text: (p: TradeOff) => string }) {
  const studio = useStudio();
  const pointed = useIsPointed(payload.id);
  const chosen = useStudioState((state) => state.selected === payload.id);
  const size = pointed || chosen ? 10 : 7;
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
      <circle r="16" fill="transparent" />
      <path d={shapes[payload.family]} fill={colourOf(payload)} transform={`scale(${size})`} />
      {(pointed || chosen) && <circle r="15" className="dot-ring" />}
      <text
        y={pointed ? -19 : -12}
        textAnchor="middle"
        className={pointed || chosen ? "dot-label strong" : "dot-label"}
      >
        {payload.label}
      </text>
    </g>
  );
}
