import { type WeightLayer, weightLayers } from "../graph/weight-layers.ts";
import { joinRows, problemArgs, shares } from "../prune/prune-layer.ts";
import type { Model } from "../tflite/model.ts";
import { sliceProblem } from "./kernels.ts";
import {
  cannotReconstruct,
  fromMatrix,
  type LayerTask,
  type ReconstructContext,
  reconstruct,
} from "./reconstruct.ts";
import type { RoundedRows, RoundSpec } from "./round-rows.ts";

/** Integers for one layer's weights, chosen so that its outputs stay near the original's. */
export interface RoundedLayer {
  /** As the weight tensor lies. */
  readonly codes: Int8Array;
  /** One for each row (output channel); [rows, blocks] when blockwise; one when per tensor. */
  readonly scales: Float32Array;
  /** float32, [rows]; corrects the mean of each output. */
  readonly bias: Float32Array;
}

export interface RoundedModel {
  /** By `subgraph/op`. Layers that are missing here could not be solved: round them plainly. */
  readonly layers: ReadonlyMap<string, RoundedLayer>;
  readonly samples: number;
  readonly left: ReadonlyMap<WeightLayer, string>;
  /** The float model with the rounded weights and corrected biases in place. */
  readonly model: Model;
}

/** Key of an op in {@link RoundedModel.layers}. */
export const layerKey = (graph: number, op: number): string => `${graph}/${op}`;

/**
 * Rounds the weights of the ops in `plan` (by `subgraph/op`) layer by layer, each on the inputs it has in the model
 * rounded so far. Weights must be plain float32 constants. Throws InputError for models that keep state.
 */
export async function reconstructRounding(
  model: Model,
  plan: ReadonlyMap<string, RoundSpec>,
  context: ReconstructContext,
): Promise<RoundedModel> {
  const layers = new Map<string, RoundedLayer>();
  const wanted = weightLayers(model).filter((l) => plan.has(layerKey(l.graph, l.op)));
  const left = new Map<WeightLayer, string>();
  const solvable = wanted.filter((layer) => {
    const reason = cannotReconstruct(model, layer);
    if (reason !== null) left.set(layer, reason);
    return reason === null;
  });
  const result = await reconstruct(
    model,
    solvable,
    async (task) => {
      const key = layerKey(task.layer.graph, task.layer.op);
      const rounded = await roundLayer(task, plan.get(key)!, context);
      layers.set(key, {
        codes: fromMatrix(task.layer, rounded.codes),
        scales: rounded.scales,
        bias: rounded.bias,
      });
      return rounded;
    },
    context,
  );
  return { layers, samples: result.samples, left, model: result.model };
}

async function roundLayer(
  task: LayerTask,
  spec: RoundSpec,
  context: ReconstructContext,
): Promise<RoundedRows & { readonly bias: Float32Array }> {
  const problem = problemArgs(task);
  const parts = await context.kernels.run(
    "roundLayerRows",
    shares(problem.rows, spec.perTensor ? 1 : context.kernels.concurrency).map(([from, to]) => ({
      ...sliceProblem(problem, from, to),
      spec,
    })),
    context,
  );
  const codes = new Int8Array(problem.rows * problem.columns);
  const scales = new Float32Array(parts.reduce((n, p) => n + p.scales.length, 0));
  let [c, s] = [0, 0];
  for (const part of parts) {
    codes.set(part.codes, c);
    scales.set(part.scales, s);
    c += part.codes.length;
    s += part.scales.length;
  }
  return { ...joinRows(parts), codes, scales };
}
