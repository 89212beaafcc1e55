import type { Model, OperatorIndex, Subgraph, SubgraphIndex, TensorIndex } from "../tflite/model.ts";

/** Who writes and who reads each tensor of one subgraph. */
export interface GraphIndex {
  /** `producer[t]`: the op that writes tensor t, −1 for inputs and constants. */
  readonly producer: Int32Array;
  /** `consumers[t]`: the ops that read tensor t, each with the position among its inputs. */
  readonly consumers: readonly (readonly { readonly op: OperatorIndex; readonly slot: number }[])[];
  readonly isInput: readonly boolean[];
  readonly isOutput: readonly boolean[];
}

/** Builds the index in one pass over the subgraph. */
export function indexGraph(graph: Subgraph): GraphIndex {
  const producer = new Int32Array(graph.tensors.length).fill(-1);
  const consumers: { op: OperatorIndex; slot: number }[][] = graph.tensors.map(() => []);
  graph.operators.forEach((op, i) => {
    for (const t of op.outputs) if (t >= 0) producer[t] = i;
    op.inputs.forEach((t, slot) => {
      if (t >= 0) consumers[t]!.push({ op: i, slot });
    });
  });
  const flags = (indices: readonly TensorIndex[]): boolean[] => {
    const marks = graph.tensors.map(() => false);
    for (const t of indices) marks[t] = true;
    return marks;
  };
  return { producer, consumers, isInput: flags(graph.inputs), isOutput: flags(graph.outputs) };
}

/** Number of elements of a shape; unknown dimensions (−1) count as 1. */
export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((n, d) => n * (d < 0 ? 1 : d), 1);

/** Tensors of the whole model that read each buffer, as [subgraph, tensor] pairs. */
export function bufferUsers(model: Model): (readonly [SubgraphIndex, TensorIndex])[][] {
  const users: [SubgraphIndex, TensorIndex][][] = model.buffers.map(() => []);
  model.subgraphs.forEach((graph, g) => {
    graph.tensors.forEach((tensor, t) => users[tensor.buffer]?.push([g, t]));
  });
  return users;
}
