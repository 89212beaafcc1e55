import { indexGraph } from "../graph/index.ts";
import {
  constantBytes,
  type Model,
  type OperatorIndex,
  operatorName,
  type SubgraphIndex,
} from "../tflite/model.ts";
import { tensorTypeName } from "../tflite/tensor-types.ts";

/** What one layer's constants take in the file: a tile of the treemap. */
export interface LayerSize {
  readonly subgraph: SubgraphIndex;
  readonly op: OperatorIndex;
  readonly opName: string;
  /** Name of the layer's output. */
  readonly tensor: string;
  readonly bytes: number;
  /** Of all layers' bytes, 0 to 1. */
  readonly share: number;
  /** Type of most of the bytes, e.g. `int8`. */
  readonly type: string;
}

/**
 * Bytes of the constants of each op that has any, largest first. Weights behind DEQUANTIZE or DENSIFY are counted
 * with the op that uses them, those that several ops share with the first.
 */
export function layerSizes(model: Model): LayerSize[] {
  const seen = new Set<number>();
  const layers = new Map<
    string,
    { op: OperatorIndex; subgraph: SubgraphIndex; types: Map<string, number> }
  >();
  model.subgraphs.forEach((graph, g) => {
    const { consumers } = indexGraph(graph);
    const userOf = (op: OperatorIndex, depth = 0): OperatorIndex => {
      const operator = graph.operators[op]!;
      const name = operatorName(model, operator);
      if ((name !== "DEQUANTIZE" && name !== "DENSIFY") || depth > 3) return op;
      const next = consumers[operator.outputs[0] ?? -1]?.[0];
      return next === undefined ? op : userOf(next.op, depth + 1);
    };
    graph.operators.forEach((operator, o) => {
      for (const t of operator.inputs) {
        const tensor = graph.tensors[t];
        const bytes = tensor === undefined ? null : constantBytes(model, tensor);
        if (tensor === undefined || bytes === null || seen.has(tensor.buffer)) continue;
        seen.add(tensor.buffer);
        const user = userOf(o);
        const key = `${g}/${user}`;
        const layer = layers.get(key) ?? { op: user, subgraph: g, types: new Map<string, number>() };
        const type = (tensorTypeName(tensor.type) ?? "unknown").toLowerCase();
        layer.types.set(type, (layer.types.get(type) ?? 0) + bytes.length);
        layers.set(key, layer);
      }
    });
  });
  const sized = [...layers.values()].map(({ op, subgraph, types }) => {
    const graph = model.subgraphs[subgraph]!;
    const operator = graph.operators[op]!;
    const byType = [...types].sort((a, b) => b[1] - a[1]);
    return {
      subgraph,
      op,
      opName: operatorName(model, operator),
      tensor: graph.tensors[operator.outputs[0] ?? -1]?.name ?? "",
      bytes: byType.reduce((n, [, b]) => n + b, 0),
      type: byType[0]![0],
    };
  });
  const total = sized.reduce((n, layer) => n + layer.bytes, 0) || 1;
  return sized
    .map((layer) => ({ ...layer, share: layer.bytes / total }))
    .sort((a, b) => b.bytes - a.bytes || a.subgraph - b.subgraph || a.op - b.op);
}
