// A model's graph as the page draws it: plain data of JSON size, no weights.

import * as enums from "../tflite/generated/enums.ts";
import {
  builtinCode,
  constantBytes,
  type Model,
  type Operator,
  type OperatorIndex,
  operatorName,
  type Tensor,
  type TensorIndex,
} from "../tflite/model.ts";
import { tensorTypeName } from "../tflite/tensor-types.ts";

export interface TensorView {
  readonly index: TensorIndex;
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  readonly constant: boolean;
  /** Bytes of the constant in the file; 0 for computed tensors. */
  readonly bytes: number;
  readonly sparse: boolean;
  readonly quantization: {
    /** 1 for per-tensor, else the number of channels. */
    readonly scales: number;
    readonly firstScale: number;
    readonly firstZeroPoint: number;
    readonly axis: number;
  } | null;
}

export interface OpView {
  readonly index: OperatorIndex;
  readonly name: string;
  readonly version: number;
  /** −1 stands for an optional input that is absent. */
  readonly inputs: readonly TensorIndex[];
  readonly outputs: readonly TensorIndex[];
  /** The op's settings in words, e.g. `padding: SAME`. */
  readonly options: readonly { readonly name: string; readonly value: string }[];
}

export interface SubgraphView {
  readonly name: string;
  readonly inputs: readonly TensorIndex[];
  readonly outputs: readonly TensorIndex[];
  readonly tensors: readonly TensorView[];
  readonly ops: readonly OpView[];
}

/** Every subgraph of the model, in the file's order. */
export const graphView = (model: Model): SubgraphView[] =>
  model.subgraphs.map((graph) => ({
    name: graph.name ?? "",
    inputs: graph.inputs,
    outputs: graph.outputs,
    tensors: graph.tensors.map((tensor, index) => tensorView(model, tensor, index)),
    ops: graph.operators.map((op, index) => opView(model, op, index)),
  }));

function tensorView(model: Model, tensor: Tensor, index: TensorIndex): TensorView {
  const bytes = constantBytes(model, tensor);
  const q = tensor.quantization;
  return {
    index,
    name: tensor.name,
    shape: tensor.shape,
    type: (tensorTypeName(tensor.type) ?? "unknown").toLowerCase(),
    constant: bytes !== null,
    bytes: bytes?.length ?? 0,
    sparse: tensor.sparsity !== null,
    quantization: q?.scale?.length
      ? {
          scales: q.scale.length,
          firstScale: q.scale[0]!,
          firstZeroPoint: q.zeroPoint?.[0] ?? 0,
          axis: q.quantizedDimension,
        }
      : null,
  };
}

function opView(model: Model, op: Operator, index: OperatorIndex): OpView {
  const code = model.operatorCodes[op.opcodeIndex]!;
  return {
    index,
    name: operatorName(model, op),
    version: code.version,
    inputs: op.inputs,
    outputs: op.outputs,
    options: optionsOf(model, op),
  };
}

/** Fields whose numbers have names. */
const named: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  padding: enums.Padding,
  fusedActivationFunction: enums.ActivationFunctionType,
  weightsFormat: enums.FullyConnectedOptionsWeightsFormat,
  inDataType: enums.TensorType,
  outDataType: enums.TensorType,
  quantizedBiasType: enums.TensorType,
  mode: enums.MirrorPadMode,
};

/** The op's settings in words. */
export function optionsOf(model: Model, op: Operator): { name: string; value: string }[] {
  const code = model.operatorCodes[op.opcodeIndex];
  if (code !== undefined && builtinCode(code) === enums.BuiltinOperator.CUSTOM)
    return op.customOptions ? [{ name: "custom options", value: `${op.customOptions.length} bytes` }] : [];
  const table = op.builtinOptions ?? op.builtinOptions2;
  return Object.entries(table ?? {})
    .filter(([name, value]) => name !== "type" && value !== null)
    .map(([name, value]) => ({ name, value: optionText(name, value) }));
}

function optionText(name: string, value: unknown): string {
  const names = named[name];
  const found = names && Object.entries(names).find(([, number]) => number === value)?.[0];
  if (found !== undefined) return found;
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? "…" : String(value);
}
