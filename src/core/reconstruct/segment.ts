import { type Model, newTensor, type Operator, type TensorIndex } from "../tflite/model.ts";
import type { Segment } from "./stages.ts";

/**
 * The segment as a model of its own: only its ops, their constants, and what flows in and out. The other
 * subgraphs stay whole, for the ops that call them.
 */
export function segmentModel(model: Model, segment: Segment): Model {
  const graph = model.subgraphs[0]!;
  const keep = new Map<TensorIndex, TensorIndex>();
  const place = (t: TensorIndex): TensorIndex => {
    if (t < 0) return t;
    const known = keep.get(t);
    if (known !== undefined) return known;
    keep.set(t, keep.size);
    return keep.size - 1;
  };
  const inputs = segment.inputs.map(place);
  const operators = segment.ops.map((o): Operator => {
    const op = graph.operators[o]!;
    return {
      ...op,
      inputs: op.inputs.map(place),
      outputs: op.outputs.map(place),
      intermediates: op.intermediates?.map(place) ?? null,
      debugMetadataIndex: -1,
    };
  });
  const outputs = segment.outputs.map(place);
  const used = new Set<number>([0]);
  const tensors = [...keep.keys()].map((t, i) => {
    const tensor = graph.tensors[t]!;
    if (i < inputs.length) return newTensor(`in${i}`, tensor.type, tensor.shape);
    used.add(tensor.buffer);
    return { ...tensor, shapeSignature: null };
  });
  for (const other of model.subgraphs.slice(1)) for (const tensor of other.tensors) used.add(tensor.buffer);
  return {
    ...model,
    subgraphs: [
      { ...graph, tensors, inputs, outputs, operators, debugMetadataIndex: -1 },
      ...model.subgraphs.slice(1),
    ],
    // Buffers keep their places, the unused ones are emptied.
    buffers: model.buffers.map((buffer, i) =>
      used.has(i) ? { ...buffer, outside: false } : { data: null, outside: false },
    ),
    metadata: null,
    metadataBuffer: null,
    signatureDefs: null,
  };
}
