// Networks layer by layer, for tests, benchmarks and estimates: real architectures with seeded weights, which
// compute something sane and classify nothing.
import { type ModelBuilder, modelBuilder, type Quantization } from "../graph/build.ts";
import { seededRandom } from "../random.ts";
import { ActivationFunctionType, Padding } from "../tflite/generated/enums.ts";
import type { BuiltinOptions } from "../tflite/generated/types.ts";
import type { Model, OperatorName, TensorIndex } from "../tflite/model.ts";
import type { TensorTypeName } from "../tflite/tensor-types.ts";

/** In which numbers a network is made. `shapes` has a byte in place of each weight: for counting, not for running. */
export type Numbers = "float32" | "int8" | "int16x8" | "shapes";
export type Activation = "NONE" | "RELU" | "RELU6";

/** A value in the network. Shapes are [batch, height, width, channels] or [batch, channels]. */
export interface Value {
  readonly tensor: TensorIndex;
  readonly shape: readonly number[];
}

export interface ConvOptions {
  readonly filters: number;
  readonly kernel?: number | readonly [number, number];
  readonly stride?: number;
  readonly activation?: Activation;
  readonly padding?: "SAME" | "VALID";
  /** Scales the initial weights, for the last layer of a residual branch. */
  readonly gain?: number;
}

export interface Network {
  conv(x: Value, options: ConvOptions): Value;
  depthwise(x: Value, options: Omit<ConvOptions, "filters">): Value;
  dense(x: Value, units: number, activation?: Activation): Value;
  add(a: Value, b: Value, activation?: Activation): Value;
  concat(values: readonly Value[]): Value;
  pool(kind: "MAX" | "AVERAGE", x: Value, size: number, stride: number, padding?: "SAME" | "VALID"): Value;
  /** Average over height and width: [n, h, w, c] to [n, c]. */
  mean(x: Value): Value;
  /** An op of one input whose output has the same shape. */
  unary(op: OperatorName, x: Value): Value;
  softmax(x: Value): Value;
  finish(output: Value): Model;
}

const dataType: Record<Numbers, TensorTypeName> = {
  float32: "FLOAT32",
  shapes: "FLOAT32",
  int8: "INT8",
  int16x8: "INT16",
};

const activationScale: Record<Numbers, Quantization | undefined> = {
  float32: undefined,
  shapes: undefined,
  int8: { scale: 6 / 255, zeroPoint: -128 },
  int16x8: { scale: 6 / 32767, zeroPoint: 0 },
};

/**
 * Begins a network with an input [1, height, width, channels]. Weights are uniform with the variance of He et al.
 * (https://arxiv.org/abs/1502.01852). With `floatBorder` an integer network takes and gives float32.
 */
export function network(
  description: string,
  size: readonly [number, number, number],
  numbers: Numbers,
  options: { readonly seed?: number; readonly floatBorder?: boolean } = {},
): { net: Network; input: Value } {
  const b = modelBuilder(description);
  const random = seededRandom(options.seed ?? 1);
  const integer = numbers === "int8" || numbers === "int16x8";
  const data = dataType[numbers];
  const quantized = activationScale[numbers];
  const floatBorder = options.floatBorder === true && integer;
  const shape = [1, ...size];
  let named = 0;
  const value = (op: string, dims: readonly number[]): Value => ({
    tensor: b.value(`${op.toLowerCase()}_${named++}`, [...dims], data, quantized),
    shape: dims,
  });

  const outside = b.input(
    "image",
    shape,
    floatBorder ? "FLOAT32" : data,
    floatBorder ? undefined : quantized,
  );
  let input: Value = { tensor: outside, shape };
  if (floatBorder) {
    input = value("QUANTIZE", shape);
    b.op("QUANTIZE", [outside], [input.tensor]);
  }
  const weights = makeWeights(b, numbers, random);

  const windowed = (
    op: "CONV_2D" | "DEPTHWISE_CONV_2D",
    x: Value,
    filters: number,
    o: Omit<ConvOptions, "filters">,
  ): Value => {
    const [kh, kw] = typeof o.kernel === "object" ? o.kernel : [o.kernel ?? 1, o.kernel ?? 1];
    const stride = o.stride ?? 1;
    const depth = x.shape[3]!;
    const conv = op === "CONV_2D";
    const out = value(op, [1, ...windows(x, kh, kw, stride, o.padding), filters]);
    const fanIn = kh * kw * (conv ? depth : 1);
    const filter = weights(
      `w_${named}`,
      conv ? [filters, kh, kw, depth] : [1, kh, kw, filters],
      conv ? 0 : 3,
      fanIn,
      o.gain ?? 1,
    );
    const common = {
      padding: Padding[o.padding ?? "SAME"],
      strideW: stride,
      strideH: stride,
      fusedActivationFunction: ActivationFunctionType[o.activation ?? "NONE"],
      dilationWFactor: 1,
      dilationHFactor: 1,
    };
    b.op(
      op,
      [x.tensor, filter, bias(b, numbers, `b_${named}`, filters)],
      [out.tensor],
      conv
        ? { type: "Conv2DOptions", ...common, quantizedBiasType: 0 }
        : { type: "DepthwiseConv2DOptions", ...common, depthMultiplier: 1 },
    );
    return out;
  };

  const simple = (
    op: OperatorName,
    inputs: TensorIndex[],
    dims: readonly number[],
    options?: BuiltinOptions,
  ): Value => {
    const out = value(op, dims);
    b.op(op, inputs, [out.tensor], options ?? null);
    return out;
  };

  const net: Network = {
    conv: (x, o) => windowed("CONV_2D", x, o.filters, o),
    depthwise: (x, o) => windowed("DEPTHWISE_CONV_2D", x, x.shape[3]!, o),
    dense(x, units, activation = "NONE") {
      const depth = x.shape.at(-1)!;
      const w = weights(`w_${named}`, [units, depth], 0, depth, 1);
      return simple(
        "FULLY_CONNECTED",
        [x.tensor, w, bias(b, numbers, `b_${named}`, units)],
        [...x.shape.slice(0, -1), units],
        {
          type: "FullyConnectedOptions",
          fusedActivationFunction: ActivationFunctionType[activation],
          weightsFormat: 0,
          keepNumDims: false,
          asymmetricQuantizeInputs: false,
          quantizedBiasType: 0,
        },
      );
    },
    add: (a, c, activation = "NONE") =>
      simple("ADD", [a.tensor, c.tensor], a.shape, {
        type: "AddOptions",
        fusedActivationFunction: ActivationFunctionType[activation],
        potScaleInt16: true,
      }),
    concat: (values) =>
      simple(
        "CONCATENATION",
        values.map((v) => v.tensor),
        [...values[0]!.shape.slice(0, 3), values.reduce((n, v) => n + v.shape[3]!, 0)],
        { type: "ConcatenationOptions", axis: 3, fusedActivationFunction: 0 },
      ),
    pool: (kind, x, window, stride, padding = "SAME") =>
      simple(
        `${kind}_POOL_2D`,
        [x.tensor],
        [1, ...windows(x, window, window, stride, padding), x.shape[3]!],
        {
          type: "Pool2DOptions",
          padding: Padding[padding],
          strideW: stride,
          strideH: stride,
          filterWidth: window,
          filterHeight: window,
          fusedActivationFunction: 0,
        },
      ),
    mean: (x) =>
      simple(
        "MEAN",
        [x.tensor, b.constant(`axes_${named}`, [2], new Int32Array([1, 2]), "INT32")],
        [1, x.shape[3]!],
        { type: "ReducerOptions", keepDims: false },
      ),
    unary: (op, x) => simple(op, [x.tensor], x.shape),
    softmax: (x) => simple("SOFTMAX", [x.tensor], x.shape, { type: "SoftmaxOptions", beta: 1 }),
    finish(output) {
      let last = output.tensor;
      if (floatBorder) {
        last = b.value("scores", [...output.shape]);
        b.op("DEQUANTIZE", [output.tensor], [last]);
      }
      return b.finish([last], "serving_default");
    },
  };
  return { net, input };
}

function windows(
  x: Value,
  kh: number,
  kw: number,
  stride: number,
  padding: "SAME" | "VALID" = "SAME",
): [number, number] {
  const along = (size: number, k: number): number =>
    padding === "SAME" ? Math.ceil(size / stride) : Math.ceil((size - k + 1) / stride);
  return [along(x.shape[1]!, kh), along(x.shape[2]!, kw)];
}

function makeWeights(b: ModelBuilder, numbers: Numbers, random: () => number) {
  return (name: string, shape: number[], axis: number, fanIn: number, gain: number): TensorIndex => {
    const size = shape.reduce((n, d) => n * d, 1);
    const bound = gain * Math.sqrt(6 / fanIn);
    if (numbers === "shapes") return b.constant(name, shape, new Uint8Array(1));
    if (numbers === "float32") {
      const data = new Float32Array(size);
      for (let i = 0; i < size; i++) data[i] = (2 * random() - 1) * bound;
      return b.constant(name, shape, data);
    }
    const data = new Int8Array(size);
    for (let i = 0; i < size; i++) data[i] = Math.round((2 * random() - 1) * 127);
    const scales = new Array<number>(shape[axis]!).fill(bound / 127);
    return b.constant(name, shape, data, "INT8", { scales, axis });
  };
}

function bias(b: ModelBuilder, numbers: Numbers, name: string, channels: number): TensorIndex {
  if (numbers === "shapes") return b.constant(name, [channels], new Uint8Array(1));
  if (numbers === "float32") return b.constant(name, [channels], new Float32Array(channels));
  const quantization = { scales: new Array<number>(channels).fill(1e-4), axis: 0 };
  return numbers === "int8"
    ? b.constant(name, [channels], new Int32Array(channels), "INT32", quantization)
    : b.constant(name, [channels], new BigInt64Array(channels), "INT64", quantization);
}
