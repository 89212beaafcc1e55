import type { QuantizationPlan } from "./plan.ts";
import { gridInterval } from "./program.ts";

export interface TensorRange {
  readonly min: number;
  readonly max: number;
}

/** Ranges of the rounded activations as training goes on. */
export interface RangeKeeper {
  /** Takes `[minimum, maximum, …]` of the observed tensors, in their order, into a moving average. */
  follow(observed: Float32Array): void;
  current(): Map<number, TensorRange>;
  saved(): (readonly [number, number, number])[];
  load(saved: readonly (readonly [number, number, number])[]): void;
}

/** Weight of the ranges so far against those seen now, once an epoch. */
const inertia = 0.7;

/**
 * Starts from the ranges of the plan, which calibration found.
 * @param tensors those that are observed, in order; the others keep their ranges
 */
export function rangeKeeper(plan: QuantizationPlan, tensors: readonly number[]): RangeKeeper {
  let ranges = new Map<number, TensorRange>();
  for (const [tensor, grid] of plan.tensors) {
    const { low, high } = gridInterval(grid);
    ranges.set(tensor, { min: low, max: high });
  }
  return {
    follow(observed) {
      tensors.forEach((tensor, i) => {
        const old = ranges.get(tensor)!;
        const mix = (a: number, b: number) => inertia * a + (1 - inertia) * b;
        ranges.set(tensor, { min: mix(old.min, observed[2 * i]!), max: mix(old.max, observed[2 * i + 1]!) });
      });
    },
    current: () => new Map(ranges),
    saved: () => [...ranges].map(([tensor, { min, max }]) => [tensor, min, max] as const),
    load(saved) {
      ranges = new Map(saved.map(([tensor, min, max]) => [tensor, { min, max }]));
    },
  };
}
