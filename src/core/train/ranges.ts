import type { QuantizationPlan } from "./plan.ts";
import { gridInterval } from "./program.ts";

export interface TensorRange {
  readonly min: number;
  readonly max: number;
}

/** Ranges of the rounded activations as training goes on. */
export interface RangeKeeper {
  /** What is observed before the first step: `[minimum, maximum, …]` of the observed tensors, in their order. */
  begin(observed: Float32Array): void;
  /** Takes what is observed later into a moving average. */
  follow(observed: Float32Array): void;
  current(): Map<number, TensorRange>;
  saved(): (readonly [number, number, number])[];
  load(saved: readonly (readonly [number, number, number])[]): void;
}

/** Weight of the ranges so far against those seen now, once an epoch. */
const inertia = 0.7;
/** A range grows or shrinks to no more than this many times what it was. */
const mostGrowth = 4;

/**
 * Starts from the ranges of the plan, which calibration found. It may have left the rarest values out, so a range
 * grows and shrinks as its extremes do, and is never set to them.
 * @param tensors those that are observed, in order; the others keep their ranges
 */
export function rangeKeeper(plan: QuantizationPlan, tensors: readonly number[]): RangeKeeper {
  const start = new Map<number, TensorRange>();
  for (const [tensor, grid] of plan.tensors) {
    const { low, high } = gridInterval(grid);
    start.set(tensor, { min: low, max: high });
  }
  let ranges = new Map(start);
  let first: Float32Array | null = null;
  return {
    begin(observed) {
      first = observed.slice();
    },
    follow(observed) {
      const growth = (k: number): number => (first === null ? 1 : grown(first[k]!, observed[k]!));
      tensors.forEach((tensor, i) => {
        const [old, given] = [ranges.get(tensor)!, start.get(tensor)!];
        const mix = (a: number, b: number) => inertia * a + (1 - inertia) * b;
        ranges.set(tensor, {
          min: mix(old.min, given.min * growth(2 * i)),
          max: mix(old.max, given.max * growth(2 * i + 1)),
        });
      });
    },
    current: () => new Map(ranges),
    saved: () => [...ranges].map(([tensor, { min, max }]) => [tensor, min, max] as const),
    load(saved) {
      ranges = new Map(saved.map(([tensor, min, max]) => [tensor, { min, max }]));
    },
  };
}

/** How many times as far from zero an extreme lies as before; 1 where it was at zero or has changed sides. */
function grown(before: number, now: number): number {
  const growth = now / before;
  if (!Number.isFinite(growth) || growth <= 0) return 1;
  return Math.min(mostGrowth, Math.max(1 / mostGrowth, growth));
}
