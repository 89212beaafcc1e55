// Makes models from nothing, op by op: for tests, for benchmarks, and for small graphs that measure something.

import { bytesOf } from "../tensor/views.ts";
import type { BuiltinOptions } from "../tflite/generated/types.ts";
import {
  addBuffer,
  type Model,
  newOperator,
  newTensor,
  type OperatorName,
  operatorCodeIndex,
  type QuantizationParameters,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType, type TensorTypeName } from "../tflite/tensor-types.ts";

/** Scale and zero point of a whole tensor, or scales along an axis with zero points of 0. */
export type Quantization =
  | { readonly scale: number; readonly zeroPoint: number }
  | { readonly scales: readonly number[]; readonly axis: number };

export interface ModelBuilder {
  input(name: string, shape: number[], type?: TensorTypeName, quantization?: Quantization): TensorIndex;
  constant(
    name: string,
    shape: number[],
    data: ArrayBufferView,
    type?: TensorTypeName,
    quantization?: Quantization,
  ): TensorIndex;
  /** A tensor that an op computes. */
  value(name: string, shape: number[], type?: TensorTypeName, quantization?: Quantization): TensorIndex;
  op(
    name: OperatorName,
    inputs: TensorIndex[],
    outputs: TensorIndex[],
    options?: BuiltinOptions | null,
    version?: number,
  ): void;
  /** The finished model. With a signature, inputs and outputs are known by their tensors' names in it. */
  finish(outputs: TensorIndex[], signature?: string): Model;
}

/** A builder of a model of one subgraph. */
export function modelBuilder(description: string): ModelBuilder {
  const model: Model = {
    version: 3,
    operatorCodes: [],
    subgraphs: [
      { tensors: [], inputs: [], outputs: [], operators: [], name: "main", debugMetadataIndex: -1 },
    ],
    description,
    buffers: [{ data: null, outside: false }],
    metadataBuffer: null,
    metadata: null,
    signatureDefs: null,
    externalBufferGroups: null,
    externalBuffers: null,
  };
  const graph = model.subgraphs[0]!;
  const tensor = (
    name: string,
    shape: number[],
    buffer: number,
    type: TensorTypeName = "FLOAT32",
    quantization?: Quantization,
  ): TensorIndex => {
    const made = newTensor(name, TensorType[type], shape, buffer);
    if (quantization !== undefined) made.quantization = parameters(quantization);
    return graph.tensors.push(made) - 1;
  };
  return {
    input(name, shape, type, quantization) {
      const index = tensor(name, shape, 0, type, quantization);
      graph.inputs.push(index);
      return index;
    },
    constant: (name, shape, data, type, quantization) =>
      tensor(name, shape, addBuffer(model, bytesOf(data)), type, quantization),
    value: (name, shape, type, quantization) => tensor(name, shape, 0, type, quantization),
    op(name, inputs, outputs, options = null, version = 1) {
      graph.operators.push(newOperator(operatorCodeIndex(model, name, version), inputs, outputs, options));
    },
    finish(outputs, signature) {
      graph.outputs = outputs;
      if (signature !== undefined) {
        const named = (indices: TensorIndex[]) =>
          indices.map((t) => ({ name: graph.tensors[t]!.name, tensorIndex: t }));
        model.signatureDefs = [
          {
            inputs: named(graph.inputs),
            outputs: named(outputs),
            signatureKey: signature,
            deprecatedTag: null,
            subgraphIndex: 0,
          },
        ];
      }
      return model;
    },
  };
}

function parameters(quantization: Quantization): QuantizationParameters {
  const whole = "scale" in quantization;
  const scale = whole ? [quantization.scale] : [...quantization.scales];
  return {
    min: null,
    max: null,
    scale,
    zeroPoint: whole ? [quantization.zeroPoint] : scale.map(() => 0),
    details: null,
    quantizedDimension: whole ? 0 : quantization.axis,
  };
}
