import type { Model, Operator } from "../tflite/model.ts";

/** Where a product's rows and columns are: enough to compute the mean of its input columns. */
interface Geometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly transposed: boolean;
}

const same = 0;

/**
 * Channels of the op's input whose means tell the means of its columns: those of layers that look at one place at a
 * time. 0 where it takes the mean of each element.
 */
export function channelsEnough(model: Model, op: Operator, name: string, inputSlot: number): number {
  const { tensors } = model.subgraphs[0]!;
  const depth = tensors[op.inputs[inputSlot]!]!.shape.at(-1) ?? 0;
  const weight = tensors[op.inputs[1]!]!.shape;
  if (name === "FULLY_CONNECTED") return weight[1] === depth ? depth : 0;
  const options = op.builtinOptions;
  if (name !== "CONV_2D" || options?.type !== "Conv2DOptions" || weight.length !== 4) return 0;
  const oneByOne = weight[1] === 1 && weight[2] === 1 && options.strideH === 1 && options.strideW === 1;
  return oneByOne && weight[3] === depth ? depth : 0;
}

/**
 * Mean over all output places of what each weight is multiplied with: [kernel height, kernel width, input
 * channels], padding counted as zero. `mean` is the mean over samples of each element of the op's input, or of each
 * channel where `channelsEnough`, so the result is exact, by linearity. Null for ops or shapes it does not know.
 */
export function columnMeans(
  model: Model,
  op: Operator,
  name: string,
  inputSlot: number,
  mean: Float32Array,
): Float64Array | null {
  const { tensors } = model.subgraphs[0]!;
  const weight = tensors[op.inputs[1]!]!.shape;
  if (mean.length === channelsEnough(model, op, name, inputSlot)) return Float64Array.from(mean);
  if (name === "FULLY_CONNECTED") return rowMeans(mean, weight[1]!);
  const geometry = geometryOf(
    op,
    tensors[op.inputs[inputSlot]!]!.shape,
    weight,
    tensors[op.outputs[0]!]!.shape,
  );
  return geometry === null ? null : windowMeans(mean, geometry);
}

function rowMeans(mean: Float32Array, columns: number): Float64Array {
  const result = new Float64Array(columns);
  const rows = mean.length / columns;
  for (let i = 0; i < mean.length; i++) result[i % columns] = result[i % columns]! + mean[i]! / rows;
  return result;
}

function geometryOf(
  op: Operator,
  input: readonly number[],
  weight: readonly number[],
  output: readonly number[],
): Geometry | null {
  const options = op.builtinOptions;
  if (input.length !== 4 || output.length !== 4 || weight.length !== 4) return null;
  if (
    options?.type !== "Conv2DOptions" &&
    options?.type !== "DepthwiseConv2DOptions" &&
    options?.type !== "TransposeConvOptions"
  ) {
    return null;
  }
  const transposed = options.type === "TransposeConvOptions";
  const dilationHeight = "dilationHFactor" in options ? options.dilationHFactor : 1;
  const dilationWidth = "dilationWFactor" in options ? options.dilationWFactor : 1;
  const pad = (large: number, small: number, stride: number, kernel: number, dilation: number): number => {
    if (options.padding !== same) return 0;
    const total = Math.max(0, (small - 1) * stride + (kernel - 1) * dilation + 1 - large);
    return Math.floor(total / 2);
  };
  const [batch, height, width, depth] = input as [number, number, number, number];
  const [, outHeight, outWidth] = output as [number, number, number, number];
  const [, kernelHeight, kernelWidth] = weight as [number, number, number, number];
  const [large, small] = transposed ? [output, input] : [input, output];
  return {
    batch: Math.max(1, batch),
    height,
    width,
    depth,
    outHeight,
    outWidth,
    kernelHeight,
    kernelWidth,
    strideHeight: options.strideH,
    strideWidth: options.strideW,
    dilationHeight,
    dilationWidth,
    padTop: pad(large[1]!, small[1]!, options.strideH, kernelHeight, dilationHeight),
    padLeft: pad(large[2]!, small[2]!, options.strideW, kernelWidth, dilationWidth),
    transposed,
  };
}

function windowMeans(mean: Float32Array, g: Geometry): Float64Array {
  const result = new Float64Array(g.kernelHeight * g.kernelWidth * g.depth);
  const places = g.batch * g.outHeight * g.outWidth;
  for (let kh = 0; kh < g.kernelHeight; kh++) {
    const rows = readRows(
      kh,
      g.strideHeight,
      g.dilationHeight,
      g.padTop,
      g.height,
      g.outHeight,
      g.transposed,
    );
    for (let kw = 0; kw < g.kernelWidth; kw++) {
      const columns = readRows(
        kw,
        g.strideWidth,
        g.dilationWidth,
        g.padLeft,
        g.width,
        g.outWidth,
        g.transposed,
      );
      const at = (kh * g.kernelWidth + kw) * g.depth;
      for (let b = 0; b < g.batch; b++) {
        for (const y of rows) {
          for (const x of columns) {
            const from = ((b * g.height + y) * g.width + x) * g.depth;
            for (let c = 0; c < g.depth; c++) result[at + c] = result[at + c]! + mean[from + c]!;
          }
        }
      }
    }
  }
  return result.map((sum) => sum / places);
}

/** Input rows (or columns) that one place of the kernel meets, over all outputs inside the image. */
function readRows(
  k: number,
  stride: number,
  dilation: number,
  pad: number,
  size: number,
  outSize: number,
  transposed: boolean,
): number[] {
  const rows: number[] = [];
  if (transposed) {
    for (let i = 0; i < size; i++) {
      const o = i * stride + k - pad;
      if (o >= 0 && o < outSize) rows.push(i);
    }
    return rows;
  }
  for (let o = 0; o < outSize; o++) {
    const i = o * stride + k * dilation - pad;
    if (i >= 0 && i < size) rows.push(i);
  }
  return rows;
}

/**
 * Mean output of each channel, without bias: weights times column means. Weights as they lie in the file, at
 * `scales` a step where they are integers.
 */
export function meanOutputs(
  name: string,
  shape: readonly number[],
  weights: Float32Array | Int8Array,
  scales: Float32Array | null,
  columns: Float64Array,
): Float64Array {
  const scaleOf = (c: number): number => (scales === null ? 1 : scales[scales.length === 1 ? 0 : c]!);
  if (name === "DEPTHWISE_CONV_2D") {
    const outputs = shape[3]!;
    const places = shape[1]! * shape[2]!;
    const depth = columns.length / places;
    const multiplier = outputs / depth;
    const result = new Float64Array(outputs);
    for (let k = 0; k < places; k++) {
      for (let c = 0; c < outputs; c++) {
        result[c] = result[c]! + weights[k * outputs + c]! * columns[k * depth + Math.floor(c / multiplier)]!;
      }
    }
    return result.map((sum, c) => sum * scaleOf(c));
  }
  const outputs = shape[0]!;
  const size = weights.length / outputs;
  const result = new Float64Array(outputs);
  // In a grouped convolution each output channel sees its own part of the input channels.
  const part = shape.length === 4 ? shape[3]! : size;
  const depth = shape.length === 4 ? columns.length / (shape[1]! * shape[2]!) : part;
  const groups = depth / part;
  for (let c = 0; c < outputs; c++) {
    const offset = Math.floor(c / (outputs / groups)) * part;
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const column = groups === 1 ? k : Math.floor(k / part) * depth + offset + (k % part);
      sum += weights[c * size + k]! * columns[column]!;
    }
    result[c] = sum * scaleOf(c);
  }
  return result;
}
