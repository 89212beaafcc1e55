import type { WeightLayer } from "../graph/weight-layers.ts";
import { magnitudeMask, type PrunePattern } from "../prune/pattern.ts";
import { fromMatrix, toMatrix } from "../reconstruct/reconstruct.ts";
import type { Schedule } from "./train.ts";
import { look, type Trained } from "./weights.ts";

/** Share of training over which zeros are added; the rest trains what is left. */
const rampEnd = 0.5;
/** Masks are drawn anew this often, in shares of training: 60 times on the ramp. */
const interval = rampEnd / 60;

/** The cubic ramp of gradual pruning from 0 to 1: many zeros early, while there are weights to spare. */
export const cubicRamp = (progress: number): number => 1 - (1 - Math.min(1, progress / rampEnd)) ** 3;

/**
 * Sets ever more of the smallest weights to zero while the others train on.
 * Zhu and Gupta, To prune, or not to prune, 2017 (https://arxiv.org/abs/1710.01878).
 * @param shares share of zeros that each layer ends with
 */
export function gradualPruning(shares: ReadonlyMap<WeightLayer, number>, pattern: PrunePattern): Schedule {
  let drawn = -1;
  return {
    settledAt: rampEnd,
    apply(weights, progress) {
      const due = Math.floor(Math.min(progress, rampEnd) / interval + 1e-9);
      if (due === drawn) return;
      drawn = due;
      const ramp = cubicRamp(due * interval);
      for (const [layer, share] of shares) {
        const trained = weights.find((w) => w.parameter.sharers.includes(layer.weights));
        if (trained !== undefined) drawMask(trained, layer, share, pattern, ramp);
      }
    },
  };
}

/**
 * The mask at one point of the ramp. 2:4 has no lesser shares: of the weights that it would remove now, the smallest
 * go first, so that none goes that may stay in the end.
 */
function maskAt(
  matrix: Float32Array,
  columns: number,
  pattern: PrunePattern,
  share: number,
  ramp: number,
): Uint8Array {
  const mask = magnitudeMask({
    weights: matrix,
    columns,
    pattern,
    share: pattern === "2:4" ? 0.5 : share * ramp,
  });
  if (pattern !== "2:4" || ramp >= 1) return mask;
  const removed = Array.from(mask.keys()).filter((i) => mask[i] === 0);
  removed.sort((a, b) => Math.abs(matrix[a]!) - Math.abs(matrix[b]!));
  for (const i of removed.slice(Math.round(removed.length * ramp))) mask[i] = 1;
  return mask;
}

function drawMask(
  trained: Trained,
  layer: WeightLayer,
  share: number,
  pattern: PrunePattern,
  ramp: number,
): void {
  const { values } = trained.parameter;
  const mask = maskAt(toMatrix(layer, values), layer.columns, pattern, share, ramp);
  const placed = fromMatrix(layer, Float32Array.from(mask));
  trained.mask = Uint8Array.from(placed);
  for (let i = 0; i < values.length; i++) if (placed[i] === 0) values[i] = 0;
  look(trained);
}
