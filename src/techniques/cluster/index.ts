import { replaceWeights } from "../../core/graph/replace.ts";
import { type WeightLayer, weightLayers, weightsOf } from "../../core/graph/weight-layers.ts";
import { type KMeansStart, nearestCentroid } from "../../core/linalg/k-means.ts";
import { InputError } from "../../core/outcome.ts";
import { clusterLayer } from "../../core/reconstruct/cluster-layer.ts";
import type { ClusterSpec } from "../../core/reconstruct/cluster-rows.ts";
import { cannotReconstruct, fromMatrix, reconstruct, toMatrix } from "../../core/reconstruct/reconstruct.ts";
import { copyModel, type Model } from "../../core/tflite/model.ts";
import { structureStep } from "../structure.ts";
import { defineTechnique, type TechniqueContext, type TechniqueWarning } from "../technique.ts";
import { reconstructContext, weightReport } from "../weights-report.ts";
import { clusterMeta } from "./meta.ts";

export const cluster = defineTechnique({
  ...clusterMeta,
  apply: (given, options, context) =>
    structureStep(given, context, async (model) => {
      const layers = weightLayers(model);
      if (layers.length === 0) {
        throw new InputError(
          "no-weights",
          "There is nothing to cluster: no op has constant float weights. Start from the float model.",
        );
      }
      const spec: ClusterSpec = {
        clusters: options.clusters,
        granularity: options.granularity as ClusterSpec["granularity"],
        start: options.init as KMeansStart,
        keepZeros: options.preserveSparsity || context.keep.sparsity,
        seed: context.seed,
      };
      const small = layers.filter((layer) => layer.rows * layer.columns <= spec.clusters);
      const chosen = layers.filter((layer) => !small.includes(layer));
      const samples = reconstructContext(context);
      const solvable =
        samples === null ? [] : chosen.filter((layer) => cannotReconstruct(model, layer) === null);
      const plain = chosen.filter((layer) => !solvable.includes(layer));
      const warnings: TechniqueWarning[] = [];
      let result = copyModel(model);
      let count = 0;
      if (samples !== null) {
        const solved = await reconstruct(
          model,
          solvable,
          (task) => clusterLayer(task, spec, samples),
          samples,
        );
        result = solved.model;
        count = solved.samples;
      } else {
        warnings.push({
          code: "without-samples",
          message:
            "Clustered by the weights alone. With some unlabelled samples values and choices are solved together, which keeps more accuracy.",
        });
      }
      await clusterPlainly(result, plain, spec, context);
      const after = new Map(weightLayers(result).map((l) => [`${l.graph}/${l.op}`, l]));
      const report = weightReport(model, result, layers, (layer) => {
        if (small.includes(layer))
          return { changed: false, detail: "has no more weights than clusters; kept" };
        const values = weightsOf(result, after.get(`${layer.graph}/${layer.op}`)!);
        const different = new Set(values).size;
        const how = solvable.includes(layer) ? `solved on ${count} samples` : "k-means";
        const reason =
          samples !== null && plain.includes(layer) ? `: ${cannotReconstruct(model, layer)}` : "";
        return { changed: true, detail: `${different} different values, ${how}${reason}` };
      });
      return { model: result, report, warnings };
    }),
});

/** k-means of the weights alone, in this (copied) model. */
async function clusterPlainly(
  model: Model,
  layers: readonly WeightLayer[],
  spec: ClusterSpec,
  context: TechniqueContext,
): Promise<void> {
  for (const [i, layer] of layers.entries()) {
    context.signal.throwIfCancelled();
    const matrix = toMatrix(layer, weightsOf(model, layer));
    const width = spec.granularity === "tensor" ? matrix.length : layer.columns;
    const sets = Array.from({ length: matrix.length / width }, (_, r) =>
      matrix.slice(r * width, (r + 1) * width),
    );
    const centroids = await context.kernels.run(
      "kMeans1d",
      sets.map((values) => ({ ...spec, values, weights: null })),
      { signal: context.signal },
    );
    const clustered = new Float32Array(matrix.length);
    for (let k = 0; k < matrix.length; k++) {
      const own = centroids[Math.floor(k / width)]!;
      clustered[k] = spec.keepZeros && matrix[k] === 0 ? 0 : own[nearestCentroid(own, matrix[k]!)]!;
    }
    replaceWeights(model, layer, fromMatrix(layer, clustered));
    context.progress({ phase: "cluster", done: i + 1, total: layers.length });
  }
}
