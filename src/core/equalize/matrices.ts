import { biasOf, type WeightLayer, weightsOf } from "../graph/weight-layers.ts";
import type { Model } from "../tflite/model.ts";
import type { ScaleGroup } from "./groups.ts";

export interface Matrix {
  readonly layer: WeightLayer;
  /** The file's own values until the layer is scaled, then a copy. */
  weights: Float32Array | Float64Array;
  bias: Float32Array | Float64Array | null;
  /** Channels of the input tensor. */
  readonly inputChannels: number;
  touched: boolean;
  /** Largest absolute value by row and by input channel, until the layer is scaled. */
  maxima: Maxima | null;
}
export type Matrices = ReadonlyMap<WeightLayer, Matrix>;

export function readMatrices(model: Model, groups: readonly ScaleGroup[]): Matrices {
  const matrices = new Map<WeightLayer, Matrix>();
  const byOp = new Map<number, WeightLayer>();
  for (const layer of groups.flatMap((g) => [...g.writers, ...g.readers])) {
    if (byOp.has(layer.op)) continue;
    byOp.set(layer.op, layer);
    matrices.set(layer, {
      layer,
      weights: weightsOf(model, layer),
      bias: biasOf(model, layer),
      inputChannels: model.subgraphs[0]!.tensors[layer.input]!.shape.at(-1)!,
      touched: false,
      maxima: null,
    });
  }
  return matrices;
}

/** Visits each weight of the matrix with the channel that it writes and the one that it reads. */
function eachWeight(
  matrix: Matrix,
  channels: number,
  visit: (at: number, writes: number, reads: number) => void,
): void {
  const { layer, inputChannels } = matrix;
  const perInput = layer.rows / inputChannels;
  const depthwise = layer.name === "DEPTHWISE_CONV_2D";
  for (let r = 0; r < layer.rows; r++) {
    for (let k = 0; k < layer.columns; k++) {
      const input = depthwise ? Math.floor(r / perInput) : k % inputChannels;
      visit(r * layer.rowStride + k * layer.columnStride, r, input % channels);
    }
  }
}

/** Largest absolute values of a matrix of weights. */
export interface Maxima {
  readonly rows: Float64Array;
  readonly inputs: Float64Array;
}

/** Largest absolute value of each row and of each input channel, in one pass: models have many millions of weights. */
export function matrixMaxima({ layer, weights, inputChannels }: Matrix): Maxima {
  const rows = new Float64Array(layer.rows);
  const inputs = new Float64Array(inputChannels);
  const depthwise = layer.name === "DEPTHWISE_CONV_2D";
  const perInput = layer.rows / inputChannels;
  for (let r = 0; r < layer.rows; r++) {
    let most = 0;
    let at = r * layer.rowStride;
    for (let k = 0; k < layer.columns; ) {
      // A row holds its input channels again and again, once for each place of the kernel.
      const end = depthwise ? layer.columns : Math.min(layer.columns, k + inputChannels);
      for (let c = 0; k < end; k++, c++, at += layer.columnStride) {
        const a = Math.abs(weights[at]!);
        if (a > most) most = a;
        if (!depthwise && a > inputs[c]!) inputs[c] = a;
      }
    }
    rows[r] = most;
    if (depthwise) {
      const input = Math.floor(r / perInput);
      inputs[input] = Math.max(inputs[input]!, most);
    }
  }
  return { rows, inputs };
}

/** The matrix as one that may be changed. */
function own(matrix: Matrix): Matrix {
  if (!matrix.touched) {
    matrix.weights = Float64Array.from(matrix.weights);
    matrix.bias = matrix.bias === null ? null : Float64Array.from(matrix.bias);
    matrix.touched = true;
  }
  matrix.maxima = null;
  return matrix;
}

export function scaleMatrices(group: ScaleGroup, matrices: Matrices, step: Float64Array): void {
  for (const layer of group.writers) {
    const matrix = own(matrices.get(layer)!);
    eachWeight(matrix, group.channels, (at, writes) => {
      matrix.weights[at]! *= step[writes]!;
    });
    if (matrix.bias) for (let c = 0; c < group.channels; c++) matrix.bias[c]! *= step[c]!;
  }
  for (const layer of group.readers) {
    const matrix = own(matrices.get(layer)!);
    eachWeight(matrix, group.channels, (at, _, reads) => {
      matrix.weights[at]! /= step[reads]!;
    });
  }
}
