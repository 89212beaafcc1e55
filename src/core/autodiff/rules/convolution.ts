import type { TensorIndex } from "../../tflite/model.ts";
import { activate } from "../activation.ts";
import type { GraphBuilder } from "../builder.ts";
import { add, concat, matmul, reshape, slice, sumOver, sumTo, transpose } from "../emit.ts";
import { optionsOf, type Recorded, type Rule, type Site, single } from "../rule.ts";
import { patches, scatter, type Window, windowAxis } from "../windows.ts";

const rowsOf = (b: GraphBuilder, x: TensorIndex): TensorIndex => {
  const shape = b.shape(x);
  const columns = shape.at(-1)!;
  return reshape(b, x, [shape.slice(0, -1).reduce((n, d) => n * d, 1), columns]);
};

/** Gradient of a bias that was added to rows [m, n]. */
const sumRows = (b: GraphBuilder, rows: TensorIndex): TensorIndex =>
  reshape(b, sumOver(b, rows, [0]), [b.shape(rows)[1]!]);

const isPointwise = (window: Window): boolean => window.every((a) => a.kernel === 1 && a.stride === 1);

/**
 * CONV_2D: the columns of the picture (im2col) times the filter [out, kh, kw, in / groups], as a matrix product,
 * because a convolution with computed filters runs on a kernel seven times slower.
 */
export const conv2d: Rule = (site) => {
  const { b } = site;
  const options = optionsOf(site, "Conv2DOptions")!;
  const [x, filter] = site.inputs as [number, number];
  const [n, height, width, channels] = b.shape(x) as [number, number, number, number];
  const [outChannels, kh, kw, depth] = b.shape(filter) as [number, number, number, number];
  const window: Window = [
    windowAxis(height, kh, options.strideH, options.dilationHFactor, options.padding),
    windowAxis(width, kw, options.strideW, options.dilationWFactor, options.padding),
  ];
  const outShape = [n, window[0].output, window[1].output, outChannels];
  const groups = channels / depth;
  if (groups === 1) return convGroup(site, x, filter, window, outShape);
  return groupedConv(site, window, outShape, groups);
};

function convGroup(
  site: Site,
  x: TensorIndex,
  filter: TensorIndex,
  window: Window,
  outShape: readonly number[],
): Recorded {
  const { b } = site;
  const filterShape = b.shape(filter);
  const [outChannels, kh, kw, depth] = filterShape as [number, number, number, number];
  const weights = reshape(b, filter, [outChannels, kh * kw * depth]);
  const columns = rowsOf(b, isPointwise(window) ? x : concat(b, patches(b, x, window), 3));
  const product = matmul(b, columns, weights, { adjY: true });
  const bias = site.inputs[2] ?? -1;
  const rows = bias >= 0 ? add(b, product, bias, site.activation) : activate(b, product, site.activation);
  return single(reshape(b, rows, outShape), (gradient) => {
    const g = rowsOf(b, gradient);
    return [
      site.wanted[0] ? convInputGradient(b, gradient, filter, window, b.shape(x)) : null,
      site.wanted[1] ? reshape(b, matmul(b, g, columns, { adjX: true }), filterShape) : null,
      bias >= 0 && site.wanted[2] ? sumRows(b, g) : null,
    ];
  });
}

/**
 * Gradient of a convolution's input. At stride 1 it is a convolution of the gradient with the turned filter, whose
 * gathering of columns is cheaper than adding up overlapping patches, which the other strides need.
 */
function convInputGradient(
  b: GraphBuilder,
  gradient: TensorIndex,
  filter: TensorIndex,
  window: Window,
  shape: readonly number[],
): TensorIndex {
  const [outChannels, kh, kw, depth] = b.shape(filter) as [number, number, number, number];
  const positions = kh * kw;
  const weights = reshape(b, filter, [outChannels, positions * depth]);
  if (isPointwise(window)) return reshape(b, matmul(b, rowsOf(b, gradient), weights), shape);
  const [n, outH, outW] = b.shape(gradient) as [number, number, number];
  if (window.every((a) => a.stride === 1)) {
    const columns = rowsOf(b, concat(b, patches(b, gradient, turned(window)), 3));
    return reshape(b, matmul(b, columns, turnedFilter(b, filter)), shape);
  }
  const columns = reshape(b, matmul(b, rowsOf(b, gradient), weights), [n, outH, outW, positions * depth]);
  const parts = Array.from({ length: positions }, (_, i) =>
    slice(b, columns, [0, 0, 0, i * depth], [n, outH, outW, depth]),
  );
  return scatter(b, parts, window);
}

/** The window with which a stride-1 convolution's gradient is convolved to give that of its input. */
export const turned = (window: Window): Window =>
  window.map((a) => ({
    ...a,
    input: a.output,
    output: a.input,
    before: (a.kernel - 1) * a.dilation - a.before,
  })) as unknown as Window;

/** [out, kh, kw, in] to [kh · kw · out, in] with the positions in reverse order. */
function turnedFilter(b: GraphBuilder, filter: TensorIndex): TensorIndex {
  const [outChannels, kh, kw, depth] = b.shape(filter) as [number, number, number, number];
  const byPosition = transpose(b, reshape(b, filter, [outChannels, kh * kw, depth]), [1, 0, 2]);
  const parts = Array.from({ length: kh * kw }, (_, i) =>
    slice(b, byPosition, [kh * kw - 1 - i, 0, 0], [1, outChannels, depth]),
  );
  return reshape(b, concat(b, parts, 0), [kh * kw * outChannels, depth]);
}

/** Groups one by one, each with its share of the input and output channels. */
function groupedConv(site: Site, window: Window, outShape: readonly number[], groups: number): Recorded {
  const { b } = site;
  const [x, filter] = site.inputs as [number, number];
  const [n, height, width] = b.shape(x) as [number, number, number];
  const [outChannels, kh, kw, depth] = b.shape(filter) as [number, number, number, number];
  const share = outChannels / groups;
  const groupShape = [...outShape.slice(0, 3), share];
  const parts = Array.from({ length: groups }, (_, g) => {
    const inputs = [
      slice(b, x, [0, 0, 0, g * depth], [n, height, width, depth]),
      slice(b, filter, [g * share, 0, 0, 0], [share, kh, kw, depth]),
    ];
    const part: Site = { ...site, inputs, activation: 0 };
    return convGroup(part, inputs[0]!, inputs[1]!, window, groupShape);
  });
  const joined = concat(
    b,
    parts.map((p) => p.outputs[0]!),
    3,
  );
  const bias = site.inputs[2] ?? -1;
  const output = bias >= 0 ? add(b, joined, bias, site.activation) : activate(b, joined, site.activation);
  return single(output, (gradient) => {
    const gradients = parts.map((part, g) =>
      part.backward([slice(b, gradient, [0, 0, 0, g * share], groupShape)]),
    );
    const join = (slot: number, axis: number) =>
      site.wanted[slot]
        ? concat(
            b,
            gradients.map((list) => list[slot]!),
            axis,
          )
        : null;
    return [join(0, 3), join(1, 0), bias >= 0 && site.wanted[2] ? sumTo(b, gradient, b.shape(bias)) : null];
  });
}

/** TRANSPOSE_CONV (shape, filter [out, kh, kw, in], x, bias): the input gradient of a convolution, run forward. */
export const transposeConv: Rule = (site) => {
  const { b } = site;
  const options = optionsOf(site, "TransposeConvOptions")!;
  const [, filter, x] = site.inputs as [number, number, number];
  const [n, inH, inW, depth] = b.shape(x) as [number, number, number, number];
  const filterShape = b.shape(filter);
  const [outChannels, kh, kw] = filterShape as [number, number, number, number];
  const [, outH, outW] = site.outputShapes[0]! as [number, number, number];
  const axis = (big: number, small: number, kernel: number, stride: number) => {
    // The padding that the forward convolution from `big` to `small` would have.
    const missing = Math.max(0, (small - 1) * stride + kernel - big);
    return {
      input: big,
      output: small,
      kernel,
      stride,
      dilation: 1,
      before: options.padding === 0 ? missing >> 1 : 0,
    };
  };
  const window: Window = [axis(outH, inH, kh, options.strideH), axis(outW, inW, kw, options.strideW)];
  const positions = kh * kw;
  // Position by position, so that each one's columns lie together.
  const apart = transpose(b, reshape(b, filter, [outChannels, positions, depth]), [1, 0, 2]);
  const weights = reshape(b, apart, [positions * outChannels, depth]);
  const rows = rowsOf(b, x);
  const columns = reshape(b, matmul(b, rows, weights, { adjY: true }), [
    n,
    inH,
    inW,
    positions * outChannels,
  ]);
  const parts = Array.from({ length: positions }, (_, i) =>
    slice(b, columns, [0, 0, 0, i * outChannels], [n, inH, inW, outChannels]),
  );
  const sum = scatter(b, parts, window);
  const bias = site.inputs[3] ?? -1;
  const output = bias >= 0 ? add(b, sum, bias, site.activation) : activate(b, sum, site.activation);
  return single(output, (gradient) => {
    const g = rowsOf(b, concat(b, patches(b, gradient, window), 3));
    const ofFilter = () => {
      const byPosition = reshape(b, matmul(b, g, rows, { adjX: true }), [positions, outChannels, depth]);
      return reshape(b, transpose(b, byPosition, [1, 0, 2]), filterShape);
    };
    return [
      null,
      site.wanted[1] ? ofFilter() : null,
      site.wanted[2] ? reshape(b, matmul(b, g, weights), b.shape(x)) : null,
      bias >= 0 && site.wanted[3] ? sumTo(b, gradient, b.shape(bias)) : null,
    ];
  });
};
