import type { OpView, SubgraphView } from "../../core/graph/view.ts";

/**
 * The op of the original that an op of a variant was made from: the same kind with an output of the same name, but for
 * what conversions add to it. Null for conversions themselves.
 */
export function twinOf(graph: SubgraphView, source: SubgraphView, op: OpView): OpView | null {
  const name = graph.tensors[op.outputs[0] ?? -1]?.name ?? "";
  const plain = name.replace(/_(int8|int16|dequantized)$/, "");
  const named = (wanted: string): OpView | undefined =>
    source.ops.find(
      (other) => other.name === op.name && source.tensors[other.outputs[0] ?? -1]?.name === wanted,
    );
  return named(name) ?? named(plain) ?? null;
}
