import { bytesOf } from "../tensor/views.ts";
import { addBuffer, type Model, newTensor } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { bufferUsers } from "./index.ts";
import type { WeightLayer } from "./weight-layers.ts";
import { biasSlot } from "./weights.ts";

/**
 * Gives the layer's weights new values in this (copied) model. Tensors that share the buffer through another
 * tensor keep the old values; ops that share the tensor get the new ones.
 */
export function replaceWeights(model: Model, layer: WeightLayer, values: Float32Array): void {
  const tensor = model.subgraphs[layer.graph]!.tensors[layer.weights]!;
  replaceConstant(model, [tensor], values);
}

/** Gives the layer a bias of its own, [rows], also where it had none. */
export function replaceBias(model: Model, layer: WeightLayer, values: Float32Array): void {
  const slot = biasSlot(layer.name);
  if (slot < 0) return;
  const graph = model.subgraphs[layer.graph]!;
  const op = graph.operators[layer.op]!;
  const old = graph.tensors[layer.bias];
  const readers = graph.operators.reduce((n, o) => n + o.inputs.filter((t) => t === layer.bias).length, 0);
  if (old !== undefined && readers === 1) return replaceConstant(model, [old], values);
  const name = `${graph.tensors[layer.output]?.name ?? "layer"}/bias`;
  graph.tensors.push(newTensor(name, TensorType.FLOAT32, [values.length], addBuffer(model, bytesOf(values))));
  while (op.inputs.length <= slot) op.inputs.push(-1);
  op.inputs[slot] = graph.tensors.length - 1;
}

/**
 * Gives tensors of this (copied) model that share a buffer new values together: in the buffer where nothing else reads
 * it, so that the old values leave the file, in a new one otherwise.
 */
export function replaceConstant(
  model: Model,
  sharers: readonly { buffer: number }[],
  values: Float32Array,
): void {
  const data = bytesOf(values);
  const { buffer } = sharers[0]!;
  if (bufferUsers(model)[buffer]!.length === sharers.length) {
    model.buffers[buffer] = { data, outside: model.buffers[buffer]!.outside };
  } else {
    const own = addBuffer(model, data);
    for (const tensor of sharers) tensor.buffer = own;
  }
}
