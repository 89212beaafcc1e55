import { storedWeights } from "../core/graph/stored-weights.ts";
import type { WeightLayer } from "../core/graph/weight-layers.ts";
import type { ReconstructContext } from "../core/reconstruct/reconstruct.ts";
import { constantBytes, type Model, operatorName } from "../core/tflite/model.ts";
import type { OpReport, TechniqueContext } from "./technique.ts";

/** Bytes of the constants that an op reads. */
function constantSize(model: Model, graph: number, op: number): number {
  const { tensors, operators } = model.subgraphs[graph]!;
  return operators[op]!.inputs.reduce((sum, t) => {
    const tensor = tensors[t];
    return sum + (tensor === undefined ? 0 : (constantBytes(model, tensor)?.length ?? 0));
  }, 0);
}

/** A line for every weight layer: `detail` says what was done to it, or why nothing was. */
export function weightReport(
  before: Model,
  after: Model,
  layers: readonly WeightLayer[],
  detail: (layer: WeightLayer) => { readonly changed: boolean; readonly detail: string },
): OpReport[] {
  return layers.map((layer) => {
    const graph = before.subgraphs[layer.graph]!;
    const line = detail(layer);
    return {
      subgraph: layer.graph,
      op: layer.op,
      opName: operatorName(before, graph.operators[layer.op]!),
      tensor: graph.tensors[layer.output]?.name ?? "",
      action: line.changed ? "changed" : "kept",
      detail: line.detail,
      bytesBefore: constantSize(before, layer.graph, layer.op),
      bytesAfter: constantSize(after, layer.graph, layer.op),
    };
  });
}

/** The parts of the context that solving on samples needs, or null where there are no samples or no runtime. */
export function reconstructContext(context: TechniqueContext): ReconstructContext | null {
  const { runtime, data } = context;
  return runtime === null || data === null || data.count === 0 ? null : { ...context, runtime, data };
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Bytes that the weight of the op with this output has in a finished model; null where it has none of its own. */
export function finalBytes(model: Model, output: string): number | null {
  const found = storedWeights(model).find((w) => w.output === output);
  return found === undefined ? null : (constantBytes(model, found.tensor)?.length ?? null);
}
