// Which inner tensors of a variant compute the same thing as one of the original: those of the same name.
import { elementCount, indexGraph } from "../graph/index.ts";
import { constantBytes, type Model, type OperatorIndex, type TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { shapeFlow } from "./shape-flow.ts";

export interface TensorPair {
  readonly name: string;
  readonly original: TensorIndex;
  readonly variant: TensorIndex;
  /** Op of the original that writes the tensor. */
  readonly op: number;
  /** Elements at batch 1. */
  readonly elements: number;
  /** Scale and zero point of the variant's tensor; null where it is float. */
  readonly quantization: { readonly scale: number; readonly zeroPoint: number } | null;
}

const readable = new Set<number>([TensorType.FLOAT32, TensorType.INT8, TensorType.UINT8, TensorType.INT16]);

/**
 * Pairs of computed tensors of both primary subgraphs, in the order in which the original computes them. A
 * quantized tensor and its dequantized twin can share a name; the quantized one, which is nearer to the op, is
 * taken. Tensors whose shape depends on the data are left out: the runtime hands none of them out. So are those
 * computed from constants alone, such as unpacked weights: it may fold them, and their memory then holds anything.
 */
export function pairTensors(original: Model, variant: Model): TensorPair[] {
  const left = original.subgraphs[0]!;
  const right = variant.subgraphs[0]!;
  const produced = indexGraph(right).producer;
  const unseen = { left: shapeFlow(original).unknown, right: shapeFlow(variant).unknown };
  const folded = { left: foldedOps(original), right: foldedOps(variant) };
  const byName = new Map<string, TensorIndex>();
  right.tensors.forEach((tensor, t) => {
    const producer = produced[t]!;
    if (producer < 0 || folded.right.has(producer)) return;
    if (!readable.has(tensor.type) || unseen.right.has(t)) return;
    const known = byName.get(tensor.name);
    if (known === undefined || right.tensors[known]!.type === TensorType.FLOAT32) byName.set(tensor.name, t);
  });
  const pairs: TensorPair[] = [];
  left.operators.forEach((op, i) => {
    if (folded.left.has(i)) return;
    for (const t of op.outputs) {
      const tensor = left.tensors[t];
      if (tensor === undefined || tensor.type !== TensorType.FLOAT32 || unseen.left.has(t)) continue;
      const twin = byName.get(tensor.name);
      if (twin === undefined) continue;
      const other = right.tensors[twin]!;
      const elements = elementCount(tensor.shape);
      if (elementCount(other.shape) !== elements) continue;
      const scale = other.quantization?.scale?.[0];
      pairs.push({
        name: tensor.name,
        original: t,
        variant: twin,
        op: i,
        elements,
        quantization:
          other.type === TensorType.FLOAT32 || scale === undefined
            ? null
            : { scale, zeroPoint: other.quantization?.zeroPoint?.[0] ?? 0 },
      });
    }
  });
  return pairs;
}

/** Ops of the primary subgraph that compute the same whatever the model's inputs are. */
function foldedOps(model: Model): ReadonlySet<OperatorIndex> {
  const graph = model.subgraphs[0]!;
  const known = new Set<TensorIndex>();
  graph.tensors.forEach((tensor, t) => {
    if (!tensor.isVariable && constantBytes(model, tensor) !== null) known.add(t);
  });
  const folded = new Set<OperatorIndex>();
  graph.operators.forEach((op, o) => {
    const inputs = op.inputs.filter((t) => t >= 0);
    if (inputs.length === 0 || !inputs.every((t) => known.has(t))) return;
    folded.add(o);
    for (const t of op.outputs) known.add(t);
  });
  return folded;
}
