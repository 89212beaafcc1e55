import { type Constraints, type Point, sizeOf } from "../../core/search/state.ts";
import { bytes, points as inPoints } from "../look/format.ts";
import { useSize } from "../tradeoffs/use-size.ts";
import { nameOf } from "./point-name.ts";

interface Props {
  readonly points: readonly Point[];
  readonly answer: Point | null;
  readonly constraints: Constraints;
}

/** In pixels where a rem has 16: height, and what is kept free at the left, below and around. */
const frame = [220, 64, 34, 14] as const;

/** Size across, accuracy lost down; limits as lines. What lies further left and higher is better. */
export function FrontierChart({ points, answer, constraints }: Props) {
  const [place, size] = useSize<HTMLDivElement>();
  const width = size?.width ?? 0;
  const [height, left, bottom, edge] = frame.map((pixels) => (pixels * (size?.rem ?? 16)) / 16) as [
    number,
    number,
    number,
    number,
  ];
  const sizes = points.map(({ measured }) => sizeOf(measured, constraints));
  const losses = points.map(({ measured }) => measured.loss?.value ?? 0);
  const maxSize = Math.max(...sizes, constraints.maxGzip ?? 0, constraints.maxBytes ?? 0) * 1.08 || 1;
  const low = Math.min(0, ...losses);
  const high = Math.max(0.005, constraints.maxLoss ?? 0, ...losses) * 1.1;
  const x = (bytes: number): number => left + (bytes / maxSize) * (width - left - edge);
  const y = (loss: number): number => edge + ((loss - low) / (high - low)) * (height - edge - bottom);
  const told = points.map(
    (p, i) => `${nameOf(p)}: ${bytes(Math.round(sizes[i]!))}, ${inPoints(-losses[i]!)} accuracy`,
  );
  const limit = constraints.maxGzip ?? constraints.maxBytes;
  return (
    <div className="frontier-chart" ref={place}>
      {size !== null && (
        <svg width={width} height={height} role="img" aria-label={`Frontier. ${told.join(". ")}`}>
          <path d={`M${left} ${edge}V${height - bottom}H${width - edge}`} className="frontier-axis" />
          {constraints.maxLoss !== undefined && (
            <path d={`M${left} ${y(constraints.maxLoss)}H${width - edge}`} className="frontier-limit" />
          )}
          {limit !== undefined && (
            <path d={`M${x(limit)} ${edge}V${height - bottom}`} className="frontier-limit" />
          )}
          <text x={left - 8} y={y(0) + 4} textAnchor="end">
            ±0 pt
          </text>
          <text x={left - 8} y={height - bottom} textAnchor="end">
            {inPoints(-high)}
          </text>
          <text x={width - edge} y={height - 10} textAnchor="end">
            {bytes(Math.round(maxSize))}
          </text>
          <text x={left} y={height - 10}>
            size →
          </text>
          <polyline
            className="frontier-line"
            points={points.map((_, i) => `${x(sizes[i]!)},${y(losses[i]!)}`).join(" ")}
          />
          {points.map((p, i) => (
            <circle
              key={p.candidate.key}
              cx={x(sizes[i]!)}
              cy={y(losses[i]!)}
              r={p.candidate.key === answer?.candidate.key ? 7 : 4.5}
              className="frontier-dot"
              data-best={p.candidate.key === answer?.candidate.key}
            >
              <title>{told[i]}</title>
            </circle>
          ))}
        </svg>
      )}
    </div>
  );
}
