// Sparse tensors of TFLite: https://github.com/google-ai-edge/LiteRT (schema, SparsityParameters), after TACO,
// https://arxiv.org/abs/1804.10112. As converters write them: all dimensions dense but the last, which is compressed
// rows (CSR), in front of a DENSIFY op that unpacks at load.
import { type WeightLayer, weightLayers, weightsOf } from "../graph/weight-layers.ts";
import { encodeFloat16Bytes } from "../tensor/float16.ts";
import { bytesOf } from "../tensor/views.ts";
import { renumberControlDependencies } from "../tflite/control-dependencies.ts";
import { DimensionType } from "../tflite/generated/enums.ts";
import type { DimensionMetadata, SparseIndexVector } from "../tflite/generated/types.ts";
import {
  addBuffer,
  copyModel,
  type Model,
  newOperator,
  newTensor,
  type Operator,
  operatorCodeIndex,
  type SparsityParameters,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

/** Below this share of zeros the indices take more than the zeros save; the TensorFlow converter's limit as well. */
export const leastZeros = 0.3;

export interface SparseEncoding {
  readonly model: Model;
  /** Weights that are stored sparse now, with the bytes of values and indices. */
  readonly encoded: readonly { readonly layer: WeightLayer; readonly bytes: number }[];
}

/** The values that are not zero, and where they stand. */
export function compressRows(
  values: Float32Array,
  shape: readonly number[],
): { readonly values: Float32Array; readonly sparsity: SparsityParameters; readonly indexBytes: number } {
  const width = shape.at(-1) ?? 1;
  const rows = values.length / width;
  const kept: number[] = [];
  const indices: number[] = [];
  const segments = new Int32Array(rows + 1);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < width; k++) {
      const v = values[r * width + k]!;
      if (v === 0) continue;
      kept.push(v);
      indices.push(k);
    }
    segments[r + 1] = kept.length;
  }
  const dimension = (format: number, denseSize: number): DimensionMetadata => ({
    format,
    denseSize,
    arraySegments: null,
    arrayIndices: null,
  });
  const dimMetadata = shape.slice(0, -1).map((size) => dimension(DimensionType.DENSE, size));
  const last: DimensionMetadata = {
    ...dimension(DimensionType.SPARSE_CSR, 0),
    arraySegments: indexVector(segments),
    arrayIndices: indexVector(Int32Array.from(indices)),
  };
  return {
    values: Float32Array.from(kept),
    sparsity: { traversalOrder: shape.map((_, i) => i), blockMap: null, dimMetadata: [...dimMetadata, last] },
    indexBytes: (last.arraySegments?.values?.byteLength ?? 0) + (last.arrayIndices?.values?.byteLength ?? 0),
  };
}

/** The narrowest of the format's three index types. */
function indexVector(values: Int32Array): SparseIndexVector {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (most < 1 << 8) return { type: "Uint8Vector", values: Uint8Array.from(values) };
  if (most < 1 << 16) return { type: "Uint16Vector", values: Uint16Array.from(values) };
  return { type: "Int32Vector", values };
}

/**
 * Stores every float32 weight of the model that has enough zeros sparse, behind DENSIFY; with `half` its values in
 * float16, behind DEQUANTIZE as well, as published sparse models come. The model computes the same (up to float16).
 */
export function encodeSparse(model: Model, half = false): SparseEncoding {
  const layers = weightLayers(model).filter((layer) => !layer.shared && hasZeros(weightsOf(model, layer)));
  if (layers.length === 0) return { model, encoded: [] };
  const result = copyModel(model);
  const encoded: { layer: WeightLayer; bytes: number }[] = [];
  const added: Operator[][] = model.subgraphs.map(() => []);
  for (const layer of layers) {
    const graph = result.subgraphs[layer.graph]!;
    const dense = graph.tensors[layer.weights]!;
    const { values, sparsity, indexBytes } = compressRows(weightsOf(model, layer), dense.shape);
    const data = half ? bytesOf(encodeFloat16Bytes(bytesOf(values))) : bytesOf(values);
    const type = half ? TensorType.FLOAT16 : TensorType.FLOAT32;
    const source = newTensor(`${dense.name}_sparse`, type, [...dense.shape], addBuffer(result, data));
    source.sparsity = sparsity;
    const from = graph.tensors.push(source) - 1;
    const ops = added[layer.graph]!;
    const densify = operatorCodeIndex(result, "DENSIFY");
    dense.buffer = 0;
    if (half) {
      const middle = graph.tensors.push(newTensor(`${dense.name}_float16`, type, [...dense.shape])) - 1;
      ops.push(newOperator(densify, [from], [middle], { type: "DensifyOptions" }));
      const dequantize = operatorCodeIndex(result, "DEQUANTIZE");
      ops.push(newOperator(dequantize, [middle], [layer.weights], { type: "DequantizeOptions" }));
    } else {
      ops.push(newOperator(densify, [from], [layer.weights], { type: "DensifyOptions" }));
    }
    encoded.push({ layer, bytes: data.length + indexBytes });
  }
  const newIndex = result.subgraphs.map((graph, g) => {
    const moved = added[g]!.length;
    const indices = Int32Array.from(graph.operators, (_, o) => o + moved);
    graph.operators = [...added[g]!, ...graph.operators];
    return indices;
  });
  renumberControlDependencies(result, newIndex);
  emptyUnusedBuffers(result);
  return { model: result, encoded };
}

const hasZeros = (values: Float32Array): boolean =>
  values.reduce((n, v) => n + (v === 0 ? 1 : 0), 0) >= leastZeros * values.length;

/** Buffers keep their numbers; those that no tensor and no metadata names hold nothing. */
function emptyUnusedBuffers(model: Model): void {
  const used = new Set(model.subgraphs.flatMap((graph) => graph.tensors.map((t) => t.buffer)));
  for (const entry of model.metadata ?? []) used.add(entry.buffer);
  for (const buffer of model.metadataBuffer ?? []) used.add(buffer);
  model.buffers = model.buffers.map((buffer, i) => (used.has(i) ? buffer : { data: null, outside: false }));
}
