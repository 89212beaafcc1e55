import { indexConstants } from "../core/graph/constants.ts";
import {
  constantBytes,
  type Model,
  type OperatorIndex,
  operatorName,
  type SubgraphIndex,
} from "../core/tflite/model.ts";
import type { OpReport } from "./technique.ts";

/** What a technique did with one op. */
export interface OpOutcome {
  readonly action: OpReport["action"];
  readonly detail: string;
}

/**
 * A line for every op of the input model. `outcome` says what was done; `newIndex` where the op is now (−1: gone),
 * by subgraph and op.
 */
export function reportOps(
  before: Model,
  after: Model,
  newIndex: readonly Int32Array[],
  outcome: (graph: SubgraphIndex, op: OperatorIndex) => OpOutcome,
): OpReport[] {
  const bytesBefore = opBytes(before);
  const bytesAfter = opBytes(after);
  return before.subgraphs.flatMap((graph, g) =>
    graph.operators.map((op, o): OpReport => {
      const now = newIndex[g]![o]!;
      return {
        subgraph: g,
        op: o,
        opName: operatorName(before, op),
        tensor: graph.tensors[op.outputs[0] ?? -1]?.name ?? "",
        ...outcome(g, o),
        bytesBefore: bytesBefore(g, o),
        bytesAfter: now < 0 ? 0 : bytesAfter(g, now),
      };
    }),
  );
}

/** Bytes of the constants that an op reads, as they are stored; DEQUANTIZE in between is looked through. */
function opBytes(model: Model): (g: SubgraphIndex, o: OperatorIndex) => number {
  const constants = model.subgraphs.map((graph, g) => {
    const { byTensor, unpackers } = indexConstants(model, g);
    const source = new Map([...byTensor].map(([t, constant]) => [t, constant.source]));
    graph.operators.forEach((op, o) => {
      const from = op.inputs[0] ?? -1;
      if (operatorName(model, op) !== "DEQUANTIZE" || !source.has(from)) return;
      source.set(op.outputs[0]!, source.get(from)!);
      unpackers instanceof Set && unpackers.add(o);
    });
    return { source, unpackers };
  });
  return (g, o) => {
    const graph = model.subgraphs[g]!;
    const { source, unpackers } = constants[g]!;
    if (unpackers.has(o)) return 0;
    return graph.operators[o]!.inputs.reduce((sum, t) => {
      const from = graph.tensors[source.get(t) ?? -1];
      return sum + (from === undefined ? 0 : (constantBytes(model, from)?.length ?? 0));
    }, 0);
  };
}
