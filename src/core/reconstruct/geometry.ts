import type { WeightLayer } from "../graph/weight-layers.ts";
import { Padding } from "../tflite/generated/enums.ts";
import type { Model } from "../tflite/model.ts";

/**
 * How a layer's input becomes the columns that its weight matrix multiplies (im2col). One output place of one
 * sample is one row of columns; for depthwise layers each channel has columns of its own.
 */
export interface ColumnGeometry {
  readonly kind: "dense" | "conv" | "depthwise" | "transpose";
  /** Output places of one sample. */
  readonly places: number;
  /** Elements of one sample's input. */
  readonly sampleSize: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly inputChannels: number;
  readonly outputWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
  /** Elements of one row of columns: all channels', for depthwise. */
  readonly width: number;
}

/** The geometry, or the reason why this layer has none. Shapes must be known and the batch 1. */
export function columnGeometry(model: Model, layer: WeightLayer): ColumnGeometry | string {
  const graph = model.subgraphs[layer.graph]!;
  const op = graph.operators[layer.op]!;
  const input = graph.tensors[layer.input]!.shape;
  const output = graph.tensors[layer.output]?.shape ?? [];
  if (input.some((d) => d <= 0) || output.some((d) => d <= 0)) return "its shapes are not fixed";
  const sampleSize = input.reduce((n, d) => n * d, 1);
  if (layer.name === "FULLY_CONNECTED" || layer.name === "BATCH_MATMUL") {
    if (sampleSize % layer.columns !== 0) return "its input does not fit its weights";
    const options = op.builtinOptions;
    if (options?.type === "BatchMatMulOptions" && options.adjX) return "its input is transposed";
    return dense(sampleSize, layer.columns);
  }
  if (input.length !== 4 || output.length !== 4 || input[0] !== 1) return "its input is not one picture";
  const options = op.builtinOptions;
  const isConv = options?.type === "Conv2DOptions" || options?.type === "DepthwiseConv2DOptions";
  if (!isConv && options?.type !== "TransposeConvOptions") return "its options are missing";
  const weights = graph.tensors[layer.weights]!.shape;
  const [, inputHeight, inputWidth, inputChannels] = input as [number, number, number, number];
  const [, outputHeight, outputWidth] = output as [number, number, number, number];
  const [, kernelHeight, kernelWidth] = weights as [number, number, number, number];
  const dilationHeight = isConv ? options.dilationHFactor || 1 : 1;
  const dilationWidth = isConv ? options.dilationWFactor || 1 : 1;
  const { strideH, strideW, padding } = options;
  if (strideH < 1 || strideW < 1) return "its options are missing";
  const kind =
    layer.name === "CONV_2D" ? "conv" : layer.name === "TRANSPOSE_CONV" ? "transpose" : "depthwise";
  if (kind === "depthwise" && weights[3] !== layer.rows) return "its weights have an unknown layout";
  if (kind !== "depthwise" && weights[3] !== inputChannels) return "it is a grouped convolution";
  const same = padding === Padding.SAME;
  // A transposed convolution pads as the convolution from its output to its input would.
  const pad = (from: number, to: number, kernel: number, stride: number): number =>
    same ? Math.floor(Math.max(0, (to - 1) * stride + kernel - from) / 2) : 0;
  const backwards = kind === "transpose";
  const spanHeight = (kernelHeight - 1) * dilationHeight + 1;
  const spanWidth = (kernelWidth - 1) * dilationWidth + 1;
  return {
    kind,
    places: outputHeight * outputWidth,
    sampleSize,
    inputHeight,
    inputWidth,
    inputChannels,
    outputWidth,
    kernelHeight,
    kernelWidth,
    strideHeight: strideH,
    strideWidth: strideW,
    dilationHeight,
    dilationWidth,
    padTop: backwards
      ? pad(outputHeight, inputHeight, spanHeight, strideH)
      : pad(inputHeight, outputHeight, spanHeight, strideH),
    padLeft: backwards
      ? pad(outputWidth, inputWidth, spanWidth, strideW)
      : pad(inputWidth, outputWidth, spanWidth, strideW),
    width: kernelHeight * kernelWidth * inputChannels,
  };
}

const dense = (sampleSize: number, width: number): ColumnGeometry => ({
  kind: "dense",
  places: sampleSize / width,
  sampleSize,
  inputHeight: 1,
  inputWidth: 1,
  inputChannels: width,
  outputWidth: sampleSize / width,
  kernelHeight: 1,
  kernelWidth: 1,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 0,
  padLeft: 0,
  width,
});

/**
 * Writes the columns of one output place into `out[at .. at + width)`: kernel places by rows, channels innermost,
 * as the weights lie. `row` counts output places over all samples; places outside the picture are zero.
 */
export function fillColumns(
  g: ColumnGeometry,
  input: Float32Array,
  row: number,
  out: Float32Array,
  at: number,
): void {
  const sample = Math.floor(row / g.places);
  const place = row - sample * g.places;
  const base = sample * g.sampleSize;
  if (g.kind === "dense") {
    const from = base + place * g.width;
    for (let i = 0; i < g.width; i++) out[at + i] = input[from + i]!;
    return;
  }
  const y = Math.floor(place / g.outputWidth);
  const x = place - y * g.outputWidth;
  const channels = g.inputChannels;
  for (let ky = 0; ky < g.kernelHeight; ky++) {
    const iy =
      g.kind === "transpose"
        ? backwards(y, ky, g.padTop, g.strideHeight)
        : y * g.strideHeight - g.padTop + ky * g.dilationHeight;
    for (let kx = 0; kx < g.kernelWidth; kx++, at += channels) {
      const ix =
        g.kind === "transpose"
          ? backwards(x, kx, g.padLeft, g.strideWidth)
          : x * g.strideWidth - g.padLeft + kx * g.dilationWidth;
      if (iy < 0 || ix < 0 || iy >= g.inputHeight || ix >= g.inputWidth) {
        out.fill(0, at, at + channels);
        continue;
      }
      const from = base + (iy * g.inputWidth + ix) * channels;
      for (let c = 0; c < channels; c++) out[at + c] = input[from + c]!;
    }
  }
}

/** The input place that kernel place k sends to output place o in a transposed convolution; −1 where there is none. */
function backwards(o: number, k: number, pad: number, stride: number): number {
  const scaled = o + pad - k;
  return scaled >= 0 && scaled % stride === 0 ? scaled / stride : -1;
}
