// Makes a float graph op by op: the training step, its forward pass and small graphs for tests.

import type { AffineParams } from "../quant/params.ts";
import { affine } from "../quant/quantization-tables.ts";
import type { BuiltinOptions } from "../tflite/model.ts";
import {
  addBuffer,
  type Model,
  newOperator,
  newTensor,
  type OperatorName,
  operatorCodeIndex,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

/** A graph under construction. Tensors are named by index; shapes are known at once. */
export class GraphBuilder {
  private readonly model: Model;
  private readonly constants = new Map<string, TensorIndex>();

  constructor(description: string) {
    this.model = {
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
  }

  private get graph() {
    return this.model.subgraphs[0]!;
  }

  get opCount(): number {
    return this.graph.operators.length;
  }

  shape(tensor: TensorIndex): readonly number[] {
    return this.graph.tensors[tensor]!.shape;
  }

  /** An input of the graph, in the order in which inputs are asked for. */
  input(name: string, shape: readonly number[], type: number = TensorType.FLOAT32): TensorIndex {
    const tensor = this.tensor(name, shape, type);
    this.graph.inputs.push(tensor);
    return tensor;
  }

  /** Marks a tensor as an output. One that is an output or an input already is passed through a copy. */
  output(tensor: TensorIndex): void {
    const { graph } = this;
    const taken = graph.outputs.includes(tensor) || graph.inputs.includes(tensor);
    graph.outputs.push(
      taken ? this.op("RESHAPE", [tensor, this.ints(this.shape(tensor))], this.shape(tensor)) : tensor,
    );
  }

  /** A float constant. Equal constants of up to 64 values are shared. */
  floats(values: Float32Array | readonly number[], shape: readonly number[]): TensorIndex {
    return this.constant(Float32Array.from(values), shape, TensorType.FLOAT32);
  }

  scalar(value: number): TensorIndex {
    return this.floats([value], []);
  }

  /** An int32 vector, as the shape-like operands of ops want it. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): TensorIndex {
    return this.constant(Int32Array.from(values), shape, TensorType.INT32);
  }

  /** Appends an op with one float output of the given shape. */
  op(
    name: OperatorName,
    inputs: readonly TensorIndex[],
    shape: readonly number[],
    options: BuiltinOptions | null = null,
    version = 1,
  ): TensorIndex {
    return this.opMany(name, inputs, [shape], options, version)[0]!;
  }

  opMany(
    name: OperatorName,
    inputs: readonly TensorIndex[],
    shapes: readonly (readonly number[])[],
    options: BuiltinOptions | null = null,
    version = 1,
  ): TensorIndex[] {
    const outputs = shapes.map((shape) =>
      this.tensor(`${name}_${this.graph.tensors.length}`, shape, TensorType.FLOAT32),
    );
    const code = operatorCodeIndex(this.model, name, version);
    this.graph.operators.push(newOperator(code, [...inputs], outputs, options));
    return outputs;
  }

  /** QUANTIZE then DEQUANTIZE: the values that an integer tensor with these parameters can hold. */
  roundTrip(tensor: TensorIndex, type: number, params: AffineParams): TensorIndex {
    const shape = this.shape(tensor);
    const integer = this.tensor(`quantized_${this.graph.tensors.length}`, shape, type);
    this.graph.tensors[integer]!.quantization = affine(params);
    this.graph.operators.push(
      newOperator(operatorCodeIndex(this.model, "QUANTIZE", 1), [tensor], [integer], {
        type: "QuantizeOptions",
      }),
    );
    return this.op("DEQUANTIZE", [integer], shape, { type: "DequantizeOptions" }, 2);
  }

  /** The finished graph. The builder must not be used any more. */
  finish(): Model {
    return this.model;
  }

  private tensor(name: string, shape: readonly number[], type: number): TensorIndex {
    if (shape.some((d) => !Number.isInteger(d) || d < 0))
      throw new Error(`${name}: bad shape [${shape.join(", ")}]`);
    return this.graph.tensors.push(newTensor(name, type, [...shape])) - 1;
  }

  private constant(values: Float32Array | Int32Array, shape: readonly number[], type: number): TensorIndex {
    const key = values.length <= 64 ? `${type}:${shape.join(",")}:${values.join(",")}` : null;
    const known = key === null ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = this.tensor(`constant_${this.graph.tensors.length}`, shape, type);
    this.graph.tensors[tensor]!.buffer = addBuffer(this.model, bytes);
    if (key !== null) this.constants.set(key, tensor);
    return tensor;
  }
}
