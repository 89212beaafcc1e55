import { indexConstants } from "../../core/graph/constants.ts";
import { elementCount } from "../../core/graph/index.ts";
import { lstmSlots } from "../../core/lstm/form.ts";
import type { Decision, WeightUse } from "../store-weights.ts";

/** Matrices and peepholes, which the hybrid kernel wants in int8 all alike; the rest of the constants stays float. */
const slots: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, lstmSlots.projection];
const ops: readonly string[] = ["LSTM", "UNIDIRECTIONAL_SEQUENCE_LSTM"];

/**
 * What becomes of a constant of an LSTM: int8 with one scale in all, as its hybrid kernel takes it
 * (tflite/kernels/lstm_eval.cc, EvalHybrid), or why not; null for constants that stay, undefined for other ops.
 */
export function decideLstm(use: WeightUse, minElements: number): Decision | string | null | undefined {
  if (!ops.includes(use.opName)) return undefined;
  const { model, graph, op, slot } = use;
  if (!slots.includes(slot)) return null;
  const options = op.builtinOptions;
  if (options?.type === "LSTMOptions" && options.kernelType === 1) {
    return "it is the basic kernel, which takes no int8 weights";
  }
  if (options?.type === "UnidirectionalSequenceLSTMOptions" && options.diagonalRecurrentTensors) {
    return "its recurrent weights are diagonal, and stay float";
  }
  const weights = slots.map((s) => op.inputs[s] ?? -1).filter((t) => t >= 0);
  const { byTensor } = indexConstants(model, model.subgraphs.indexOf(graph));
  if (weights.some((t) => !byTensor.has(t))) return "some of its weights are computed";
  const elements = weights.reduce((sum, t) => sum + elementCount(graph.tensors[t]!.shape), 0);
  if (elements < minElements) return `its ${elements} weights are fewer than minElements`;
  return {
    form: { kind: "integer", bits: 8, axis: null },
    dequantize: false,
    detail: "weights to int8, one scale for each matrix; activations quantized as they come",
  };
}
