// Takes out of a model what nothing refers to any more, and renumbers the rest.
import type { Model, Subgraph, TensorIndex } from "../tflite/model.ts";

/**
 * Drops tensors, buffers and operator codes of this (copied) model that nothing refers to. Buffer 0 stays, empty, as
 * the format wants it. Order is kept.
 */
export function dropUnused(model: Model): void {
  model.subgraphs.forEach((graph, g) => dropTensors(model, graph, g));
  dropBuffers(model);
  dropOperatorCodes(model);
}

/** New indices of the entries that are used, −1 for the others. */
function renumber(used: readonly boolean[]): Int32Array {
  let next = 0;
  return Int32Array.from(used, (keep) => (keep ? next++ : -1));
}

function dropTensors(model: Model, graph: Subgraph, g: number): void {
  const used = graph.tensors.map(() => false);
  const visit = (map: (t: TensorIndex) => TensorIndex): void => {
    const all = (list: readonly TensorIndex[]): TensorIndex[] => list.map((t) => (t < 0 ? t : map(t)));
    graph.inputs = all(graph.inputs);
    graph.outputs = all(graph.outputs);
    for (const op of graph.operators) {
      op.inputs = all(op.inputs);
      op.outputs = all(op.outputs);
      if (op.intermediates !== null) op.intermediates = all(op.intermediates);
    }
    for (const signature of model.signatureDefs ?? []) {
      if (signature.subgraphIndex !== g) continue;
      for (const entry of [...(signature.inputs ?? []), ...(signature.outputs ?? [])]) {
        entry.tensorIndex = map(entry.tensorIndex);
      }
    }
    // Blockwise scales and zero points are tensors that only other tensors name.
    graph.tensors.forEach((tensor, t) => {
      const details = tensor.quantization?.details;
      if (!used[t] || details == null || details.type === "CustomQuantization") return;
      if (details.scales >= 0) details.scales = map(details.scales);
      if (details.zeroPoints > 0) details.zeroPoints = map(details.zeroPoints);
    });
  };
  const mark = (t: TensorIndex): TensorIndex => {
    used[t] = true;
    return t;
  };
  visit(mark);
  visit(mark);
  if (used.every(Boolean)) return;
  const next = renumber(used);
  visit((t) => next[t]!);
  graph.tensors = graph.tensors.filter((_, t) => used[t]);
}

function dropBuffers(model: Model): void {
  const used = model.buffers.map((_, i) => i === 0);
  for (const graph of model.subgraphs) {
    for (const tensor of graph.tensors) {
      // Computed tensors need no buffer of their own, though some converters give each an empty one.
      if (!model.buffers[tensor.buffer]?.data?.length) tensor.buffer = 0;
      used[tensor.buffer] = true;
    }
  }
  for (const entry of model.metadata ?? []) used[entry.buffer] = true;
  for (const buffer of model.metadataBuffer ?? []) used[buffer] = true;
  const next = renumber(used.slice(0, model.buffers.length));
  model.buffers = model.buffers.filter((_, i) => used[i]);
  for (const graph of model.subgraphs) {
    for (const tensor of graph.tensors) tensor.buffer = next[tensor.buffer] ?? tensor.buffer;
  }
  for (const entry of model.metadata ?? []) entry.buffer = next[entry.buffer] ?? entry.buffer;
  model.metadataBuffer = model.metadataBuffer?.map((buffer) => next[buffer] ?? buffer) ?? null;
}

function dropOperatorCodes(model: Model): void {
  const used = model.operatorCodes.map(() => false);
  for (const graph of model.subgraphs) for (const op of graph.operators) used[op.opcodeIndex] = true;
  const next = renumber(used);
  for (const graph of model.subgraphs) {
    for (const op of graph.operators) op.opcodeIndex = next[op.opcodeIndex]!;
  }
  model.operatorCodes = model.operatorCodes.filter((_, i) => used[i]);
}
