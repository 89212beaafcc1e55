import { modelBuilder } from "../core/graph/build.ts";
import type { BuiltinOptions } from "../core/tflite/generated/types.ts";
import type { Model, TensorIndex } from "../core/tflite/model.ts";
import { noise } from "./op-cases.ts";

/** What an LSTM can have beyond the plain one. */
export interface LstmShape {
  readonly name: string;
  readonly op?: "LSTM" | "UNIDIRECTIONAL_SEQUENCE_LSTM";
  readonly batch?: number;
  readonly steps?: number;
  readonly inputSize?: number;
  readonly cells?: number;
  readonly coupled?: boolean;
  readonly peepholes?: boolean;
  readonly projection?: { readonly size: number; readonly bias?: boolean; readonly clip?: number };
  readonly normalized?: boolean;
  readonly cellClip?: number;
  readonly timeMajor?: boolean;
  readonly diagonal?: boolean;
  readonly activation?: number;
  /** Added to the forget gate's bias. */
  readonly remembers?: number;
  /** Added to the biases of the input and cell gates. */
  readonly fills?: number;
  /** Weights and inputs are up to so much. */
  readonly strength?: number;
}

export const inputSizeOf = ({ inputSize = 6 }: LstmShape): number => inputSize;

/** Elements of one sample. */
export const sampleElements = (shape: LstmShape): number =>
  (shape.batch ?? 1) * (shape.op === "LSTM" ? 1 : (shape.steps ?? 12)) * inputSizeOf(shape);

/** A model of one LSTM with repeatable random weights. */
export function lstmModel(shape: LstmShape): Model {
  const { batch = 1, steps = 12, cells = 16, strength = 0.6, remembers = 0, fills = 0 } = shape;
  const sequence = shape.op !== "LSTM";
  const inputSize = inputSizeOf(shape);
  const outputSize = shape.projection?.size ?? cells;
  const builder = modelBuilder("test");
  let seed = 1;
  const random = (name: string, dims: number[], low = -strength, high = strength): TensorIndex =>
    builder.constant(
      name,
      dims,
      noise(
        dims.reduce((a, b) => a * b, 1),
        seed++,
        low,
        high,
      ),
    );
  const border = (size: number): number[] => {
    if (!sequence) return [batch, size];
    return shape.timeMajor === true ? [steps, batch, size] : [batch, steps, size];
  };
  const gates = ["input", "forget", "cell", "output"];
  const perGate = (make: (gate: string) => TensorIndex, without: readonly string[] = []): TensorIndex[] =>
    gates.map((gate) => {
      const left = without.includes(gate) || (gate === "input" && shape.coupled === true);
      return left ? -1 : make(gate);
    });
  const x = builder.input("x", border(inputSize));
  const recurrent = shape.diagonal === true ? [cells] : [cells, outputSize];
  const [state, cell] = [
    builder.value("output_state", [batch, outputSize]),
    builder.value("cell_state", [batch, cells]),
  ];
  const [i, f, , o] = perGate(
    (gate) => (shape.peepholes === true ? random(`c2${gate}`, [cells]) : -1),
    ["cell"],
  );
  const inputs = [
    x,
    ...perGate((gate) => random(`x2${gate}`, [cells, inputSize])),
    ...perGate((gate) => random(`h2${gate}`, recurrent)),
    ...[i!, f!, o!],
    ...perGate((gate) => {
      const middle = gate === "forget" ? remembers : gate === "output" ? 0 : fills;
      return random(`${gate}_bias`, [cells], middle - 0.3, middle + 0.3);
    }),
    shape.projection === undefined ? -1 : random("projection", [outputSize, cells]),
    shape.projection?.bias === true ? random("projection_bias", [outputSize]) : -1,
    state,
    cell,
    ...perGate((gate) => (shape.normalized === true ? random(`${gate}_norm`, [cells], 0.4, 1.2) : -1)),
  ];
  const y = builder.value("y", border(outputSize));
  const common = {
    fusedActivationFunction: shape.activation ?? 4,
    cellClip: shape.cellClip ?? 0,
    projClip: shape.projection?.clip ?? 0,
    asymmetricQuantizeInputs: false,
  };
  const options: BuiltinOptions = sequence
    ? {
        type: "UnidirectionalSequenceLSTMOptions",
        timeMajor: shape.timeMajor === true,
        diagonalRecurrentTensors: shape.diagonal === true,
        ...common,
      }
    : { type: "LSTMOptions", kernelType: 0, ...common };
  builder.op(sequence ? "UNIDIRECTIONAL_SEQUENCE_LSTM" : "LSTM", inputs, [y], options);
  const model = builder.finish([y]);
  for (const t of [state, cell]) model.subgraphs[0]!.tensors[t]!.isVariable = true;
  return model;
}

/** Every form that the integer kernel takes. */
export const lstmShapes: readonly LstmShape[] = [
  { name: "plain" },
  { name: "with forget bias", remembers: 1 },
  { name: "coupled", coupled: true },
  { name: "with peepholes", peepholes: true },
  { name: "with a projection", projection: { size: 8 } },
  { name: "with a clipped, biased projection", projection: { size: 8, bias: true, clip: 0.5 } },
  { name: "normalized", normalized: true },
  { name: "normalized, with a projection", normalized: true, projection: { size: 8, bias: true } },
  { name: "normalized, coupled, with peepholes", normalized: true, coupled: true, peepholes: true },
  { name: "with a clipped cell", cellClip: 0.4, remembers: 2 },
  { name: "time-major", timeMajor: true, batch: 3 },
  { name: "of several sequences", batch: 3 },
  { name: "that counts far", remembers: 4, fills: 1, steps: 40 },
  { name: "of one step", op: "LSTM" },
  {
    name: "of one step, normalized, with peepholes",
    op: "LSTM",
    normalized: true,
    peepholes: true,
    batch: 2,
  },
];
