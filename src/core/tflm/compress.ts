// Clustered weights as table indices, for TensorFlow Lite Micro alone: a TFLM_DECODE custom op in front of each weight
// turns packed indices and value tables back into the tensor. Other runtimes don't know the op and refuse the file.
// Format: https://github.com/tensorflow/tflite-micro, docs/compression.md and kernels/decode*.cc (2026-08).
import { renumberControlDependencies } from "../tflite/control-dependencies.ts";
import {
  addBuffer,
  type BufferIndex,
  BuiltinOperator,
  constantBytes,
  copyModel,
  type Model,
  newOperator,
  newTensor,
  type Operator,
  operatorName,
  type Tensor,
} from "../tflite/model.ts";
import { bitsPerElement, TensorType } from "../tflite/tensor-types.ts";

/** Name of the custom op that unpacks a tensor. */
export const decodeOp = "TFLM_DECODE";

export interface MicroExport {
  /** For TensorFlow Lite Micro only. The input itself where no tensor gets smaller. */
  readonly model: Model;
  readonly tensors: readonly {
    readonly name: string;
    readonly bitsPerIndex: number;
    readonly bytesBefore: number;
    readonly bytesAfter: number;
  }[];
}

/** Ops whose kernels there take a decoded weight. */
const consumers = new Set(["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV"]);
export const headerBytes = 16;
const mostBits = 7;
const mostStride = 128;

/**
 * Stores the weights (slot 1) of convolutions and fully connected layers as indices wherever that is smaller. Works on
 * clustered float32 and int8 models.
 */
export function compressForMicro(model: Model): MicroExport {
  const result = copyModel(model);
  const tensors: MicroExport["tensors"][number][] = [];
  let code = -1;
  const newIndex = result.subgraphs.map((graph) => {
    const decoded = new Map<number, Operator>();
    const operators: Operator[] = [];
    const places = new Int32Array(graph.operators.length);
    graph.operators.forEach((op, o) => {
      const t = consumers.has(operatorName(model, op)) ? (op.inputs[1] ?? -1) : -1;
      const tensor = graph.tensors[t];
      const bytes = tensor === undefined ? null : constantBytes(model, tensor);
      const own = tensor === undefined ? null : withOneScale(tensor);
      const packed = own === null || bytes === null ? null : packTensor(own, bytes);
      if (tensor !== undefined && packed !== null && bytes !== null && !decoded.has(t)) {
        if (code < 0) code = addDecodeCode(result);
        const add = (name: string, data: Uint8Array): number =>
          graph.tensors.push(newTensor(name, TensorType.UINT8, [data.length], addBuffer(result, data))) - 1;
        const inputs = [
          add(`${tensor.name}_encoded`, packed.indices),
          add(`${tensor.name}_ancillary`, packed.ancillary),
        ];
        tensor.quantization = own!.quantization;
        tensor.buffer = 0;
        const decode = newOperator(code, inputs, [t]);
        decoded.set(t, decode);
        operators.push(decode);
        const bytesAfter = packed.indices.length + packed.ancillary.length;
        tensors.push({ name: tensor.name, bitsPerIndex: packed.bits, bytesBefore: bytes.length, bytesAfter });
      }
      places[o] = operators.push(op) - 1;
    });
    graph.operators = operators;
    return places;
  });
  if (tensors.length === 0) return { model, tensors };
  renumberControlDependencies(result, newIndex);
  emptyUnused(result);
  result.description =
    `${model.description ?? ""} [weights as table indices: for TensorFlow Lite Micro only]`.trim();
  return { model: result, tensors };
}

function addDecodeCode(model: Model): number {
  const custom = BuiltinOperator.CUSTOM;
  return (
    model.operatorCodes.push({
      deprecatedBuiltinCode: custom,
      customCode: decodeOp,
      version: 1,
      builtinCode: custom,
    }) - 1
  );
}

/** Channels that share one scale need but one table, which the kernel takes where the tensor has one scale. */
function withOneScale(tensor: Tensor): Tensor {
  const { quantization } = tensor;
  const { scale, zeroPoint } = quantization ?? {};
  const same = <T>(values: readonly T[]): boolean => values.every((value) => value === values[0]);
  if (!quantization || !scale || scale.length < 2 || !same(scale) || !same(zeroPoint ?? [])) return tensor;
  return {
    ...tensor,
    quantization: {
      ...quantization,
      scale: [scale[0]!],
      zeroPoint: zeroPoint?.slice(0, 1) ?? null,
      quantizedDimension: 0,
    },
  };
}

interface Packed {
  readonly indices: Uint8Array;
  readonly ancillary: Uint8Array;
  readonly bits: number;
}

/** Indices, most significant bit first, and the header with the value tables; null where that is not smaller. */
function packTensor(tensor: Tensor, bytes: Uint8Array): Packed | null {
  const size = (bitsPerElement(tensor.type) ?? 0) / 8;
  if (tensor.type !== TensorType.FLOAT32 && tensor.type !== TensorType.INT8) return null;
  const count = bytes.length / size;
  const channel = channelOf(tensor);
  if (channel === null) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (i: number): number => (size === 4 ? view.getUint32(4 * i, true) : view.getUint8(i));
  const tables: Map<number, number>[] = Array.from({ length: channel.count }, () => new Map());
  for (let i = 0; i < count; i++) {
    const table = tables[channel.of(i)]!;
    const value = word(i);
    if (table.has(value)) continue;
    if (table.size >= mostStride) return null;
    table.set(value, table.size);
  }
  const stride = tables.reduce((most, table) => Math.max(most, table.size), 1);
  const bits = Math.max(1, Math.ceil(Math.log2(stride)));
  if (bits > mostBits) return null;
  const indices = new Uint8Array(Math.ceil((count * bits) / 8));
  for (let i = 0; i < count; i++) {
    const index = tables[channel.of(i)]!.get(word(i))!;
    for (let b = 0; b < bits; b++) {
      if ((index >> (bits - 1 - b)) & 1) {
        const at = i * bits + b;
        indices[at >> 3] = indices[at >> 3]! | (0x80 >> (at & 7));
      }
    }
  }
  const ancillary = new Uint8Array(headerBytes + channel.count * stride * size);
  // Decode type 0 (tables), header version 1, table version 1, bits of an index, values of a table.
  ancillary.set([0, 1, 0, 0, 1, bits, stride]);
  const out = new DataView(ancillary.buffer);
  tables.forEach((table, c) => {
    for (const [value, index] of table) {
      const at = headerBytes + (c * stride + index) * size;
      if (size === 4) out.setUint32(at, value, true);
      else out.setUint8(at, value);
    }
  });
  return indices.length + ancillary.length < bytes.length ? { indices, ancillary, bits } : null;
}

/** A table for each channel of a tensor quantized by channel (the first or the last dimension), else one in all. */
export function channelOf(tensor: Tensor): { readonly count: number; of(i: number): number } | null {
  const scales = tensor.quantization?.scale?.length ?? 0;
  if (scales <= 1) return { count: 1, of: () => 0 };
  const axis = tensor.quantization!.quantizedDimension;
  const { shape } = tensor;
  const inner = shape.slice(1).reduce((n, d) => n * d, 1);
  if (axis === 0) return { count: shape[0]!, of: (i) => Math.floor(i / inner) };
  const last = shape.at(-1)!;
  return axis === shape.length - 1 ? { count: last, of: (i) => i % last } : null;
}

function emptyUnused(model: Model): void {
  const used = new Set<BufferIndex>(model.subgraphs.flatMap((graph) => graph.tensors.map((t) => t.buffer)));
  for (const entry of model.metadata ?? []) used.add(entry.buffer);
  for (const buffer of model.metadataBuffer ?? []) used.add(buffer);
  model.buffers = model.buffers.map((buffer, i) => (used.has(i) ? buffer : { data: null, outside: false }));
}
