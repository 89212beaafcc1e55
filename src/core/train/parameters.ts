import { elementCount } from "../graph/index.ts";
import { replaceConstant } from "../graph/replace.ts";
import { float32View } from "../tensor/views.ts";
import {
  constantBytes,
  copyModel,
  type Model,
  type OperatorIndex,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

/** A constant of the model that is trained. */
export interface Parameter {
  /** The tensor that names it; others may share its buffer. */
  readonly tensor: TensorIndex;
  readonly sharers: readonly TensorIndex[];
  readonly name: string;
  readonly shape: readonly number[];
  /** The values in training, changed in place. */
  readonly values: Float32Array;
}

/**
 * Float constants of more than one value that the ops read. Single values are settings of the network (an epsilon,
 * a scale of attention scores) and stay.
 */
export function parametersOf(model: Model, ops: readonly OperatorIndex[]): Parameter[] {
  const graph = model.subgraphs[0]!;
  const byBuffer = new Map<number, { tensor: TensorIndex; sharers: TensorIndex[] }>();
  for (const index of ops) {
    for (const t of graph.operators[index]!.inputs) {
      const tensor = graph.tensors[t];
      if (tensor === undefined || tensor.type !== TensorType.FLOAT32 || elementCount(tensor.shape) < 2)
        continue;
      if (constantBytes(model, tensor) === null) continue;
      const known = byBuffer.get(tensor.buffer);
      if (known === undefined) byBuffer.set(tensor.buffer, { tensor: t, sharers: [t] });
      else if (!known.sharers.includes(t)) known.sharers.push(t);
    }
  }
  return [...byBuffer.values()].map(({ tensor, sharers }) => {
    const t = graph.tensors[tensor]!;
    return {
      tensor,
      sharers,
      name: t.name,
      shape: t.shape,
      values: float32View(constantBytes(model, t)!).slice(),
    };
  });
}

/** The model with the parameters' values of now. */
export function withParameters(model: Model, parameters: readonly Parameter[]): Model {
  const result = copyModel(model);
  const graph = result.subgraphs[0]!;
  for (const { sharers, values } of parameters) {
    replaceConstant(
      result,
      sharers.map((t) => graph.tensors[t]!),
      values.slice(),
    );
  }
  return result;
}
