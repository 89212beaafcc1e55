import { type WeightLayer, weightsOf } from "../graph/weight-layers.ts";
import { choleskyInPlace, inverseFromCholesky } from "../linalg/cholesky.ts";
import { layerProblem } from "../reconstruct/problem.ts";
import { type ReconstructContext, reconstruct } from "../reconstruct/reconstruct.ts";
import type { Model } from "../tflite/model.ts";

/** A ranking needs fewer output places than a solution. */
const sensitivityPlaces = 4096;
/** No layer loses more than this. */
const mostOfLayer = 0.95;

/** Share of zeros for each layer, by magnitudes relative to the layer's own mean. */
export function magnitudeShares(
  model: Model,
  layers: readonly WeightLayer[],
  share: number,
  width: number,
): Map<WeightLayer, number> {
  const costs = new Map(
    layers.map((layer) => {
      return [layer, magnitudeCosts(weightsOf(model, layer), width)] as const;
    }),
  );
  return spreadShares(costs, share);
}

/** Squares beside their mean, summed over runs of `width` neighbours. */
export function magnitudeCosts(weights: Float32Array, width: number): Float64Array {
  const mean = weights.reduce((sum, x) => sum + x * x, 0) / weights.length || 1;
  const squares = Float64Array.from(weights, (x) => (x * x) / mean);
  return runs(squares, width);
}

/**
 * Share of zeros for each layer from samples: what the loss of each weight adds to the layer's output error when
 * the others make up for it, w² / (H⁻¹)ᵢᵢ, relative to the power of the layer's output. Runs the original model once.
 */
export async function sensitivityShares(
  model: Model,
  layers: readonly WeightLayer[],
  share: number,
  context: ReconstructContext,
): Promise<Map<WeightLayer, number>> {
  const costs = new Map<WeightLayer, Float64Array>();
  await reconstruct(
    model,
    layers,
    async (task) => {
      const { rows, columns: n } = task.layer;
      const p = layerProblem(task.stats, task.weights, rows, n, 0.01, task.perRow);
      const cost = new Float64Array(rows * n);
      let power = 0;
      let inverse = new Float64Array(0);
      for (let r = 0; r < rows; r++) {
        const h = task.perRow ? p.hessian.subarray(r * n * n, (r + 1) * n * n) : p.hessian;
        if (r === 0 || task.perRow) {
          const factor = Float64Array.from(h);
          if (!choleskyInPlace(factor, n)) throw new Error("matrix is not positive definite");
          inverse = Float64Array.from(inverseFromCholesky(factor, n));
        }
        for (let i = 0; i < n; i++) {
          const w = task.weights[r * n + i]!;
          cost[r * n + i] = (w * w) / inverse[i * n + i]!;
          let sum = 0;
          for (let j = 0; j < n; j++) sum += h[i * n + j]! * task.weights[r * n + j]!;
          power += w * sum;
        }
      }
      costs.set(
        task.layer,
        cost.map((c) => c / (power || 1)),
      );
      return { weights: task.weights, bias: task.bias ?? new Float32Array(rows) };
    },
    { ...context, places: sensitivityPlaces },
  );
  return spreadShares(costs, share);
}

const runs = (cost: Float64Array, width: number): Float64Array => {
  if (width === 1) return cost;
  const sums = new Float64Array(Math.floor(cost.length / width));
  for (let i = 0; i < sums.length * width; i++) sums[Math.floor(i / width)]! += cost[i]! / width;
  return sums;
};

/** One threshold for all layers that zeroes `share` of all weights; found by halving. */
export function spreadShares<L extends Pick<WeightLayer, "rows" | "columns">>(
  costs: ReadonlyMap<L, Float64Array>,
  share: number,
): Map<L, number> {
  const sorted = [...costs].map(([layer, cost]) => ({ layer, cost: Float64Array.from(cost).sort() }));
  const total = sorted.reduce((n, { layer }) => n + layer.rows * layer.columns, 0);
  const shareOf = (cost: Float64Array, threshold: number): number => {
    let low = 0;
    let high = cost.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cost[middle]! < threshold) low = middle + 1;
      else high = middle;
    }
    return Math.min(mostOfLayer, low / cost.length);
  };
  let [low, high] = [-60, 60];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    const gone = sorted.reduce(
      (n, { layer, cost }) => n + shareOf(cost, 2 ** middle) * layer.rows * layer.columns,
      0,
    );
    if (gone < share * total) low = middle;
    else high = middle;
  }
  return new Map(sorted.map(({ layer, cost }) => [layer, shareOf(cost, 2 ** high)]));
}
