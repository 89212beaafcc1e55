import { Bar, BarChart, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { type SizeBar, selectSizes } from "../../state/trade-offs.ts";
import { bytes } from "../look/format.ts";
import { colourOf } from "../look/mark.tsx";
import { point, usePointed, useStudioState } from "../studio.tsx";

const barHeight = 46;

/** Bytes of each file, solid; after gzip, outlined. */
export default function SizeChart() {
  const sizes = useStudioState(selectSizes);
  const pointed = usePointed();
  const text = (bar: SizeBar) =>
    `${bar.label}: ${bytes(bar.file)}${bar.gzip === null ? "" : `, ${bytes(bar.gzip)} after gzip`}`;
  return (
    <figure className="chart">
      <figcaption className="small dim">
        <span className="key solid" /> file <span className="key outlined" /> after gzip
      </figcaption>
      <div
        className="chart-box"
        role="img"
        aria-label={`Bar chart of sizes. ${sizes.map(text).join(". ")}`}
        style={{ blockSize: Math.max(280, sizes.length * barHeight + 40) }}
      >
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            layout="vertical"
            data={[...sizes]}
            margin={{ top: 4, right: 64, bottom: 4, left: 4 }}
            barGap={2}
            barCategoryGap="22%"
            accessibilityLayer={false}
          >
            <XAxis type="number" hide domain={[0, "dataMax"]} />
            <YAxis
              type="category"
              dataKey="label"
              width={140}
              tickLine={false}
              axisLine={false}
              interval={0}
            />
            <Bar
              dataKey="file"
              isAnimationActive={false}
              shape={(p: unknown) => <Block {...(p as BlockProps)} pointed={pointed} />}
            >
              <LabelList dataKey="file" position="right" formatter={(value) => bytes(Number(value))} />
            </Bar>
            <Bar
              dataKey="gzip"
              isAnimationActive={false}
              shape={(p: unknown) => <Block {...(p as BlockProps)} pointed={pointed} outlined />}
            >
              <LabelList
                dataKey="gzip"
                position="right"
                formatter={(value) => (value === null || value === undefined ? "" : bytes(Number(value)))}
              />
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

interface BlockProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly payload: SizeBar;
}

function Block({
  x,
  y,
  width,
  height,
  payload,
  outlined,
  pointed,
}: BlockProps & { outlined?: boolean; pointed: string | null }) {
  const colour = colourOf(payload);
  if (!(width > 0)) return <g />;
  return (
    <rect
      x={x}
      y={y + (outlined ? 0.75 : 0)}
      width={Math.max(2, width)}
      height={height - (outlined ? 1.5 : 0)}
      rx="2"
      fill={outlined ? "var(--surface)" : colour}
      stroke={colour}
      strokeWidth={1.5}
      opacity={pointed === null || pointed === payload.id ? 1 : 0.45}
      onPointerEnter={() => point(payload.id)}
      onPointerLeave={() => point(null)}
    />
  );
}
