import { elementCount } from "../graph/index.ts";
import { bytesOf, float32View } from "../tensor/views.ts";
import {
  addBuffer,
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
  const before = new Set<number>();
  for (const { sharers, values } of parameters) {
    const buffer = addBuffer(result, bytesOf(values.slice()));
    for (const t of sharers) {
      before.add(graph.tensors[t]!.buffer);
      graph.tensors[t]!.buffer = buffer;
    }
  }
  // What held the old values goes, where nothing else reads it.
  for (const { tensors } of result.subgraphs) for (const tensor of tensors) before.delete(tensor.buffer);
  for (const buffer of before) if (buffer > 0) result.buffers[buffer] = { data: null, outside: false };
  return result;
}
