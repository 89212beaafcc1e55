// What a technique does to weights, as a small picture: how often each value occurs, and which values are left.

import { techniqueMeta } from "../../state/catalog.ts";
import { optionOf } from "../../state/steps.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { TechniqueId } from "../../techniques/technique.ts";

interface Left {
  /** Values that weights can take, from -1 to 1; null for so many that they look like all. */
  readonly values: readonly number[] | null;
  /** Share of the weights that became zero. */
  readonly zeros: number;
  readonly text: string;
}

const evenly = (each: number): readonly number[] =>
  Array.from({ length: 2 * each + 1 }, (_, i) => (i - each) / each);

/** Denser in the middle, where most weights are. */
const clustered = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => {
    const x = (2 * (i + 0.5)) / count - 1;
    return 0.45 * x + 0.5 * x ** 3;
  });

function leftOf(step: Step): Left | null {
  const option = (name: string): number => Number(optionOf([step], step.technique, name));
  const of: Partial<Record<TechniqueId, () => Left>> = {
    float16: () => ({ values: null, zeros: 0, text: "Each weight keeps 3 digits of 7." }),
    "weight-int4": () => ({ values: evenly(7), zeros: 0, text: "Each weight moves to one of 16 steps." }),
    prune: () => ({
      values: null,
      zeros: option("sparsity"),
      text: `${Math.round(option("sparsity") * 100)} % of the weights become 0, the smallest first.`,
    }),
    cluster: () => ({
      values: clustered(option("clusters")),
      zeros: 0,
      text: `Each layer shares ${option("clusters")} values.`,
    }),
  };
  const int8 = ["dynamic-int8", "weight-int8", "int8", "int16x8"].includes(step.technique);
  if (int8) return { values: evenly(24), zeros: 0, text: "Each weight moves to one of 255 steps." };
  return of[step.technique]?.() ?? null;
}

const [width, height, base] = [160, 56, 52];
const often = (value: number): number => Math.exp(-(value ** 2) / 0.24);
const x = (value: number): number => width / 2 + value * (width / 2 - 4);
const y = (share: number): number => base - share * (base - 8);
const curve = (from: number, to: number): string =>
  Array.from({ length: 41 }, (_, i) => from + ((to - from) * i) / 40)
    .map((value) => `${x(value).toFixed(1)} ${y(often(value)).toFixed(1)}`)
    .join("L");
const area = (from: number, to: number): string => `M${x(from)} ${base}L${curve(from, to)}L${x(to)} ${base}z`;

/** One picture a step: the outline is the original's weights, what is filled or drawn is left of them. */
export function WeightDrawings({ steps }: { readonly steps: readonly Step[] }) {
  const shown = steps.flatMap((step) => {
    const left = leftOf(step);
    return left === null ? [] : [{ step, left }];
  });
  if (shown.length === 0) return null;
  return (
    <ul className="weight-drawings">
      {shown.map(({ step, left }) => (
        <li key={step.technique}>
          <svg
            viewBox={`0 0 ${width} ${height}`}
            aria-hidden="true"
            style={{ color: `var(--${step.technique})` }}
          >
            <Kept left={left} />
            <path d={`M${curve(-1, 1)}`} className="weight-outline" />
            <path d={`M0 ${base}H${width}`} className="weight-axis" />
          </svg>
          <span className="dim small">
            {shown.length > 1 && `${techniqueMeta(step.technique).label}: `}
            {left.text}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Kept({ left: { values, zeros } }: { readonly left: Left }) {
  if (values !== null)
    return values.map((value) => (
      <path key={value} d={`M${x(value)} ${base}V${y(often(value))}`} className="weight-step" />
    ));
  // Half of a bell as wide as this lies within 0.23 of the middle; the hole follows the share from there.
  const hole = 0.46 * zeros;
  return (
    <>
      <path d={hole > 0 ? area(-1, -hole) + area(hole, 1) : area(-1, 1)} className="weight-area" />
      {hole > 0 && <path d={`M${x(0)} ${base}V4`} className="weight-zeros" />}
    </>
  );
}
