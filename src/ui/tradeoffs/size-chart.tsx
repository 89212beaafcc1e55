import { Bar, BarChart, XAxis, YAxis } from "recharts";
import { type SizeBar, selectSizes } from "../../state/trade-offs.ts";
import { bytes } from "../look/format.ts";
import { useWhenIdle } from "../look/idle.ts";
import { colourOf } from "../look/mark.tsx";
import { point, usePointed, useStudioState } from "../studio.tsx";
import { useSize } from "./use-size.ts";

/** Rem of height for each file. */
const rowHeight = 2.6;

/** Bytes of each file, solid; after gzip, outlined. */
export default function SizeChart() {
  const sizes = useWhenIdle(useStudioState(selectSizes));
  return sizes === undefined ? <div className="chart-wait" /> : <Bars sizes={sizes} />;
}

function Bars({ sizes }: { readonly sizes: readonly SizeBar[] }) {
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
        className="chart-bars"
        role="img"
        aria-label={`Bar chart of sizes. ${sizes.map(text).join(". ")}`}
        style={{ gridAutoRows: `${rowHeight}rem` }}
      >
        {sizes.map((bar) => (
          <span key={bar.id} className="bar-name">
            {bar.label}
          </span>
        ))}
        <div ref={box} className="bars" style={{ gridRow: `1 / span ${sizes.length}` }}>
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
              <YAxis type="category" dataKey="id" hide />
              {(["file", "gzip"] as const).map((kind) => (
                <Bar
                  key={kind}
                  dataKey={kind}
                  isAnimationActive={false}
                  shape={(p: unknown) => <Block {...(p as BlockProps)} kind={kind} pointed={pointed} />}
                />
              ))}
            </BarChart>
          )}
        </div>
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

interface BlockLook {
  readonly kind: "file" | "gzip";
  readonly pointed: string | null;
}

function Block({ x, y, width, height, payload, kind, pointed }: BlockProps & BlockLook) {
  const value = payload[kind];
  if (value === null || !(width > 0 && height > 2)) return <g />;
  const colour = colourOf(payload);
  const outlined = kind === "gzip";
  return (
    <>
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
      <text x={x + Math.max(2, width) + 5} y={y + height / 2} dominantBaseline="central">
        {bytes(value)}
      </text>
    </>
  );
}
