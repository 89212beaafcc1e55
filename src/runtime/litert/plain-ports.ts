import {
  copyModel,
  type Model,
  newOperator,
  newTensor,
  operatorCodeIndex,
  type TensorIndex,
} from "../../core/tflite/model.ts";

/**
 * A model whose ports the runtime can tell apart. It finds ports by the names of their tensors, so that those must be
 * there and differ; and it gives every output memory of its own, which an output that is an input as well, or that is
 * listed twice, never fills: such ones get a copy of the value. Shapes must be fixed. The model itself where all is well.
 */
export function withPlainPorts(model: Model): Model {
  const graph = model.subgraphs[0]!;
  const ports = [...new Set([...graph.inputs, ...graph.outputs])];
  const names = ports.map((t) => graph.tensors[t]?.name ?? "");
  const clear = names.every((name) => name !== "") && new Set(names).size === names.length;
  const copied = graph.outputs.map((t, i) => graph.inputs.includes(t) || graph.outputs.indexOf(t) < i);
  if (clear && !copied.includes(true)) return model;
  const result = copyModel(model);
  const own = result.subgraphs[0]!;
  if (!clear) {
    own.tensors.forEach((tensor, t) => {
      own.tensors[t] = { ...tensor, name: `tensor_${t}` };
    });
  }
  own.outputs = graph.outputs.map((t, i) => (copied[i] ? copyOf(result, t, i) : t));
  return result;
}

function copyOf(model: Model, t: TensorIndex, port: number): TensorIndex {
  const graph = model.subgraphs[0]!;
  const source = graph.tensors[t]!;
  const copy = newTensor(`copy_${port}_of_${source.name}`, source.type, source.shape);
  const at = graph.tensors.push({ ...copy, quantization: source.quantization }) - 1;
  const code = operatorCodeIndex(model, "RESHAPE");
  graph.operators.push(newOperator(code, [t], [at], { type: "ReshapeOptions", newShape: [...source.shape] }));
  return at;
}
