import { float32View } from "../tensor/views.ts";
import {
  constantBytes,
  type Model,
  type Operator,
  operatorName,
  type Tensor,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

/** Gates in the order in which the op's inputs list them. */
export const gateNames = ["input", "forget", "cell", "output"] as const;
export type GateIndex = 0 | 1 | 2 | 3;

/** Input slots of LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM (tflite/kernels/lstm_shared.h); of a gate: first + gate. */
export const lstmSlots = {
  input: 0,
  inputWeights: 1,
  recurrentWeights: 5,
  /** The cell gate has no peephole. */
  peephole: [9, 10, -1, 11],
  bias: 12,
  projection: 16,
  projectionBias: 17,
  outputState: 18,
  cellState: 19,
  norm: 20,
} as const;

export interface LstmGate {
  /** [cells, inputSize] */
  readonly input: Float32Array;
  /** [cells, outputSize] */
  readonly recurrent: Float32Array;
  /** [cells] */
  readonly peephole: Float32Array | null;
  readonly bias: Float32Array;
  /** Coefficients of layer normalization, [cells]. */
  readonly norm: Float32Array | null;
}

/** One LSTM in float: its constants and sizes, as plain data. */
export interface LstmForm {
  readonly inputSize: number;
  readonly cells: number;
  readonly outputSize: number;
  readonly batch: number;
  readonly steps: number;
  /** Whether a sample lies as [steps, batch, size] and not as [batch, steps, size]. */
  readonly timeMajor: boolean;
  /** In the order of `gateNames`; without an input gate it is 1 minus the forget gate. */
  readonly gates: readonly [LstmGate | null, LstmGate, LstmGate, LstmGate];
  /** [outputSize, cells] and [outputSize] */
  readonly projection: { readonly weights: Float32Array; readonly bias: Float32Array | null } | null;
  /** 0 clips nothing. */
  readonly cellClip: number;
  readonly projectionClip: number;
}

/** ActivationFunctionType.TANH */
const tanh = 4;
const basicKernel = 1;

/** The float LSTM of an op, or why the integer kernel does not take it. */
export function readLstm(model: Model, op: Operator): LstmForm | string {
  const { tensors, operators } = model.subgraphs[0]!;
  const options = op.builtinOptions;
  if (options?.type !== "LSTMOptions" && options?.type !== "UnidirectionalSequenceLSTMOptions") {
    return "its options are missing";
  }
  if (options.type === "LSTMOptions" && options.kernelType === basicKernel) {
    return "it is the basic kernel, which takes no int8";
  }
  if (options.fusedActivationFunction !== tanh) {
    return "the integer kernel has TANH as its only activation";
  }
  const tensorAt = (slot: number): Tensor | undefined => tensors[op.inputs[slot] ?? -1];
  let computed = false;
  const floats = (slot: number): Float32Array | null => {
    const tensor = tensorAt(slot);
    if (tensor === undefined) return null;
    const bytes = constantBytes(model, tensor);
    if (bytes === null || tensor.type !== TensorType.FLOAT32 || tensor.sparsity !== null) {
      computed = true;
      return null;
    }
    return float32View(bytes);
  };
  const gate = (g: GateIndex): LstmGate | null => {
    const [input, recurrent] = [floats(lstmSlots.inputWeights + g), floats(lstmSlots.recurrentWeights + g)];
    const bias = floats(lstmSlots.bias + g);
    const peephole = floats(lstmSlots.peephole[g]);
    const norm = floats(lstmSlots.norm + g);
    return input === null || recurrent === null || bias === null
      ? null
      : { input, recurrent, peephole, bias, norm };
  };
  const [first, forget, cell, output] = [gate(0), gate(1), gate(2), gate(3)];
  const weights = floats(lstmSlots.projection);
  const projection = weights === null ? null : { weights, bias: floats(lstmSlots.projectionBias) };
  if (computed) return "its weights are computed, or in another form than dense float32";
  if (forget === null || cell === null || output === null) return "it lacks the weights of a gate";
  if (tensorAt(lstmSlots.recurrentWeights + 3)!.shape.length !== 2) {
    return "its recurrent weights are diagonal, which the integer kernel does not take";
  }
  const [cells, inputSize] = tensorAt(lstmSlots.inputWeights + 3)!.shape as [number, number];
  const outputSize = tensorAt(lstmSlots.recurrentWeights + 3)!.shape[1]!;
  if (output.peephole !== null && outputSize !== cells) {
    return "with peepholes and a projection the integer kernel reads only a part of the cells";
  }
  const states = [op.inputs[lstmSlots.outputState] ?? -1, op.inputs[lstmSlots.cellState] ?? -1];
  const users = (t: TensorIndex): number => operators.filter(({ inputs }) => inputs.includes(t)).length;
  if (states.some((t) => tensors[t]?.isVariable !== true || users(t) !== 1)) {
    return "it shares its state with other ops";
  }
  const shape = tensors[op.inputs[0]!]!.shape;
  const sequence = operatorName(model, op) === "UNIDIRECTIONAL_SEQUENCE_LSTM";
  if (shape.length !== (sequence ? 3 : 2)) return "its input is no sequence of vectors";
  const timeMajor = options.type === "UnidirectionalSequenceLSTMOptions" && options.timeMajor;
  const [batch, steps] = sequence ? [shape[timeMajor ? 1 : 0]!, shape[timeMajor ? 0 : 1]!] : [shape[0]!, 1];
  return {
    inputSize,
    cells,
    outputSize,
    batch,
    steps,
    timeMajor,
    gates: [first, forget, cell, output],
    projection,
    cellClip: options.cellClip,
    projectionClip: options.projClip,
  };
}
