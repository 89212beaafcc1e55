import { seededRandom } from "../core/random.ts";
import { bytesOf } from "../core/tensor/views.ts";
import { ActivationFunctionType, Padding } from "../core/tflite/generated/enums.ts";
import type { BuiltinOptions } from "../core/tflite/generated/types.ts";
import {
  addBuffer,
  type Model,
  newOperator,
  newTensor,
  type OperatorName,
  operatorCodeIndex,
} from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { denseOptions } from "./dense-options.ts";

/** Builds small float models for tests, op by op, with seeded weights. */
export class NetBuilder {
  readonly model: Model;
  private readonly random: () => number;
  constructor(input: number[], seed = 1) {
    this.random = seededRandom(seed);
    this.model = {
      version: 3,
      operatorCodes: [],
      subgraphs: [
        { tensors: [], inputs: [0], outputs: [], operators: [], name: "main", debugMetadataIndex: -1 },
      ],
      description: "test",
      buffers: [{ data: null, outside: false }],
      metadataBuffer: null,
      metadata: null,
      signatureDefs: null,
      externalBufferGroups: null,
      externalBuffers: null,
    };
    this.tensor("input", input);
  }
  private get graph() {
    return this.model.subgraphs[0]!;
  }
  tensor(name: string, shape: number[]): number {
    this.graph.tensors.push(newTensor(name, TensorType.FLOAT32, shape));
    return this.graph.tensors.length - 1;
  }
  constant(name: string, shape: number[], values: Float32Array | Int32Array): number {
    const type = values instanceof Float32Array ? TensorType.FLOAT32 : TensorType.INT32;
    this.graph.tensors.push(newTensor(name, type, shape, addBuffer(this.model, bytesOf(values))));
    return this.graph.tensors.length - 1;
  }
  weights(shape: number[], scale = 1): Float32Array {
    const count = shape.reduce((n, d) => n * d, 1);
    const width = scale / Math.sqrt(count / shape[0]!);
    return Float32Array.from({ length: count }, () => (this.random() * 2 - 1) * 2 * width);
  }
  op(name: OperatorName, inputs: number[], shape: number[], options: BuiltinOptions | null): number {
    const out = this.tensor(`${name}_${this.graph.operators.length}`, shape);
    this.graph.operators.push(newOperator(operatorCodeIndex(this.model, name), inputs, [out], options));
    return out;
  }
  shapeOf(t: number): number[] {
    return this.graph.tensors[t]!.shape;
  }
  /** 3x3 (or `kernel`) SAME convolution with a bias. */
  conv(input: number, filters: number, { kernel = 3, stride = 1, relu = true, dilation = 1 } = {}): number {
    const [, h, w, c] = this.shapeOf(input) as [number, number, number, number];
    const shape = [filters, kernel, kernel, c];
    const id = this.graph.operators.length;
    return this.op(
      "CONV_2D",
      [
        input,
        this.constant(`w${id}`, shape, this.weights(shape)),
        this.constant(`b${id}`, [filters], this.weights([filters], 0.1)),
      ],
      [1, Math.ceil(h / stride), Math.ceil(w / stride), filters],
      {
        type: "Conv2DOptions",
        padding: Padding.SAME,
        strideW: stride,
        strideH: stride,
        fusedActivationFunction: relu ? ActivationFunctionType.RELU : ActivationFunctionType.NONE,
        dilationWFactor: dilation,
        dilationHFactor: dilation,
        quantizedBiasType: 0,
      },
    );
  }
  depthwise(input: number, { stride = 1, relu = true } = {}): number {
    const [, h, w, c] = this.shapeOf(input) as [number, number, number, number];
    const shape = [1, 3, 3, c];
    const id = this.graph.operators.length;
    return this.op(
      "DEPTHWISE_CONV_2D",
      [
        input,
        this.constant(`w${id}`, shape, this.weights([c, 3, 3])),
        this.constant(`b${id}`, [c], this.weights([c], 0.1)),
      ],
      [1, Math.ceil(h / stride), Math.ceil(w / stride), c],
      {
        type: "DepthwiseConv2DOptions",
        padding: Padding.SAME,
        strideW: stride,
        strideH: stride,
        depthMultiplier: 1,
        fusedActivationFunction: relu ? ActivationFunctionType.RELU : ActivationFunctionType.NONE,
        dilationWFactor: 1,
        dilationHFactor: 1,
      },
    );
  }
  add(a: number, b: number): number {
    return this.op("ADD", [a, b], this.shapeOf(a), {
      type: "AddOptions",
      fusedActivationFunction: ActivationFunctionType.RELU,
      potScaleInt16: true,
    });
  }
  /** Mean over the picture, then fully connected. */
  head(input: number, classes: number): number {
    const c = this.shapeOf(input)[3]!;
    const axes = this.constant("axes", [2], new Int32Array([1, 2]));
    const mean = this.op("MEAN", [input, axes], [1, c], { type: "ReducerOptions", keepDims: false });
    const shape = [classes, c];
    return this.op(
      "FULLY_CONNECTED",
      [
        mean,
        this.constant("wh", shape, this.weights(shape)),
        this.constant("bh", [classes], this.weights([classes], 0.1)),
      ],
      [1, classes],
      denseOptions(),
    );
  }
  finish(...outputs: number[]): Model {
    this.graph.outputs = outputs;
    return this.model;
  }
}

/** Convolutions, a depthwise one between two others, a residual and a head: the shapes equalization has to know. */
export function tinyNet(seed = 1): Model {
  const net = new NetBuilder([1, 12, 12, 3], seed);
  const a = net.conv(0, 8, { stride: 2 });
  const b = net.depthwise(net.conv(a, 16, { kernel: 1 }));
  const c = net.conv(b, 8, { kernel: 1, relu: false });
  const d = net.conv(net.add(a, c), 16, { stride: 2 });
  return net.finish(net.head(d, 5));
}
