import { unpackInt4 } from "../quant/int4.ts";
import { float32View, int8View, uint16View } from "../tensor/views.ts";
import { constantBytes, isOperator, type Model, type Subgraph, type Tensor } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { elementCount, indexGraph } from "./index.ts";
import { weightPlace } from "./weights.ts";

/** The weight of one op as the file stores it, whatever its type. */
export interface StoredWeight {
  /** Name of the op's first output, by which ops are found again in another form of the model. */
  readonly output: string;
  readonly tensor: Tensor;
  /** Stored values: floats, float16 bits, or integer codes. */
  readonly values: Float32Array | Uint16Array | Int8Array;
}

/** The dense weights of all ops that have one, looked for behind DEQUANTIZE. */
export function storedWeights(model: Model): StoredWeight[] {
  return model.subgraphs.flatMap((graph) => {
    const { producer } = indexGraph(graph);
    return graph.operators.flatMap((op) => {
      const place = weightPlace(model, op, 4);
      if (place === null) return [];
      const tensor = sourceOf(model, graph, producer, op.inputs[place.weight] ?? -1);
      const values = tensor === null ? null : valuesOf(model, tensor);
      if (tensor === null || values === null) return [];
      return [{ output: graph.tensors[op.outputs[0] ?? -1]?.name ?? "", tensor, values }];
    });
  });
}

function sourceOf(model: Model, graph: Subgraph, producer: Int32Array, t: number): Tensor | null {
  const op = graph.operators[producer[t] ?? -1];
  const at = op !== undefined && isOperator(model, op, "DEQUANTIZE") ? op.inputs[0]! : t;
  return graph.tensors[at] ?? null;
}

function valuesOf(model: Model, tensor: Tensor): StoredWeight["values"] | null {
  const bytes = constantBytes(model, tensor);
  if (bytes === null || tensor.sparsity !== null) return null;
  switch (tensor.type) {
    case TensorType.FLOAT32:
      return float32View(bytes);
    case TensorType.FLOAT16:
      return uint16View(bytes);
    case TensorType.INT8:
      return int8View(bytes);
    case TensorType.INT4:
      return unpackInt4(bytes, elementCount(tensor.shape));
    default:
      return null;
  }
}

/** Zeros and different values of a stored weight. */
export function weightFacts({ values }: StoredWeight): {
  readonly zeros: number;
  readonly different: number;
} {
  // −0 in float16 has a bit of its own.
  const isZero = values instanceof Uint16Array ? (x: number) => (x & 0x7fff) === 0 : (x: number) => x === 0;
  let zeros = 0;
  for (const x of values) if (isZero(x)) zeros++;
  return { zeros, different: new Set<number>(values).size };
}
