import type { CSSProperties } from "react";
import { thousands } from "../../core/thousands.ts";
import type { HistogramFacts } from "../../engine/facts/answers.ts";
import "./value-histogram.css";

interface Series {
  readonly name: string;
  readonly facts: HistogramFacts;
}

interface Props {
  readonly title: string;
  /** The one before is an outline, the one after filled. */
  readonly before: Series;
  readonly after?: Series | undefined;
  /** Both to one scale, where both count the same values; else each fills the height. */
  readonly sameScale?: boolean;
  /** Of the technique; of the original where nothing is said. */
  readonly colour?: string;
  /** The range that was chosen for the tensor. */
  readonly range?: readonly [number, number] | null | undefined;
}

const width = 280;
const height = 84;

const short = (value: number): string =>
  value === 0
    ? "0"
    : (Math.abs(value) >= 1e4 || Math.abs(value) < 1e-3
        ? value.toExponential(1)
        : value.toPrecision(3)
      ).replaceAll("-", "−");

/** How values are spread, on a square root scale so that rare ones are seen; said in words for screen readers. */
export function ValueHistogram({
  title,
  before,
  after,
  sameScale,
  colour = "var(--original)",
  range,
}: Props) {
  const series = after ? [before, after] : [before];
  const low = Math.min(...series.map(({ facts }) => facts.low), range?.[0] ?? Infinity);
  const high = Math.max(...series.map(({ facts }) => facts.high), range?.[1] ?? -Infinity);
  const x = (value: number): number => (high > low ? ((value - low) / (high - low)) * width : 0);
  const tallest = sameScale ? Math.max(1, ...series.flatMap(({ facts }) => facts.counts)) : undefined;
  const words = series
    .map(
      ({ name, facts }) =>
        `${name}: ${short(facts.low)} to ${short(facts.high)}, mean ${short(facts.mean)}, deviation ${short(facts.deviation)}, ${((100 * facts.zeros) / Math.max(1, facts.total)).toFixed(1)} % zeros`,
    )
    .join("; ");
  return (
    <figure className="value-histogram" style={{ "--mark": colour } as CSSProperties}>
      <figcaption>{title}</figcaption>
      <p className="histogram-legend small dim">
        {series.map(({ name, facts }) => (
          <span key={name} className="part">
            <span
              className={after && name === before.name ? "key histogram-outline" : "key histogram-fill"}
            />{" "}
            {name}, tallest bar {thousands(Math.max(...facts.counts))}
          </span>
        ))}
      </p>
      <p className="histogram-up small dim">
        ↑ values in a bar, square root scale{after && !sameScale && ", each to its own tallest"}
      </p>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${title}. ${words}`}
        preserveAspectRatio="none"
      >
        {range && (
          <rect
            className="histogram-range"
            x={x(range[0])}
            width={x(range[1]) - x(range[0])}
            height={height}
          />
        )}
        {after && <path className="histogram-after" d={steps(after.facts, x, tallest)} />}
        <path
          className={after ? "histogram-before" : "histogram-after"}
          d={steps(before.facts, x, tallest)}
        />
        {range?.map((edge) => (
          <line key={edge} className="histogram-edge" x1={x(edge)} x2={x(edge)} y1={0} y2={height} />
        ))}
      </svg>
      <p className="histogram-scale dim">
        <span>{short(low)}</span>
        <span>
          {range ? (
            <>
              range {short(range[0])} … {short(range[1])}
            </>
          ) : (
            "value →"
          )}
        </span>
        <span>{short(high)}</span>
      </p>
      <p className="small dim">{words}</p>
    </figure>
  );
}

function steps(
  { counts, low, high }: HistogramFacts,
  x: (value: number) => number,
  tallest = Math.max(1, ...counts),
): string {
  const most = Math.sqrt(tallest);
  const edge = (i: number): number => x(low + ((high - low) * i) / counts.length);
  const bars = counts.map((count, i) => {
    const y = height - (Math.sqrt(count) / most) * (height - 4);
    return `L${edge(i).toFixed(1)},${y.toFixed(1)}L${edge(i + 1).toFixed(1)},${y.toFixed(1)}`;
  });
  return `M${edge(0).toFixed(1)},${height}${bars.join("")}L${edge(counts.length).toFixed(1)},${height}Z`;
}
