import { constantBytes, type Model } from "../tflite/model.ts";
import { bitsPerElement } from "../tflite/tensor-types.ts";
import { elementCount } from "./index.ts";

/**
 * Bytes of the computed tensors that must be in memory at once when the primary subgraph's ops run one after the
 * other: from the op that writes a tensor to the last that reads it. What a runtime allocates is somewhat more, for
 * alignment and the kernels' own room.
 */
export function peakActivationBytes(model: Model): number {
  const graph = model.subgraphs[0]!;
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const end = graph.operators.length;
  const touch = (t: number, at: number): void => {
    const tensor = graph.tensors[t];
    if (tensor === undefined || constantBytes(model, tensor) !== null) return;
    if (!first.has(t)) first.set(t, at);
    last.set(t, Math.max(last.get(t) ?? 0, at));
  };
  for (const t of graph.inputs) touch(t, 0);
  graph.operators.forEach((op, i) => {
    for (const t of [...op.inputs, ...op.outputs]) touch(t, i);
  });
  for (const t of graph.outputs) touch(t, end);
  const change = new Array<number>(end + 2).fill(0);
  for (const [t, from] of first) {
    const tensor = graph.tensors[t]!;
    const bytes = Math.ceil((elementCount(tensor.shape) * (bitsPerElement(tensor.type) ?? 32)) / 8);
    // A variable keeps its place throughout.
    change[tensor.isVariable ? 0 : from]! += bytes;
    change[tensor.isVariable ? end + 1 : last.get(t)! + 1]! -= bytes;
  }
  let now = 0;
  return change.reduce((peak, c) => {
    now += c;
    return Math.max(peak, now);
  }, 0);
}
