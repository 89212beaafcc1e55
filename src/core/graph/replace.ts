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
  setBuffer(model, tensor, values);
}

/** Gives the layer a bias of its own, [rows], also where it had none. */
export function replaceBias(model: Model, layer: WeightLayer, values: Float32Array): void {
  const slot = biasSlot(layer.name);
  if (slot < 0) return;
  const graph = model.subgraphs[layer.graph]!;
  const op = graph.operators[layer.op]!;
  const old = graph.tensors[layer.bias];
  const readers = graph.operators.reduce((n, o) => n + o.inputs.filter((t) => t === layer.bias).length, 0);
  if (old !== undefined && readers === 1) return setBuffer(model, old, values);
  const name = `${graph.tensors[layer.output]?.name ?? "layer"}/bias`;
  graph.tensors.push(newTensor(name, TensorType.FLOAT32, [values.length], addBuffer(model, bytesOf(values))));
  while (op.inputs.length <= slot) op.inputs.push(-1);
  op.inputs[slot] = graph.tensors.length - 1;
}

function setBuffer(model: Model, tensor: { buffer: number }, values: Float32Array): void {
  const data = bytesOf(values);
  if (bufferUsers(model)[tensor.buffer]!.length === 1) {
    model.buffers[tensor.buffer] = { data, outside: model.buffers[tensor.buffer]!.outside };
  } else {
    tensor.buffer = addBuffer(model, data);
  }
}
