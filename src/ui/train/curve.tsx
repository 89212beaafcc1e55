import { niceScale } from "../tradeoffs/nice-scale.ts";
import { useSize } from "../tradeoffs/use-size.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Props {
  readonly title: string;
  readonly points: readonly Point[];
  /** The largest x there will be. */
  readonly right: number;
  readonly across: string;
  readonly colour: string;
  readonly show: (value: number) => string;
  /** Levels to compare with. */
  readonly lines: readonly { readonly name: string; readonly y: number }[];
}

/** In pixels where a rem has 16. */
const frame = { height: 170, left: 52, bottom: 24, top: 10, right: 10 };

/** One curve over its course, with levels to compare with. The text beside it says where it stands. */
export function Curve({ title, points, right, across, colour, show, lines }: Props) {
  const [place, size] = useSize<HTMLDivElement>();
  const unit = (size?.rem ?? 16) / 16;
  const box = {
    width: size?.width ?? 0,
    height: frame.height * unit,
    left: frame.left * unit,
    bottom: frame.bottom * unit,
    top: frame.top * unit,
    right: frame.right * unit,
  };
  const values = [...points.map((p) => p.y), ...lines.map((l) => l.y)].filter(Number.isFinite);
  const last = points.at(-1);
  const described = [
    ...(last ? [`now ${show(last.y)} at ${across} ${last.x}`] : ["no point yet"]),
    ...lines.map((l) => `${l.name} ${show(l.y)}`),
  ].join(", ");
  const low = values.length > 0 ? Math.min(...values) : 0;
  const high = values.length > 0 ? Math.max(...values) : 1;
  const up = niceScale(low - (high - low) * 0.05, high);
  const x = (value: number) => box.left + (value / right) * (box.width - box.left - box.right);
  const y = (value: number) =>
    box.height -
    box.bottom -
    ((value - up.bottom) / (up.top - up.bottom)) * (box.height - box.bottom - box.top);
  return (
    <figure className="curve">
      <figcaption className="small">{title}</figcaption>
      <div className="curve-plot" ref={place}>
        {size !== null && (
          <svg width={box.width} height={box.height} role="img" aria-label={`${title}: ${described}`}>
            {up.ticks.map((tick) => (
              <g key={tick}>
                <line
                  x1={box.left}
                  x2={box.width - box.right}
                  y1={y(tick)}
                  y2={y(tick)}
                  className="curve-grid"
                />
                {values.length > 0 && (
                  <text x={box.left - 6} y={y(tick) + 4} textAnchor="end">
                    {show(tick)}
                  </text>
                )}
              </g>
            ))}
            {lines.map((level, i) => (
              <g key={level.name}>
                <line
                  x1={box.left}
                  x2={box.width - box.right}
                  y1={y(level.y)}
                  y2={y(level.y)}
                  className="curve-level"
                />
                <text
                  x={i % 2 === 0 ? box.width - box.right : box.left + 4}
                  y={y(level.y) < box.top + 14 ? y(level.y) + 13 : y(level.y) - 4}
                  textAnchor={i % 2 === 0 ? "end" : "start"}
                  className="curve-name"
                >
                  {level.name}
                </text>
              </g>
            ))}
            <polyline
              points={points.map((p) => `${x(p.x).toFixed(1)},${y(p.y).toFixed(1)}`).join(" ")}
              fill="none"
              stroke={colour}
              strokeWidth="2"
              strokeLinejoin="round"
            />
            {last && <circle cx={x(last.x)} cy={y(last.y)} r="3.5" fill={colour} />}
            <text x={box.width - box.right} y={box.height - 6} textAnchor="end">
              {across} {right}
            </text>
          </svg>
        )}
      </div>
    </figure>
  );
}
