import type { OpView, SubgraphView } from "../../core/graph/view.ts";

/** Finds the op of the original that an op of a variant was made from; null for conversions, which have none. */
export type TwinOf = (op: OpView) => OpView | null;

const key = (kind: string, output: string): string => `${kind} ${output}`;

/** Twins are of the same kind and have an output of the same name, but for what conversions add to it. */
export function twins(graph: SubgraphView, source: SubgraphView): TwinOf {
  const nameIn = ({ tensors }: SubgraphView, op: OpView): string => tensors[op.outputs[0] ?? -1]?.name ?? "";
  const known = new Map(source.ops.map((op) => [key(op.name, nameIn(source, op)), op]));
  return (op) => {
    const name = nameIn(graph, op);
    const plain = name.replace(/_(int8|int16|dequantized)$/, "");
    return known.get(key(op.name, name)) ?? known.get(key(op.name, plain)) ?? null;
  };
}
