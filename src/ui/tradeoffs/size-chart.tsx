import { useDeferredValue } from "react";
import { Bar, BarChart, LabelList, XAxis, YAxis } from "recharts";
import { type SizeBar, selectSizes } from "../../state/trade-offs.ts";
import { bytes } from "../look/format.ts";
import { colourOf } from "../look/mark.tsx";
import { point, usePointed, useStudioState } from "../studio.tsx";
import { useSize } from "./use-size.ts";

/** Rem of height for each file. */
const rowHeight = 2.6;

/** Bytes of each file, solid; after gzip, outlined. */
export default function SizeChart() {
  const sizes = useDeferredValue(useStudioState(selectSizes));
  const pointed = usePointed();
  const [box, size] = useSize<HTMLDivElement>();
  const rem = size?.rem ?? 16;
  const text = (bar: SizeBar) =>
    `${bar.label}: ${bytes(bar.file)}${bar.gzip === null ? "" : `, ${bytes(bar.gzip)} after gzip`}`;
  return (
    <figure className="chart">
      <figcaption className="small dim">
        <span className="key solid" /> file <span className="key outlined" /> after gzip
      </figcaption>
      <div
        ref={box}
        className="chart-bars"
        role="img"
        aria-label={`Bar chart of sizes. ${sizes.map(text).join(". ")}`}
        style={{ blockSize: `${sizes.length * rowHeight}rem` }}
      >
        {size && (
          <BarChart
            width={size.width}
            height={size.height}
            layout="vertical"
            data={[...sizes]}
            margin={{ top: 0, right: rem * 4.2, bottom: 0, left: 0 }}
            barGap={2}
            barCategoryGap="22%"
            accessibilityLayer={false}
          >
            <XAxis type="number" hide domain={[0, "dataMax"]} />
            <YAxis
              type="category"
              dataKey="label"
              width={rem * 9.5}
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
        )}
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
  if (!(width > 0 && height > 2)) return <g />;
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
