import type { Parameter } from "./parameters.ts";

/** Weights that share values: cluster of each weight, value of each cluster. */
export interface Ties {
  readonly values: Float32Array;
  readonly cluster: Int32Array;
  /** The clusters are those of the whole tensor, not of each channel. */
  readonly whole: boolean;
  /** Sums a gradient over each cluster. The cluster of zeros gets none. */
  gather(gradient: Float32Array): Float32Array;
  /** Writes each cluster's value to its weights. */
  spread(into: Float32Array): void;
}

const mostClusters = 256;

/**
 * The clusters that a parameter's values form, or null where they form none: at most 256 different values in all,
 * or in each channel along the first axis (the last, for depthwise weights [1, h, w, channels]), each used at
 * least twice on average.
 */
export function tiesOf({ values, shape }: Parameter): Ties | null {
  const whole = grouped(values, () => 0, true);
  if (whole !== null) return whole;
  if (shape[0] === 1) {
    const channels = shape.at(-1)!;
    return grouped(values, (i) => i % channels);
  }
  const inner = values.length / shape[0]!;
  return grouped(values, (i) => Math.floor(i / inner));
}

function grouped(values: Float32Array, channelOf: (i: number) => number, whole = false): Ties | null {
  const channels = new Map<number, Map<number, number>>();
  const cluster = new Int32Array(values.length);
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const c = channelOf(i);
    let known = channels.get(c);
    if (known === undefined) {
      known = new Map();
      channels.set(c, known);
    }
    const v = values[i]!;
    let k = known.get(v);
    if (k === undefined) {
      if (known.size === mostClusters) return null;
      k = found.push(v) - 1;
      known.set(v, k);
    }
    cluster[i] = k;
  }
  if (found.length * 2 > values.length) return null;
  const zero = found.map((v) => v === 0);
  const shared = Float32Array.from(found);
  return {
    values: shared,
    cluster,
    whole,
    gather(gradient) {
      const sums = new Float32Array(shared.length);
      for (let i = 0; i < gradient.length; i++) sums[cluster[i]!]! += gradient[i]!;
      zero.forEach((is, k) => {
        if (is) sums[k] = 0;
      });
      return sums;
    },
    spread(into) {
      for (let i = 0; i < into.length; i++) into[i] = shared[cluster[i]!]!;
    },
  };
}
