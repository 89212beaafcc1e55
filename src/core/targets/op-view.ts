import { indexGraph } from "../graph/index.ts";
import { int32View } from "../tensor/views.ts";
import {
  constantBytes,
  type Model,
  type OperatorIndex,
  type OperatorName,
  operatorName,
  type Subgraph,
  type SubgraphIndex,
  type Tensor,
} from "../tflite/model.ts";
import { type TensorTypeName, tensorTypeName } from "../tflite/tensor-types.ts";

/** A tensor as the rules of targets look at it. */
export interface TensorView {
  readonly name: string;
  readonly type: TensorTypeName;
  readonly shape: readonly number[];
  /** A size in the file is open (−1) and only known when the model runs. */
  readonly open: boolean;
  /** The values are in the file. */
  readonly constant: boolean;
  /** The values are in the file, or are unpacked from the file by DEQUANTIZE or DENSIFY alone. */
  readonly fixed: boolean;
  /** Keeps its value from one run to the next. */
  readonly state: boolean;
  readonly bytes: Uint8Array | null;
  /** Number of scales: 0 where not quantized, 1 for the whole tensor, more along an axis. */
  readonly scales: number;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly axis: number;
  readonly blockwise: boolean;
}

/** In which numbers an op computes: the type of its data, joined with that of its weights where they differ. */
export type NumberKind =
  | "float"
  | "float16"
  | "int8"
  | "uint8"
  | "int16"
  | "dynamic8"
  | "dynamic4"
  | "int8w4"
  | "int32"
  | "int64"
  | "bool"
  | "other";

/** One op as the rules of targets look at it. */
export interface OpView {
  readonly subgraph: SubgraphIndex;
  readonly op: OperatorIndex;
  readonly name: OperatorName | (string & {});
  readonly version: number;
  readonly kind: NumberKind;
  readonly inputs: readonly (TensorView | null)[];
  readonly outputs: readonly TensorView[];
  /** The input that holds the data, not the weights, axes or shapes. */
  readonly data: TensorView | null;
  readonly weights: TensorView | null;
  /** A field of the op's options, 0 where the op has none of that name. */
  option(name: string): number;
  /** Whether the op only unpacks weights from the file. */
  readonly unpacks: boolean;
}

const dataSlot: Readonly<Record<string, number>> = {
  SPLIT: 1,
  TRANSPOSE_CONV: 2,
  CONV_3D_TRANSPOSE: 2,
  EMBEDDING_LOOKUP: 1,
};

const weightSlot: Readonly<Record<string, number>> = {
  CONV_2D: 1,
  DEPTHWISE_CONV_2D: 1,
  FULLY_CONNECTED: 1,
  TRANSPOSE_CONV: 1,
  BATCH_MATMUL: 1,
  CONV_3D: 1,
  CONV_3D_TRANSPOSE: 1,
  UNIDIRECTIONAL_SEQUENCE_LSTM: 2,
  LSTM: 2,
  SVDF: 1,
};

const narrow: readonly TensorTypeName[] = ["INT4", "UINT4", "INT2"];

function kindOf(data: TensorView | null, weights: TensorView | null): NumberKind {
  const fixed = weights?.fixed ? weights.type : null;
  switch (data?.type) {
    case "FLOAT32":
      if (fixed === "INT8" || fixed === "UINT8") return "dynamic8";
      if (fixed !== null && narrow.includes(fixed)) return "dynamic4";
      return fixed === "FLOAT16" ? "float16" : "float";
    case "INT8":
      return fixed !== null && narrow.includes(fixed) ? "int8w4" : "int8";
    case "UINT8":
      return "uint8";
    case "INT16":
      return "int16";
    case "FLOAT16":
      return "float16";
    case "INT32":
      return "int32";
    case "INT64":
      return "int64";
    case "BOOL":
      return "bool";
    default:
      return "other";
  }
}

/** Views of all ops of one subgraph, in the order of execution. */
export function opViews(model: Model, graph: Subgraph, subgraph: SubgraphIndex): OpView[] {
  const { producer } = indexGraph(graph);
  const isConstant = (t: number): boolean => {
    const tensor = graph.tensors[t];
    return tensor !== undefined && constantBytes(model, tensor) !== null;
  };
  const isFixed = (t: number, depth = 0): boolean => {
    if (isConstant(t)) return true;
    const op = graph.operators[producer[t] ?? -1];
    if (op === undefined || depth > 3) return false;
    const name = operatorName(model, op);
    return (name === "DEQUANTIZE" || name === "DENSIFY") && isFixed(op.inputs[0] ?? -1, depth + 1);
  };
  const views = new Map<number, TensorView>();
  const view = (t: number): TensorView | null => {
    const tensor = graph.tensors[t];
    if (tensor === undefined) return null;
    let made = views.get(t);
    if (made === undefined) {
      made = tensorView(model, tensor, isConstant(t), isFixed(t));
      views.set(t, made);
    }
    return made;
  };
  return graph.operators.map((operator, op): OpView => {
    const name = operatorName(model, operator);
    const inputs = operator.inputs.map(view);
    const data = inputs[dataSlot[name] ?? 0] ?? null;
    const weights = name in weightSlot ? (inputs[weightSlot[name]!] ?? null) : null;
    const fields = (operator.builtinOptions ?? operator.builtinOptions2 ?? {}) as Record<string, unknown>;
    return {
      subgraph,
      op,
      name,
      version: model.operatorCodes[operator.opcodeIndex]?.version ?? 1,
      kind: kindOf(data, weights),
      inputs,
      outputs: operator.outputs.flatMap((t) => view(t) ?? []),
      data,
      weights,
      option: (field) => Number(fields[field] ?? 0),
      unpacks: (name === "DEQUANTIZE" || name === "DENSIFY") && isFixed(operator.outputs[0] ?? -1),
    };
  });
}

function tensorView(model: Model, tensor: Tensor, constant: boolean, fixed: boolean): TensorView {
  const q = tensor.quantization;
  return {
    name: tensor.name,
    type: tensorTypeName(tensor.type)!,
    shape: tensor.shape,
    open: (tensor.shapeSignature ?? tensor.shape).some((d) => d < 0),
    constant,
    fixed,
    state: tensor.isVariable,
    bytes: constantBytes(model, tensor),
    scales: q?.scale?.length ?? 0,
    scale: q?.scale?.[0] ?? 0,
    zeroPoint: Number(q?.zeroPoint?.[0] ?? 0),
    axis: q?.quantizedDimension ?? 0,
    blockwise: q?.details?.type === "BlockwiseQuantization",
  };
}

/** The values of a constant int32 tensor (axes, paddings, sizes), or null where they are not in the file. */
export function integers(tensor: TensorView | null | undefined): number[] | null {
  if (tensor == null || tensor.bytes === null || tensor.type !== "INT32") return null;
  return [...int32View(tensor.bytes)];
}
