// Which inner tensors of a variant compute the same thing as one of the original: those of the same name.
import { elementCount, indexGraph } from "../graph/index.ts";
import type { Model, TensorIndex } from "../tflite/model.ts";
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
 * taken. Tensors whose shape depends on the data are left out: the runtime hands none of them out.
 */
export function pairTensors(original: Model, variant: Model): TensorPair[] {
  const left = original.subgraphs[0]!;
  const right = variant.subgraphs[0]!;
  const produced = indexGraph(right).producer;
  const unseen = { left: shapeFlow(original).unknown, right: shapeFlow(variant).unknown };
  const byName = new Map<string, TensorIndex>();
  right.tensors.forEach((tensor, t) => {
    if (produced[t]! < 0 || !readable.has(tensor.type) || unseen.right.has(t)) return;
    const known = byName.get(tensor.name);
    if (known === undefined || right.tensors[known]!.type === TensorType.FLOAT32) byName.set(tensor.name, t);
  });
  const pairs: TensorPair[] = [];
  left.operators.forEach((op, i) => {
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
