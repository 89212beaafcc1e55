// What is drawn of a subgraph: its ops, and an edge wherever one reads what another wrote. Constants are told in the
// op's own box.
import type { OpView, SubgraphView, TensorView } from "../../core/graph/view.ts";

export const nodeWidth = 216;
export const nodeHeight = 50;

export interface DrawnOp {
  readonly id: string;
  readonly op: OpView;
  /** First output: the name that people know the op by. */
  readonly output: TensorView | null;
  readonly constants: readonly TensorView[];
}

export interface DrawnEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
}

export interface Drawing {
  readonly ops: readonly DrawnOp[];
  readonly edges: readonly DrawnEdge[];
}

export function drawingOf(graph: SubgraphView): Drawing {
  const producer = new Map<number, number>();
  for (const op of graph.ops) for (const t of op.outputs) producer.set(t, op.index);
  const edges = new Map<string, DrawnEdge>();
  for (const op of graph.ops) {
    for (const t of op.inputs) {
      const from = producer.get(t);
      if (from === undefined) continue;
      const id = `${from}-${op.index}`;
      edges.set(id, { id, source: `${from}`, target: `${op.index}` });
    }
  }
  return {
    ops: graph.ops.map((op) => ({
      id: `${op.index}`,
      op,
      output: graph.tensors[op.outputs[0] ?? -1] ?? null,
      constants: op.inputs.flatMap((t) => {
        const tensor = graph.tensors[t];
        return tensor?.constant ? [tensor] : [];
      }),
    })),
    edges: [...edges.values()],
  };
}
