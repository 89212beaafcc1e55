// What is drawn of a subgraph: its ops, and an edge wherever one reads what another wrote. Constants are told in the
// op's own box, those too that DEQUANTIZE or DENSIFY unpack first.
import type { OpView, SubgraphView, TensorView } from "../../core/graph/view.ts";

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Of an op, where nothing else is said. */
export const opBox: Box = { width: 248, height: 50 };

export interface DrawnOp {
  readonly id: string;
  readonly op: OpView;
  /** First output: the name that people know the op by. */
  readonly output: TensorView | null;
  readonly constants: readonly TensorView[];
}

/** What a layout looks at. */
export interface Shape {
  readonly ops: readonly { readonly id: string }[];
  readonly edges: readonly DrawnEdge[];
  readonly box?: Box;
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

const unpackers = new Set(["DEQUANTIZE", "DENSIFY"]);

/** For tensors that are constants, or unpacked from one: the constant. */
export function constantsOf(graph: SubgraphView): ReadonlyMap<number, TensorView> {
  const constants = new Map(graph.tensors.flatMap((t) => (t.constant ? [[t.index, t] as const] : [])));
  for (const op of graph.ops) {
    const source = unpackers.has(op.name) ? constants.get(op.inputs[0] ?? -1) : undefined;
    if (source !== undefined) for (const t of op.outputs) constants.set(t, source);
  }
  return constants;
}

export function drawingOf(graph: SubgraphView): Drawing {
  const constants = constantsOf(graph);
  const ops = graph.ops.filter(({ outputs }) => !outputs.some((t) => constants.has(t)));
  const producer = new Map<number, number>();
  for (const op of ops) for (const t of op.outputs) producer.set(t, op.index);
  const edges = new Map<string, DrawnEdge>();
  for (const op of ops) {
    for (const t of op.inputs) {
      const from = producer.get(t);
      if (from === undefined) continue;
      const id = `${from}-${op.index}`;
      edges.set(id, { id, source: `${from}`, target: `${op.index}` });
    }
  }
  return {
    ops: ops.map((op) => ({
      id: `${op.index}`,
      op,
      output: graph.tensors[op.outputs[0] ?? -1] ?? null,
      constants: op.inputs.flatMap((t) => {
        const tensor = constants.get(t);
        return tensor === undefined ? [] : [tensor];
      }),
    })),
    edges: [...edges.values()],
  };
}
