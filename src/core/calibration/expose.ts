import { fixDynamicShapes } from "../run/fix-shapes.ts";
import { copyModel, type Model, type TensorIndex } from "../tflite/model.ts";

/** A model whose runtime returns inner tensors too. */
export interface ExposedModel {
  readonly model: Model;
  /** `position[i]`: where among the outputs the i-th asked tensor comes back. */
  readonly position: readonly number[];
}

/**
 * Rewrites the primary subgraph so that `tensors` come back from every run, besides its own outputs. The
 * signatures that name the subgraph name the new outputs too, and open dimensions are set to 1, as the runtime
 * resizes nothing.
 */
export function exposeTensors(model: Model, tensors: readonly TensorIndex[]): ExposedModel {
  const result = copyModel(fixDynamicShapes(model));
  const graph = result.subgraphs[0]!;
  const place = new Map<TensorIndex, number>(graph.outputs.map((t, i) => [t, i]));
  const added: TensorIndex[] = [];
  for (const t of tensors) {
    if (place.has(t)) continue;
    place.set(t, graph.outputs.length);
    graph.outputs.push(t);
    added.push(t);
  }
  for (const tensor of graph.tensors) tensor.shapeSignature = null;
  for (const signature of result.signatureDefs ?? []) {
    if (signature.subgraphIndex !== 0) continue;
    signature.outputs = [
      ...(signature.outputs ?? []),
      ...added.map((t) => ({ name: `inner_${t}`, tensorIndex: t })),
    ];
  }
  return { model: result, position: tensors.map((t) => place.get(t)!) };
}
