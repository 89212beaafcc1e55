import { indexGraph } from "../graph/index.ts";
import { InputError } from "../outcome.ts";
import {
  constantBytes,
  type Model,
  type OperatorIndex,
  operatorName,
  type Tensor,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

/** How an activation is stored in the exported file. */
export interface ActivationGrid {
  readonly type: number;
  readonly scale: number;
  readonly zeroPoint: number;
}

/** How a constant is stored in the exported file. */
export interface ConstantPlace {
  /** The tensor of the exported model that holds it. */
  readonly exported: TensorIndex;
  readonly type: number;
  /** One scale for the whole tensor, or one for each index along `axis`. */
  readonly scales: readonly number[];
  readonly zeroPoint: number;
  readonly axis: number;
  /** For a bias of an integer op: the activation's scale and the weights whose scales it is stored in. */
  readonly biasOf: { readonly inputScale: number; readonly weights: TensorIndex } | null;
}

/** Where the exported model rounds, in terms of the float model. */
export interface QuantizationPlan {
  /** By tensor: the values of a computed tensor or of a model input. */
  readonly tensors: ReadonlyMap<TensorIndex, ActivationGrid>;
  /** By `readKey`: what one op reads, where that differs from what the tensor holds. */
  readonly reads: ReadonlyMap<string, ActivationGrid>;
  /** By the float model's constant tensor. */
  readonly constants: ReadonlyMap<TensorIndex, ConstantPlace>;
}

export const readKey = (op: OperatorIndex, slot: number): string => `${op}:${slot}`;
export const noQuantization: QuantizationPlan = {
  tensors: new Map(),
  reads: new Map(),
  constants: new Map(),
};

const isBorder = (name: string): boolean => name === "QUANTIZE" || name === "DEQUANTIZE";
const integers = new Set<number>([TensorType.INT8, TensorType.INT16, TensorType.INT4, TensorType.UINT8]);

function activationGrid(tensor: Tensor): ActivationGrid | null {
  const scale = tensor.quantization?.scale?.[0];
  if (!integers.has(tensor.type) || scale === undefined) return null;
  return { type: tensor.type, scale, zeroPoint: Number(tensor.quantization?.zeroPoint?.[0] ?? 0) };
}

/** The model's ops without those that only change a tensor's type. */
function computing(model: Model): OperatorIndex[] {
  return model.subgraphs[0]!.operators.flatMap((op, i) => (isBorder(operatorName(model, op)) ? [] : [i]));
}

/**
 * Reads from an exported model where and how it rounds what the float model computes. Both hold the same ops in
 * the same order, the exported one with QUANTIZE and DEQUANTIZE between.
 */
export function planFromExport(float: Model, exported: Model): QuantizationPlan {
  const [graph, other] = [float.subgraphs[0]!, exported.subgraphs[0]!];
  const [ops, otherOps] = [computing(float), computing(exported)];
  const { producer } = indexGraph(other);
  const tensors = new Map<TensorIndex, ActivationGrid>();
  const reads = new Map<string, ActivationGrid>();
  const constants = new Map<TensorIndex, ConstantPlace>();
  if (ops.length !== otherOps.length) {
    throw new InputError(
      "train-alignment",
      "The quantized model does not hold the same ops as the float model.",
    );
  }
  const source = (tensor: TensorIndex): TensorIndex => {
    const op = other.operators[producer[tensor]!];
    return op !== undefined && isBorder(operatorName(exported, op)) ? op.inputs[0]! : tensor;
  };

  ops.forEach((index, k) => {
    const op = graph.operators[index]!;
    const twin = other.operators[otherOps[k]!]!;
    if (operatorName(float, op) !== operatorName(exported, twin)) {
      throw new InputError(
        "train-alignment",
        "The quantized model does not hold the same ops as the float model.",
        {
          op: operatorName(float, op),
        },
      );
    }
    op.inputs.forEach((tensor, slot) => {
      const read = twin.inputs[slot] ?? -1;
      if (tensor < 0 || read < 0 || graph.tensors[tensor]!.type !== TensorType.FLOAT32) return;
      const constant = constantBytes(float, graph.tensors[tensor]!) !== null;
      if (constant) {
        const place = constantPlace(exported, source(read), twin.inputs, op.inputs, slot);
        if (place !== null) constants.set(tensor, place);
        return;
      }
      const grid = activationGrid(other.tensors[read]!);
      const held = tensors.get(tensor);
      if (
        grid !== null &&
        (held === undefined || held.scale !== grid.scale || held.zeroPoint !== grid.zeroPoint)
      ) {
        reads.set(readKey(index, slot), grid);
      }
    });
    op.outputs.forEach((tensor, i) => {
      const grid = activationGrid(other.tensors[twin.outputs[i]!]!);
      if (grid !== null) tensors.set(tensor, grid);
    });
  });
  return { tensors, reads, constants };
}

function constantPlace(
  exported: Model,
  tensor: TensorIndex,
  twinInputs: readonly TensorIndex[],
  inputs: readonly TensorIndex[],
  slot: number,
): ConstantPlace | null {
  const t = exported.subgraphs[0]!.tensors[tensor]!;
  const scales = t.quantization?.scale ?? [];
  const bias = t.type === TensorType.INT32 || t.type === TensorType.INT64;
  if (scales.length === 0 || (!bias && !integers.has(t.type))) {
    return { exported: tensor, type: t.type, scales: [], zeroPoint: 0, axis: 0, biasOf: null };
  }
  // The bias stands behind the weights; TRANSPOSE_CONV has its weights before the activation.
  const activation = twinInputs[slot - 1 === 1 ? 0 : 2]!;
  const inputScale = exported.subgraphs[0]!.tensors[activation]?.quantization?.scale?.[0] ?? 1;
  return {
    exported: tensor,
    type: t.type,
    scales,
    zeroPoint: Number(t.quantization?.zeroPoint?.[0] ?? 0),
    axis: t.quantization?.quantizedDimension ?? 0,
    biasOf: bias ? { inputScale, weights: inputs[1]! } : null,
  };
}
