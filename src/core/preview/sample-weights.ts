import { type WeightLayer, type WeightOpName, weightsOf } from "../graph/weight-layers.ts";
import type { Model } from "../tflite/model.ts";

/** Some of a layer's weights: whole rows or, of very long rows, their beginnings. */
export interface LayerSample {
  /** Name of the op's output, by which people know it. */
  readonly name: string;
  readonly opName: WeightOpName;
  readonly first: boolean;
  readonly last: boolean;
  /** Weights of the whole layer, as a matrix. */
  readonly rows: number;
  readonly columns: number;
  /** [sampled rows, `width`]. */
  readonly values: Float32Array;
  readonly width: number;
  /** Whether the file keeps the layer in float16. */
  readonly half: boolean;
}

export interface WeightSample {
  readonly layers: readonly LayerSample[];
  readonly fileBytes: number;
}

/** Weights in a sample: few enough that everything about them is known while a slider moves. */
const budget = 1 << 17;
const leastOfLayer = 1024;

/**
 * Evenly spread rows of each layer, more of the larger ones; small layers whole. Weights must be plain float32.
 * `halves` are the names of the weights that the file itself keeps in float16.
 */
export function sampleWeights(
  model: Model,
  layers: readonly WeightLayer[],
  fileBytes: number,
  { most = budget, halves }: { readonly most?: number; readonly halves?: ReadonlySet<string> } = {},
): WeightSample {
  const total = layers.reduce((n, layer) => n + layer.rows * layer.columns, 0);
  const sampled = layers.map((layer): LayerSample => {
    const { rows, columns, name, first, last } = layer;
    const quota = Math.max(leastOfLayer, Math.floor((most * rows * columns) / total));
    // Sixteen is the widest run that a pruning pattern looks at.
    const width = columns <= quota ? columns : Math.floor(quota / 16) * 16;
    const taken = Math.min(rows, Math.max(1, Math.floor(quota / width)));
    const weights = weightsOf(model, layer);
    const values = new Float32Array(taken * width);
    for (let i = 0; i < taken; i++) {
      const row = Math.floor(((i + 0.5) * rows) / taken);
      for (let c = 0; c < width; c++)
        values[i * width + c] = weights[row * layer.rowStride + c * layer.columnStride]!;
    }
    const { tensors } = model.subgraphs[layer.graph]!;
    const half = halves?.has(tensors[layer.weights]!.name) ?? false;
    return {
      name: tensors[layer.output]?.name ?? "",
      opName: name,
      first,
      last,
      rows,
      columns,
      values,
      width,
      half,
    };
  });
  return { layers: sampled, fileBytes };
}
