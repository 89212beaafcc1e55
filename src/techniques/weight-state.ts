import { indexConstants } from "../core/graph/constants.ts";
import { type GraphIndex, indexGraph } from "../core/graph/index.ts";
import { weightPlace } from "../core/graph/weights.ts";
import { isOperator, type Model, type Operator, type SubgraphIndex } from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";

/** What an op multiplies with. */
export type WeightState =
  /** A constant in float32 or float16, dense or sparse. */
  | "float"
  /** A constant in integers, read as such or through DEQUANTIZE. */
  | "integer"
  | "computed"
  /** The op is none that has weights. */
  | "none";

const integers: readonly number[] = [
  TensorType.INT8,
  TensorType.UINT8,
  TensorType.INT4,
  TensorType.INT2,
  TensorType.INT16,
];

/** Looks at the weights of a subgraph's ops. */
export function weightStates(model: Model, g: SubgraphIndex): (op: Operator) => WeightState {
  const graph = model.subgraphs[g]!;
  const index: GraphIndex = indexGraph(graph);
  const { byTensor } = indexConstants(model, g, index);
  return (op) => {
    const place = weightPlace(model, op, 0);
    if (place === null) return "none";
    const t = op.inputs[place.weight] ?? -1;
    const tensor = graph.tensors[t];
    if (tensor === undefined) return "computed";
    if (byTensor.has(t)) return integers.includes(tensor.type) ? "integer" : "float";
    const producer = graph.operators[index.producer[t]!];
    if (producer === undefined || !isOperator(model, producer, "DEQUANTIZE")) return "computed";
    const from = graph.tensors[producer.inputs[0] ?? -1];
    const stored = byTensor.has(producer.inputs[0] ?? -1);
    return from !== undefined && stored && integers.includes(from.type) ? "integer" : "computed";
  };
}

/** Whether the model's weights are integers already, none of them float. */
export function hasOnlyIntegerWeights(model: Model): boolean {
  const states = model.subgraphs.flatMap((graph, g) => graph.operators.map(weightStates(model, g)));
  return states.includes("integer") && !states.includes("float");
}
