import { useMemo } from "react";
import { CartesianGrid, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import { selected } from "../../state/changes.ts";
import { selectRows } from "../../state/derived/rows.ts";
import {
  type Cost,
  type TradeOff,
  type TradeOffs,
  tradeOffs,
  type Worth,
} from "../../state/derived/trade-offs.ts";
import { apply } from "../../state/store.ts";
import { bytes, decibels, milliseconds, percent } from "../look/format.ts";
import { useWhenIdle } from "../look/idle.ts";
import { colourOf, shapes } from "../look/mark.tsx";
import { point, useIsPointed, useStudio, useStudioState } from "../studio.tsx";
import { layOutPlot, type Placed } from "./plot-layout.ts";
import { useSize } from "./use-size.ts";

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
  const found = useStudioState((state) => tradeOffs(selectRows(state), cost, worth));
  const drawn = useWhenIdle(useMemo(() => ({ cost, worth, found }), [cost, worth, found]));
  if (drawn === undefined) return <div className="chart-wait" />;
  if (drawn.found.points.length < 2)
    return <p className="chart-empty dim">Points appear here as soon as two files have both figures.</p>;
  return <Plot {...drawn} />;
}

function Plot({ cost, worth, found }: Props & { readonly found: TradeOffs }) {
  const [box, size] = useSize<HTMLDivElement>();
  const layout = useMemo(
    () => size && layOutPlot(found.points, found.frontier, worth, size),
    [found, worth, size],
  );
  const describe = (p: TradeOff) =>
    `${p.label}: ${costText[cost](p.cost)}, ${p.exact ? "exact" : worthText[worth](p.worth)}`;
  return (
    <figure className="chart">
      <figcaption className="small dim">
        Up and to the left is better. Along the dashed line no file is beaten in both:{" "}
        {found.frontier.map((p) => p.label).join(", ")}.
        {found.points.some((p) => p.interval) && " Thin lines: 95 % intervals."}
      </figcaption>
      <div
        ref={box}
        className="chart-box"
        role="img"
        aria-label={`Scatter chart. ${found.points.map(describe).join(". ")}`}
      >
        {size && layout && (
          <ScatterChart
            width={size.width}
            height={size.height}
            margin={layout.margin}
            accessibilityLayer={false}
          >
            <CartesianGrid stroke="var(--line)" />
            <XAxis
              type="number"
              dataKey="cost"
              height={layout.axis.across}
              domain={[layout.across.bottom, layout.across.top]}
              ticks={[...layout.across.ticks]}
              interval={0}
              tickFormatter={(value: number) => tick(costText[cost](value))}
              stroke="var(--line-strong)"
              tickLine={false}
              label={{ value: `${costName[cost]} →`, position: "insideBottomRight", offset: -14 }}
            />
            <YAxis
              type="number"
              dataKey="worth"
              width={layout.axis.up}
              domain={[layout.up.bottom, layout.up.top]}
              ticks={[...layout.up.ticks]}
              interval={0}
              tickFormatter={(value: number) =>
                value === layout.up.exact ? "exact" : tick(worthText[worth](value))
              }
              stroke="var(--line-strong)"
              tickLine={false}
            />
            <text x={0} y={size.rem * 0.9} className="axis-name">
              ↑ {worthName[worth]}
            </text>
            {layout.points.map(
              ({ id, x, whisker, ...p }) =>
                whisker && (
                  <path
                    key={id}
                    d={`M${x} ${whisker.top}V${whisker.bottom}`}
                    className="whisker"
                    stroke={colourOf({ id, family: p.family })}
                  />
                ),
            )}
            <path d={layout.frontier} className="frontier-path" />
            {/* All labels before all points: none of them covers a point. */}
            {layout.points.map((p) => (
              <Label key={p.id} point={p} />
            ))}
            <Scatter
              data={[...layout.points]}
              isAnimationActive={false}
              shape={(props: unknown) => (
                <Dot {...(props as DotProps)} text={describe} scale={size.rem * 0.44} />
              )}
            />
          </ScatterChart>
        )}
      </div>
    </figure>
  );
}

interface DotProps {
  readonly cx: number;
  readonly cy: number;
  readonly payload: Placed;
}

function Label({ point: p }: { readonly point: Placed }) {
  const pointed = useIsPointed(p.id);
  const chosen = useStudioState((state) => state.selected === p.id);
  if (p.place.crowded && !pointed && !chosen) return null;
  const { dx, dy, anchor, leader } = p.place;
  return (
    <>
      {leader && (
        <path d={`M${p.x} ${p.y}l${leader.dx} ${leader.dy}`} className="leader" stroke={colourOf(p)} />
      )}
      <text
        x={p.x + dx}
        y={p.y + dy}
        textAnchor={anchor}
        className={pointed || chosen ? "dot-label strong" : "dot-label"}
      >
        {p.label}
      </text>
    </>
  );
}

interface DotLook {
  readonly text: (p: TradeOff) => string;
  readonly scale: number;
}

function Dot({ cx, cy, payload, text, scale }: DotProps & DotLook) {
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
      <circle r={scale * 2} fill="transparent" />
      {strong && <circle r={scale * 1.7} className="dot-ring" />}
      <path d={shapes[payload.family]} fill={colourOf(payload)} transform={`scale(${scale})`} />
    </g>
  );
}
