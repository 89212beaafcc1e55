// Constants as ops see them. Converters store weights in float16, or sparse, and put DEQUANTIZE and DENSIFY ops
// between them and their readers; to a technique such a weight is a constant like any other.
import {
  constantBytes,
  isOperator,
  type Model,
  type OperatorIndex,
  type Subgraph,
  type SubgraphIndex,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { type GraphIndex, indexGraph } from "./index.ts";

export interface Constant {
  readonly graph: SubgraphIndex;
  /** The dense tensor that ops read. */
  readonly tensor: TensorIndex;
  /** The tensor that holds the bytes: the same one, or where the chain of `unpackers` starts. */
  readonly source: TensorIndex;
  /** DENSIFY and DEQUANTIZE ops from the source to the tensor, in order. */
  readonly unpackers: readonly OperatorIndex[];
}

/** The constants of one subgraph, by the tensor that ops read; tensors that are computed or inputs are not in it. */
export interface ConstantIndex {
  readonly byTensor: ReadonlyMap<TensorIndex, Constant>;
  /** Ops that only unpack constants. */
  readonly unpackers: ReadonlySet<OperatorIndex>;
}

/** Finds the constants of a subgraph, through float16 DEQUANTIZE ops and DENSIFY ops of any type. */
export function indexConstants(
  model: Model,
  g: SubgraphIndex,
  index: GraphIndex = indexGraph(model.subgraphs[g]!),
): ConstantIndex {
  const graph = model.subgraphs[g]!;
  const byTensor = new Map<TensorIndex, Constant>();
  const unpackers = new Set<OperatorIndex>();
  const find = (t: TensorIndex, depth: number): Constant | null => {
    const known = byTensor.get(t);
    if (known !== undefined) return known;
    const tensor = graph.tensors[t];
    if (tensor === undefined || tensor.isVariable || index.isInput[t] || depth > 4) return null;
    const o = index.producer[t]!;
    const found = o < 0 ? plain(model, graph, g, t) : behind(o, t, depth);
    if (found !== null) byTensor.set(t, found);
    return found;
  };
  const behind = (o: OperatorIndex, t: TensorIndex, depth: number): Constant | null => {
    const input = unpackedInput(model, graph, o, t);
    const before = input === null ? null : find(input, depth + 1);
    if (before === null) return null;
    unpackers.add(o);
    return { graph: g, tensor: t, source: before.source, unpackers: [...before.unpackers, o] };
  };
  graph.tensors.forEach((_, t) => find(t, 0));
  return { byTensor, unpackers };
}

function plain(model: Model, graph: Subgraph, g: SubgraphIndex, t: TensorIndex): Constant | null {
  const tensor = graph.tensors[t]!;
  if (constantBytes(model, tensor) === null || tensor.externalBuffer !== 0) return null;
  return { graph: g, tensor: t, source: t, unpackers: [] };
}

/** The input of an op that unpacks into `t`: DENSIFY, or DEQUANTIZE from float16 to float32. */
function unpackedInput(model: Model, graph: Subgraph, o: OperatorIndex, t: TensorIndex): TensorIndex | null {
  const op = graph.operators[o]!;
  const input = graph.tensors[op.inputs[0] ?? -1];
  const output = graph.tensors[t]!;
  if (input === undefined || op.outputs.length !== 1) return null;
  const densifies = isOperator(model, op, "DENSIFY") && input.type === output.type;
  const widens =
    isOperator(model, op, "DEQUANTIZE") &&
    input.type === TensorType.FLOAT16 &&
    output.type === TensorType.FLOAT32;
  return densifies || widens ? op.inputs[0]! : null;
}
