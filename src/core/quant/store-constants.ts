// The per-tensor work of the techniques: constants from the file into the form that a technique wants them in,
// spread over the kernel workers. Reads views of the file and writes into memory that workers share; each weight's
// new form is made once, however many ops and tensors read it.

import { elementCount } from "../graph/index.ts";
import { sparseLayout } from "../graph/sparse-layout.ts";
import { channelLayout } from "../graph/weights.ts";
import { elementsPerCall } from "../kernels/call-size.ts";
import type { KernelExecutor } from "../kernels/executor.ts";
import type { QuantizePiece } from "../kernels/quantize-piece.ts";
import type { CancelSignal, OnProgress } from "../outcome.ts";
import { bytesOf } from "../tensor/views.ts";
import { constantBytes, type Model, type Tensor } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import type { Demand } from "./stored-form.ts";
import { bitsOf, inTurns, memoryFor } from "./stored-memory.ts";

export interface StoredConstant {
  readonly data: Uint8Array;
  /** For integers: float32 [channels]. Not finite where the channel holds a value that is not. */
  readonly scales: Float32Array | null;
  /** For float16: how many values lay beyond its range. */
  readonly beyond: number;
}

/** What per-tensor work needs from its caller. */
export interface WorkContext {
  readonly kernels: KernelExecutor;
  readonly signal: CancelSignal;
  readonly progress?: OnProgress;
}

/** Two demands with the same key have the same result. */
export function demandKey({ source, form }: Demand): string {
  const sparse = source.sparsity === null ? "" : `sparse ${source.name}`;
  const shape =
    form.kind === "integer"
      ? `${form.bits} bits [${source.shape}] along ${form.axis} ${form.block ?? ""} ${form.scales ?? ""}`
      : "";
  return `${source.buffer} ${source.type} ${form.kind} ${shape} ${sparse}`;
}

type Values = Float32Array | Uint16Array | Int8Array;

/** Makes every demanded form; the results are in the order of the demands. */
export async function storeConstants(
  model: Model,
  demands: readonly Demand[],
  context: WorkContext,
): Promise<StoredConstant[]> {
  const dense = await denseValues(model, demands, context);
  const memory = memoryFor(model, demands, dense, context.kernels);
  const results: StoredConstant[] = memory.map((data) => ({ data, scales: null, beyond: 0 }));
  await decode(demands, dense, results, context);
  await encode(demands, dense, results, context);
  await quantize(demands, dense, results, context);
  return results;
}

/** Views of the dense constants; sparse ones are unpacked first. */
async function denseValues(
  model: Model,
  demands: readonly Demand[],
  { kernels, signal }: WorkContext,
): Promise<Values[]> {
  const views = demands.map(({ source }) => view(constantBytes(model, source)!, source, kernels));
  const sparse = demands.flatMap(({ source }, i) => (source.sparsity === null ? [] : [i]));
  if (sparse.length === 0) return views;
  const calls = sparse.map((i) => {
    const { source } = demands[i]!;
    const values = views[i]!;
    const bytes = kernels.allocate(elementCount(source.shape) * values.BYTES_PER_ELEMENT);
    return { values, layout: sparseLayout(source), dense: typed(bytes, source.type) };
  });
  await kernels.run("densify", calls, { signal });
  sparse.forEach((i, k) => {
    views[i] = calls[k]!.dense;
  });
  return views;
}

function view(bytes: Uint8Array, source: Tensor, kernels: KernelExecutor): Values {
  const size = elementBytes(source.type);
  const length =
    source.sparsity === null ? elementCount(source.shape) * size : bytes.length - (bytes.length % size);
  const exact = bytes.subarray(0, length);
  if (exact.byteOffset % size === 0) return typed(exact, source.type);
  const copy = kernels.allocate(length);
  copy.set(exact);
  return typed(copy, source.type);
}

function elementBytes(type: number): number {
  if (type === TensorType.FLOAT32 || type === TensorType.INT32) return 4;
  return type === TensorType.FLOAT16 || type === TensorType.INT16 ? 2 : 1;
}

function typed(bytes: Uint8Array, type: number): Values {
  const size = elementBytes(type);
  const { buffer, byteOffset } = bytes;
  const length = bytes.byteLength / size;
  if (size === 4) return new Float32Array(buffer, byteOffset, length);
  return size === 2 ? new Uint16Array(buffer, byteOffset, length) : new Int8Array(buffer, byteOffset, length);
}

/** Elements of one call, where all of `dense` are handled. */
const callSize = (dense: readonly Values[], kernels: KernelExecutor): number =>
  elementsPerCall(
    dense.reduce((sum, values) => sum + values.length, 0),
    kernels.concurrency,
  );

/** Ranges of `count` that are about `size` long and start at multiples of `step`. */
function ranges(count: number, size: number, step = 1): [number, number][] {
  const parts = Math.max(1, Math.round(count / Math.max(size, step)));
  const cut = (i: number): number => (i === parts ? count : Math.floor(((i / parts) * count) / step) * step);
  return Array.from({ length: parts }, (_, i): [number, number] => [cut(i), cut(i + 1)]);
}

async function decode(
  demands: readonly Demand[],
  dense: readonly Values[],
  results: StoredConstant[],
  { kernels, signal }: WorkContext,
): Promise<void> {
  const perCall = callSize(dense, kernels);
  const calls = demands.flatMap(({ source, form }, i) => {
    if (form.kind !== "dense") return [];
    const halves = dense[i]!;
    if (source.type !== TensorType.FLOAT16) {
      results[i] = { ...results[i]!, data: bytesOf(halves) };
      return [];
    }
    const values = typed(results[i]!.data, TensorType.FLOAT32) as Float32Array;
    return ranges(halves.length, perCall).map(([from, to]) => ({
      halves: (halves as Uint16Array).subarray(from, to),
      values: values.subarray(from, to),
    }));
  });
  await kernels.run("decodeFloat16", calls, { signal });
}

async function encode(
  demands: readonly Demand[],
  dense: readonly Values[],
  results: StoredConstant[],
  { kernels, signal, progress }: WorkContext,
): Promise<void> {
  const perCall = callSize(dense, kernels);
  const owners: number[] = [];
  const calls = demands.flatMap(({ source, form }, i) => {
    if (form.kind !== "float16") return [];
    const values = dense[i]!;
    if (source.type === TensorType.FLOAT16) {
      results[i] = { ...results[i]!, data: bytesOf(values) };
      return [];
    }
    const halves = typed(results[i]!.data, TensorType.FLOAT16) as Uint16Array;
    return ranges(values.length, perCall).map(([from, to]) => {
      owners.push(i);
      const part = { values: (values as Float32Array).subarray(from, to), halves: halves.subarray(from, to) };
      return { ...part, clamp: form.clamp };
    });
  });
  let done = 0;
  const onDone = (call: number): void => {
    const subject = demands[owners[call]!]!.source.name;
    progress?.({ phase: "weights", done: ++done, total: calls.length, subject });
  };
  const beyond = await kernels.run("encodeFloat16", calls, { signal, onDone });
  beyond.forEach((n, call) => {
    const owner = owners[call]!;
    results[owner] = { ...results[owner]!, beyond: results[owner]!.beyond + n };
  });
}

async function quantize(
  demands: readonly Demand[],
  dense: readonly Values[],
  results: StoredConstant[],
  { kernels, signal, progress }: WorkContext,
): Promise<void> {
  const perCall = callSize(dense, kernels);
  const groups = inTurns(demands, dense);
  // Integers of four bits stand apart, a byte each, until they are packed: one group after the other in the same room.
  const widths = groups.map((group) => group.map((i) => (bitsOf(demands[i]!) === 4 ? dense[i]!.length : 0)));
  const room = kernels.allocate(Math.max(0, ...widths.map((width) => width.reduce((sum, n) => sum + n, 0))));
  const work = groups.map((group) => {
    const pieces: Piece[] = [];
    const packing: { integers: Int8Array; packed: Uint8Array }[] = [];
    let at = 0;
    for (const i of group) {
      const { data } = results[i]!;
      const { length } = dense[i]!;
      const isNarrow = bitsOf(demands[i]!) === 4;
      const bytes = isNarrow ? room.subarray(at, at + length) : data;
      const integers = typed(bytes, TensorType.INT8) as Int8Array;
      if (isNarrow) {
        packing.push({ integers, packed: data });
        at += length;
      }
      const { scales, made } = piecesOf(demands[i]!, dense[i]!, integers, perCall, kernels);
      results[i] = { data, scales, beyond: 0 };
      pieces.push(...made);
    }
    return { batches: batch(pieces, perCall), packing };
  });
  const total = work.reduce((sum, { batches }) => sum + batches.length, 0);
  let done = 0;
  for (const { batches, packing } of work) {
    const onDone = (index: number): void => {
      progress?.({ phase: "weights", done: ++done, total, subject: batches[index]!.name });
    };
    await kernels.run("quantizeChannels", batches, { signal, onDone });
    await kernels.run("packInt4", packing, { signal });
  }
}

interface Piece {
  readonly piece: QuantizePiece;
  readonly cost: number;
  readonly bits: 4 | 8;
  readonly name: string;
}

/** A constant's channels in pieces of about a call's size, with the memory for its scales. */
function piecesOf(
  { source, form }: Demand,
  dense: Values,
  integers: Int8Array,
  perCall: number,
  kernels: KernelExecutor,
): { scales: Float32Array; made: Piece[] } {
  if (form.kind !== "integer") throw new Error(`integers for ${form.kind}`);
  const values = dense as Float32Array | Uint16Array;
  // A block is a channel to the kernel: values lie block after block.
  const inner = form.axis === null ? values.length : form.block;
  const layout =
    inner === undefined
      ? channelLayout(source.shape, form.axis!)
      : { outer: 1, channels: values.length / inner, inner };
  const scales = typed(kernels.allocate(layout.channels * 4), TensorType.FLOAT32) as Float32Array;
  if (form.scales !== undefined) scales.set(form.scales);
  const scaled = form.scales !== undefined;
  const perChannel = layout.outer * layout.inner;
  const parts = ranges(layout.channels, Math.ceil(perCall / Math.max(1, perChannel)));
  const made = parts.map(([first, end]) => ({
    piece: { values, layout, first, end, integers, scales, scaled },
    cost: (end - first) * perChannel,
    bits: form.bits,
    name: source.name,
  }));
  return { scales, made };
}

/** Joins small pieces of the same width into calls of about the same cost. */
function batch(
  pieces: readonly Piece[],
  perCall: number,
): { pieces: QuantizePiece[]; bits: 4 | 8; name: string }[] {
  const batches: { pieces: QuantizePiece[]; bits: 4 | 8; name: string; cost: number }[] = [];
  for (const { piece, cost, bits, name } of pieces) {
    const last = batches.at(-1);
    if (last !== undefined && last.bits === bits && last.cost + cost <= perCall * 1.5) {
      last.pieces.push(piece);
      last.cost += cost;
      last.name = name;
    } else {
      batches.push({ pieces: [piece], bits, name, cost });
    }
  }
  return batches.map(({ pieces: joined, bits, name }) => ({ pieces: joined, bits, name }));
}
