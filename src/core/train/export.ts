import { bytesOf } from "../tensor/views.ts";
import { addBuffer, copyModel, type Model, type Tensor, type TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { toGrid } from "./grid.ts";
import { planFromExport } from "./plan.ts";
import { roundHalfEven } from "./round.ts";
import type { Trained } from "./weights.ts";

/**
 * The exported model with the trained weights and the scales that they were trained with; its graph and the grids
 * of its activations stay. Float parameters are written as they are.
 * @param float the float model that both `weights` and `exported` were made from
 */
export function exportTrained(float: Model, exported: Model, weights: readonly Trained[]): Model {
  const result = copyModel(exported);
  const plan = planFromExport(float, exported);
  const graph = result.subgraphs[0]!;
  const scalesOf = new Map<TensorIndex, Float32Array>();
  widenForBiases(weights, plan);
  for (const { parameter, grid } of weights) {
    if (grid !== null) for (const t of parameter.sharers) scalesOf.set(t, grid.scales);
  }
  for (const { parameter, grid } of weights) {
    for (const t of parameter.sharers) {
      const place = plan.constants.get(t);
      if (place === undefined) continue;
      const tensor = graph.tensors[place.exported]!;
      const write = (data: Uint8Array) => replaceBytes(result, tensor, data);
      if (place.biasOf !== null) {
        const scales = biasScales(place.biasOf.inputScale, scalesOf.get(place.biasOf.weights), place.scales);
        tensor.quantization = { ...tensor.quantization!, scale: [...scales] };
        write(biasBytes(parameter.values, scales, tensor.type));
      } else if (grid !== null) {
        tensor.quantization = { ...tensor.quantization!, scale: [...grid.scales] };
        write(packed(toGrid(grid, parameter.values), place.type));
      } else {
        write(bytesOf(parameter.values.slice()));
      }
    }
  }
  return result;
}

/** Gives a tensor new bytes; its buffer is kept for others that read it. */
function replaceBytes(model: Model, tensor: Tensor, data: Uint8Array): void {
  const users = model.subgraphs.reduce(
    (n, graph) => n + graph.tensors.filter((t) => t.buffer === tensor.buffer).length,
    0,
  );
  if (users > 1) tensor.buffer = addBuffer(model, data);
  else model.buffers[tensor.buffer] = { data, outside: model.buffers[tensor.buffer]!.outside };
}

type Plan = ReturnType<typeof planFromExport>;

const biasScales = (
  input: number,
  weights: Float32Array | undefined,
  stored: readonly number[],
): Float32Array =>
  weights === undefined ? Float32Array.from(stored) : weights.map((s) => Math.fround(s * input));

/** Widens the scale of channels whose int32 bias would not fit; their weights are rounded more coarsely then. */
function widenForBiases(weights: readonly Trained[], plan: Plan): void {
  for (const { parameter } of weights) {
    const place = plan.constants.get(parameter.tensor);
    if (place?.biasOf == null || place.type !== TensorType.INT32) continue;
    const { inputScale, weights: of } = place.biasOf;
    const grid = weights.find((w) => w.parameter.sharers.includes(of))?.grid;
    if (grid == null) continue;
    parameter.values.forEach((bias, c) => {
      const channel = grid.scales.length === 1 ? 0 : c;
      grid.scales[channel] = Math.max(grid.scales[channel]!, Math.abs(bias) / (2 ** 31 - 256) / inputScale);
    });
  }
}

function biasBytes(values: Float32Array, scales: Float32Array, type: number): Uint8Array {
  const integers = Array.from(values, (v, i) => roundHalfEven(v / scales[scales.length === 1 ? 0 : i]!));
  return type === TensorType.INT64
    ? bytesOf(BigInt64Array.from(integers, BigInt))
    : bytesOf(Int32Array.from(integers));
}

/** Integers in the bytes of their type; of two 4-bit values the first is in the low half. */
function packed(values: Int32Array, type: number): Uint8Array {
  if (type === TensorType.INT16) return bytesOf(Int16Array.from(values));
  if (type !== TensorType.INT4) return bytesOf(Int8Array.from(values));
  const out = new Uint8Array(Math.ceil(values.length / 2));
  values.forEach((v, i) => {
    out[i >> 1]! |= (v & 15) << (4 * (i & 1));
  });
  return out;
}

/** Ops whose weights the runtime takes in 4 bits. https://github.com/google-ai-edge/LiteRT tflite/kernels */
const fourBitOps = new Set(["CONV_2D", "FULLY_CONNECTED"]);

/** The exported model with 4-bit places for the weights of ops that take them; to be filled by `exportTrained`. */
export function narrowWeights(float: Model, exported: Model, opName: (op: number) => string): Model {
  const result = copyModel(exported);
  const graph = float.subgraphs[0]!;
  const plan = planFromExport(float, exported);
  graph.operators.forEach((op, i) => {
    if (!fourBitOps.has(opName(i))) return;
    const place = plan.constants.get(op.inputs[1] ?? -1);
    if (place === undefined || place.type !== TensorType.INT8 || place.biasOf !== null) return;
    const tensor = result.subgraphs[0]!.tensors[place.exported]!;
    tensor.type = TensorType.INT4;
    // Every scale grows with the coarser grid; training starts from a fit of its own.
    tensor.quantization = { ...tensor.quantization!, scale: place.scales.map((s) => (s * 127) / 7) };
    const elements = tensor.shape.reduce((n, d) => n * d, 1);
    replaceBytes(result, tensor, new Uint8Array(Math.ceil(elements / 2)));
  });
  return result;
}
