// The model as the rest of the core sees it: the tables of the file as plain objects, with weights as views.

import { BuiltinOperator } from "./generated/enums.ts";
import type * as table from "./generated/types.ts";

export type {
  BuiltinOptions,
  BuiltinOptions2,
  Metadata,
  OperatorCode,
  QuantizationParameters,
  SignatureDef,
  SparsityParameters,
  TensorMap,
} from "./generated/types.ts";
export { BuiltinOperator };

export type SubgraphIndex = number;
export type OperatorIndex = number;
/** Index into one subgraph's tensors; −1 stands for an optional input that is absent. */
export type TensorIndex = number;
export type BufferIndex = number;

export interface Tensor extends Omit<table.Tensor, "shape" | "name"> {
  shape: number[];
  name: string;
}

export interface Operator extends Omit<table.Operator, "inputs" | "outputs"> {
  inputs: TensorIndex[];
  outputs: TensorIndex[];
}

export interface Subgraph extends Omit<table.SubGraph, "tensors" | "inputs" | "outputs" | "operators"> {
  tensors: Tensor[];
  inputs: TensorIndex[];
  outputs: TensorIndex[];
  operators: Operator[];
}

/** The values of constant tensors. Several tensors can name the same buffer. */
export interface ModelBuffer {
  /** A view, never to be written to; null or empty where the buffer holds nothing. */
  data: Uint8Array | null;
  /** True where the file keeps the bytes behind the flatbuffer, by offset and size. */
  outside: boolean;
}

/** A whole `.tflite` file. Treated as immutable by everything that did not make it (see `copyModel`). */
export interface Model extends Omit<table.Model, "operatorCodes" | "subgraphs" | "buffers"> {
  operatorCodes: table.OperatorCode[];
  subgraphs: Subgraph[];
  buffers: ModelBuffer[];
}

/**
 * A copy that can be edited: all lists and tables are new, all byte arrays are shared with the original.
 */
export function copyModel(model: Model): Model {
  return copy(model) as Model;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return typeof value[0] === "object" ? value.map(copy) : value.slice();
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) result[key] = copy(entry);
  return result;
}

export type OperatorName = keyof typeof BuiltinOperator;

const operatorNames = new Map<number, OperatorName>(
  Object.entries(BuiltinOperator).map(([name, value]) => [value, name as OperatorName]),
);

/** The operator's builtin code. Old files keep codes under 127 in a narrower field. */
export const builtinCode = (code: table.OperatorCode): number =>
  Math.max(code.builtinCode, code.deprecatedBuiltinCode);

/** Name of an operator code: the builtin's, or the custom op's own name. */
export function operatorCodeName(code: table.OperatorCode): string {
  const builtin = builtinCode(code);
  if (builtin === BuiltinOperator.CUSTOM) return code.customCode ?? "CUSTOM";
  return operatorNames.get(builtin) ?? `UNKNOWN_${builtin}`;
}

/** Name of the operator, e.g. `CONV_2D`, or the custom op's own name. */
export function operatorName(model: Model, operator: Operator): string {
  const code = model.operatorCodes[operator.opcodeIndex];
  return code === undefined ? "UNKNOWN" : operatorCodeName(code);
}

/** Whether the operator is the given builtin. */
export function isOperator(model: Model, operator: Operator, name: OperatorName): boolean {
  const code = model.operatorCodes[operator.opcodeIndex];
  return code !== undefined && builtinCode(code) === BuiltinOperator[name];
}

/** Index of the code for a builtin at least at `version`, added to this (copied) model where it is missing. */
export function operatorCodeIndex(model: Model, name: OperatorName, version = 1): number {
  const code = BuiltinOperator[name];
  const found = model.operatorCodes.findIndex((c) => builtinCode(c) === code && c.version === version);
  if (found >= 0) return found;
  model.operatorCodes.push({
    deprecatedBuiltinCode: Math.min(code, BuiltinOperator.PLACEHOLDER_FOR_GREATER_OP_CODES),
    customCode: null,
    version,
    builtinCode: code,
  });
  return model.operatorCodes.length - 1;
}

/** Adds a buffer to this (copied) model. */
export function addBuffer(model: Model, data: Uint8Array | null): BufferIndex {
  model.buffers.push({ data, outside: false });
  return model.buffers.length - 1;
}

/** A tensor with nothing but the basics set. */
export function newTensor(name: string, type: number, shape: number[], buffer: BufferIndex = 0): Tensor {
  return {
    shape,
    type,
    buffer,
    name,
    quantization: null,
    isVariable: false,
    sparsity: null,
    shapeSignature: null,
    hasRank: false,
    variantTensors: null,
    externalBuffer: 0,
  };
}

/** An operator with nothing but the basics set. */
export function newOperator(
  opcodeIndex: number,
  inputs: TensorIndex[],
  outputs: TensorIndex[],
  builtinOptions: table.BuiltinOptions | null = null,
): Operator {
  return {
    opcodeIndex,
    inputs,
    outputs,
    builtinOptions,
    customOptions: null,
    customOptionsFormat: 0,
    mutatingVariableInputs: null,
    intermediates: null,
    largeCustomOptionsOffset: 0n,
    largeCustomOptionsSize: 0n,
    builtinOptions2: null,
    debugMetadataIndex: -1,
  };
}

/** Bytes of a constant tensor, or null where the tensor is computed, an input, or empty. */
export function constantBytes(model: Model, tensor: Tensor): Uint8Array | null {
  const data = model.buffers[tensor.buffer]?.data;
  return tensor.buffer === 0 || data === null || data === undefined || data.length === 0 ? null : data;
}
