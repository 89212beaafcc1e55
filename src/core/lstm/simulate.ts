// The float LSTM step by step, for what happens inside: calibration sees only what ops put out. After the equations
// of tflite/kernels/lstm_eval.cc (LstmStepFloat); https://arxiv.org/abs/1402.1128 has them with names.
import type { LstmForm, LstmGate } from "./form.ts";

/** What layer normalization adds to the variance (MeanStddevNormalization, tensor_utils). */
const normEpsilon = 1e-8;

/** Told of every vector that an integer kernel would have to hold; arrays are reused from one call to the next. */
export interface LstmObserver {
  /** Before the normalization or activation of a gate: what input and state contribute, [cells] each. */
  sums?(gate: number, fromInput: Float32Array, all: Float32Array): void;
  /** The cell state after a step, [cells]. */
  cell?(values: Float32Array): void;
  /** The gated cell before a projection, [cells]. */
  hidden?(values: Float32Array): void;
  /** What a step reads: its input and the output of the step before, [inputSize] and [outputSize]. */
  step?(input: Float32Array, recurrent: Float32Array): void;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Runs one sample from rest; the output lies as the op's, [batch, steps, outputSize] or [steps, batch, outputSize]. */
export function simulateLstm(
  form: LstmForm,
  sample: Float32Array,
  observer: LstmObserver = {},
): Float32Array {
  const { batch, steps, inputSize, outputSize, timeMajor } = form;
  const result = new Float32Array(batch * steps * outputSize);
  const stepper = new Stepper(form, observer);
  for (let b = 0; b < batch; b++) {
    stepper.rest();
    for (let t = 0; t < steps; t++) {
      const place = timeMajor ? t * batch + b : b * steps + t;
      const input = sample.subarray(place * inputSize, (place + 1) * inputSize);
      result.set(stepper.step(input), place * outputSize);
    }
  }
  return result;
}

class Stepper {
  private readonly form: LstmForm;
  private readonly observer: LstmObserver;
  private readonly gates: readonly Float32Array[];
  private readonly fromInput: Float32Array;
  private readonly cell: Float32Array;
  private readonly hidden: Float32Array;
  private readonly output: Float32Array;

  constructor(form: LstmForm, observer: LstmObserver) {
    this.form = form;
    this.observer = observer;
    const vector = (): Float32Array => new Float32Array(form.cells);
    this.gates = form.gates.map(vector);
    this.fromInput = vector();
    this.cell = vector();
    this.hidden = vector();
    this.output = new Float32Array(form.outputSize);
  }

  rest(): void {
    this.cell.fill(0);
    this.output.fill(0);
  }

  step(input: Float32Array): Float32Array {
    const { form, observer, cell, hidden, output } = this;
    observer.step?.(input, output);
    const [enter, forget, update, leave] = this.gates as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    // The output gate looks at the new cell state, the others at the old one.
    for (const g of [0, 1, 2]) this.gate(g, input);
    for (let i = 0; i < cell.length; i++) {
      const kept = forget[i]!;
      const entering = form.gates[0] === null ? 1 - kept : enter[i]!;
      cell[i] = clip(kept * cell[i]! + entering * update[i]!, form.cellClip);
    }
    observer.cell?.(cell);
    this.gate(3, input);
    for (let i = 0; i < cell.length; i++) hidden[i] = leave[i]! * Math.tanh(cell[i]!);
    observer.hidden?.(hidden);
    if (form.projection === null) output.set(hidden);
    else {
      const { weights, bias } = form.projection;
      for (let r = 0; r < output.length; r++) {
        const sum = (bias?.[r] ?? 0) + dot(weights, r * hidden.length, hidden);
        output[r] = clip(sum, form.projectionClip);
      }
    }
    return output;
  }

  private gate(g: number, input: Float32Array): void {
    const gate = this.form.gates[g];
    if (!gate) return;
    const { fromInput, cell, output } = this;
    const sums = this.gates[g]!;
    for (let i = 0; i < sums.length; i++) {
      const start = gate.norm === null ? gate.bias[i]! : 0;
      const x = start + dot(gate.input, i * input.length, input);
      fromInput[i] = x;
      sums[i] = x + dot(gate.recurrent, i * output.length, output);
    }
    if (gate.peephole !== null) {
      for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + gate.peephole[i]! * cell[i]!;
    }
    this.observer.sums?.(g, fromInput, sums);
    if (gate.norm !== null) normalize(sums, gate, gate.norm);
    const activate = g === 2 ? Math.tanh : sigmoid;
    for (let i = 0; i < sums.length; i++) sums[i] = activate(sums[i]!);
  }
}

const clip = (x: number, most: number): number => (most > 0 ? Math.min(most, Math.max(-most, x)) : x);

function dot(rows: Float32Array, start: number, vector: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += rows[start + k]! * vector[k]!;
  return sum;
}

function normalize(values: Float32Array, gate: LstmGate, norm: Float32Array): void {
  let [sum, squares] = [0, 0];
  for (const v of values) sum += v;
  const mean = sum / values.length;
  for (const v of values) squares += (v - mean) ** 2;
  const scale = 1 / Math.sqrt(squares / values.length + normEpsilon);
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - mean) * scale * norm[i]! + gate.bias[i]!;
}
