import { CartesianGrid, ReferenceLine, Scatter, ScatterChart, XAxis, YAxis } from "recharts";
import type { SweepPoint } from "../../engine/facts/search.ts";
import { bytes } from "../look/format.ts";
import { niceScale } from "../tradeoffs/nice-scale.ts";
import { useSize } from "../tradeoffs/use-size.ts";
import { nameOf, worthOf } from "./sweep-words.ts";

interface Props {
  /** By the axis' value, ascending. */
  readonly points: readonly SweepPoint[];
  readonly axis: string;
  /** The original's size after gzip and its accuracy, where known. */
  readonly original: { readonly gzip: number | null; readonly figure: number | null };
  readonly colour: string;
  readonly onPick: (point: SweepPoint) => void;
}

/** Download across, accuracy up; the line joins the points in the order of the axis. */
export default function SweepChart({ points, axis, original, colour, onPick }: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const reference = original.figure === null ? [] : [original.figure];
  const figures = [...points.map((p) => p.figure.value), ...reference];
  const low = Math.min(...figures);
  const high = Math.max(...figures);
  const up = niceScale(
    Math.max(0, low - Math.max(0.002, (high - low) * 0.08)),
    Math.min(1, high + (high - low) * 0.05),
  );
  const widest = Math.max(...points.map((p) => p.gzip), original.gzip ?? 0);
  const across = niceScale(0, widest * 1.04);
  const told = points.map((p) => `${nameOf(axis, p.value)}: ${bytes(p.gzip)}, ${worthOf(p)}`);
  const rem = size?.rem ?? 16;
  return (
    <div ref={box} className="sweep-chart" role="img" aria-label={`The whole curve. ${told.join(". ")}`}>
      {size && (
        <ScatterChart
          width={size.width}
          height={size.height}
          margin={{ top: rem * 0.8, right: rem * 1.2, bottom: rem * 1.2, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" />
          <XAxis
            type="number"
            dataKey="gzip"
            domain={[across.bottom, across.top]}
            ticks={[...across.ticks]}
            tickFormatter={(value: number) => bytes(value).replace(/\.0+(?=\s)/, "")}
            stroke="var(--line-strong)"
            tickLine={false}
            label={{ value: "Download (gzip) →", position: "insideBottomRight", offset: -rem * 0.9 }}
          />
          <YAxis
            type="number"
            dataKey="figure.value"
            width={rem * 3.6}
            domain={[up.bottom, up.top]}
            ticks={[...up.ticks]}
            tickFormatter={(value: number) => `${Number((100 * value).toFixed(2))} %`}
            stroke="var(--line-strong)"
            tickLine={false}
          />
          {original.figure !== null && (
            <ReferenceLine
              y={original.figure}
              stroke="var(--original)"
              strokeDasharray="5 4"
              label={{ value: "original", position: "insideTopLeft", fill: "var(--ink-2)" }}
            />
          )}
          <Scatter
            data={[...points]}
            isAnimationActive={false}
            line={{ stroke: colour, strokeWidth: 1.5 }}
            shape={(props: unknown) => (
              <Dot {...(props as DotProps)} axis={axis} colour={colour} rem={rem} onPick={onPick} />
            )}
          />
        </ScatterChart>
      )}
    </div>
  );
}

interface DotProps {
  readonly cx: number;
  readonly cy: number;
  readonly payload: SweepPoint;
}

type DotLook = Pick<Props, "axis" | "colour" | "onPick"> & { readonly rem: number };

function Dot({ cx, cy, payload, axis, colour, rem, onPick }: DotProps & DotLook) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list below offers the same to the keyboard
    <g className="dot" transform={`translate(${cx} ${cy})`} onClick={() => onPick(payload)}>
      <title>{`${nameOf(axis, payload.value)}: make it a row`}</title>
      <circle r={rem * 0.9} fill="transparent" />
      <circle r={rem * 0.3} fill={colour} stroke="var(--surface)" strokeWidth="1.5" />
      <text y={rem * 1.25} textAnchor="middle" className="dot-label">
        {axis === "sparsity" ? `${Math.round(100 * payload.value)} %` : payload.value}
      </text>
    </g>
  );
}
