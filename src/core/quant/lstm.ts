import type { Range } from "../calibration/range.ts";
import { gateNames, type LstmForm, type LstmGate, lstmSlots } from "../lstm/form.ts";
import type { RoundedGate } from "../lstm/round-gate.ts";
import type { LstmStatistics } from "../lstm/statistics.ts";
import { roundHalfEven, symmetricScale } from "./affine.ts";
import type { AffineParams } from "./params.ts";

/** A constant as the integer kernel wants it: symmetric, one scale in all. */
export interface LstmConstant {
  readonly slot: number;
  readonly values: Int8Array | Int16Array | Int32Array;
  readonly scale: number;
}

/** What becomes of an LSTM op on int8: the constants of its inputs, and the scales that are only kept as such. */
export interface LstmIntegers {
  readonly constants: readonly LstmConstant[];
  /** Of the int16 cell state; a power of two. */
  readonly cellScale: number;
  /** Of what each gate adds up, where it is normalized; the others have steps of 2^-12. */
  readonly gateScales: readonly (number | null)[];
  /** Of the gated cell. Without a projection it is the output. */
  readonly hidden: AffineParams;
  /** Of the output and of the state that it is kept in. */
  readonly output: AffineParams;
}

export interface LstmArgs {
  readonly form: LstmForm;
  readonly statistics: LstmStatistics;
  readonly input: AffineParams;
  readonly output: AffineParams;
  /** Of what the projection reads. */
  readonly hiddenRange: Range;
  readonly biasCorrection: boolean;
  /** Integers of each gate's weights that were chosen for the scales of `gateWeightScales`; null rounds to the nearest. */
  readonly rounded: readonly (RoundedGate | null)[];
}

/** The exponents of the cell's scale that the kernel has a TANH for (ApplyTanh): ±1 to ±64. */
const leastExponent = -15;
const mostExponent = -9;
/** Largest cell state that the kernel can hold. */
export const cellLimit = 2 ** (15 + mostExponent);
/** A normalized gate's bias has steps of so much of its coefficients' (ApplyLayerNorm). */
const normBiasStep = 2 ** -10;
/** Largest stored biases that leave room for the sums that they are added to. */
const biasLimit = 2 ** 30;
const normBiasLimit = 2 ** 29;

/**
 * Integers for the 8x8_16 kernel of LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM, after what the kernel computes
 * (tflite/kernels/lstm_eval.cc, unidirectional_sequence_lstm.cc) and the table that converters follow
 * (tflite/converter/tools/optimize/operator_property.cc): int8 weights, int16 peepholes and normalization
 * coefficients, int32 biases, an int16 cell state.
 */
export function quantizeLstm(args: LstmArgs): LstmIntegers {
  const { form, statistics, output } = args;
  const constants: LstmConstant[] = [];
  form.gates.forEach((gate, g) => {
    if (gate !== null) constants.push(...gateConstants(args, gate, g));
  });
  // A coupled input gate adds nothing up, but the kernel wants a scale for it all the same.
  const gateScales = statistics.sumMax.map((most) =>
    form.gates[1].norm === null ? null : symmetricScale(most, 16),
  );
  // The kernel takes the zero point of what a projection reads with the wrong sign; 0 has none.
  const bound = Math.max(-args.hiddenRange.min, args.hiddenRange.max);
  const hidden = form.projection === null ? output : { scale: symmetricScale(bound, 8), zeroPoint: 0 };
  if (form.projection !== null) constants.push(...projectionConstants(args, hidden.scale));
  return { constants, cellScale: cellScale(statistics.cellMax), gateScales, hidden, output };
}

function cellScale(largest: number): number {
  const exponent = Math.ceil(Math.log2(Math.max(largest, 2 ** -20))) - 15;
  return 2 ** Math.min(mostExponent, Math.max(leastExponent, exponent));
}

/** Scales of what a gate multiplies with its input and with the state; the first also carries the bias. */
export function gateWeightScales(
  gate: LstmGate,
  input: AffineParams,
): { readonly input: number; readonly recurrent: number } {
  const least = gate.norm === null ? Math.fround(largest(gate.bias) / input.scale / biasLimit) : 0;
  return {
    input: Math.max(symmetricScale(largest(gate.input), 8), least),
    recurrent: symmetricScale(largest(gate.recurrent), 8),
  };
}

function gateConstants(args: LstmArgs, gate: LstmGate, g: number): LstmConstant[] {
  const { input, statistics } = args;
  const scales = gateWeightScales(gate, input);
  const solved = args.rounded[g];
  const weights = (slot: number, values: Float32Array, scale: number, found: Int8Array | undefined) =>
    found === undefined ? withScale(values, 8, slot, scale) : { slot, values: found, scale };
  const fromInput = weights(lstmSlots.inputWeights + g, gate.input, scales.input, solved?.input);
  const recurrent = weights(
    lstmSlots.recurrentWeights + g,
    gate.recurrent,
    scales.recurrent,
    solved?.recurrent,
  );
  const constants = [fromInput, recurrent];
  if (gate.peephole !== null) constants.push(symmetric(gate.peephole, 16, lstmSlots.peephole[g]!));
  const slot = lstmSlots.bias + g;
  if (gate.norm !== null) {
    const least = largest(gate.bias) / normBiasStep / normBiasLimit;
    const norm = symmetric(gate.norm, 16, lstmSlots.norm + g, least);
    return [...constants, norm, bias(gate.bias, Math.fround(norm.scale * normBiasStep), slot)];
  }
  const wanted = args.biasCorrection
    ? corrected(gate.bias, [
        [gate.input, fromInput, statistics.inputMean],
        [gate.recurrent, recurrent, statistics.recurrentMean],
      ])
    : gate.bias;
  return [...constants, bias(wanted, Math.fround(fromInput.scale * input.scale), slot)];
}

function projectionConstants(args: LstmArgs, hiddenScale: number): LstmConstant[] {
  const { weights, bias: given } = args.form.projection!;
  const least = given === null ? 0 : largest(given) / hiddenScale / biasLimit;
  const stored = symmetric(weights, 8, lstmSlots.projection, least);
  if (given === null && !args.biasCorrection) return [stored];
  const plain = given ?? new Float32Array(args.form.outputSize);
  const wanted = args.biasCorrection
    ? corrected(plain, [[weights, stored, args.statistics.hiddenMean]])
    : plain;
  return [stored, bias(wanted, Math.fround(stored.scale * hiddenScale), lstmSlots.projectionBias)];
}

/** The bias with the mean error of rounding taken back: each product's weights, their integers and what they meet. */
function corrected(
  given: Float32Array,
  products: readonly (readonly [Float32Array, LstmConstant, Float64Array])[],
): Float32Array {
  return given.map((b, row) => {
    let error = 0;
    for (const [weights, { values, scale }, mean] of products) {
      const start = row * mean.length;
      mean.forEach((m, k) => {
        error += (values[start + k]! * scale - weights[start + k]!) * m;
      });
    }
    return b - error;
  });
}

const symmetric = (values: Float32Array, bits: 8 | 16, slot: number, least = 0): LstmConstant =>
  withScale(values, bits, slot, Math.max(symmetricScale(largest(values), bits), Math.fround(least)));

function withScale(values: Float32Array, bits: 8 | 16, slot: number, scale: number): LstmConstant {
  const most = 2 ** (bits - 1) - 1;
  const integers = bits === 8 ? new Int8Array(values.length) : new Int16Array(values.length);
  values.forEach((v, i) => {
    integers[i] = Math.min(most, Math.max(-most, roundHalfEven(v / scale)));
  });
  return { slot, values: integers, scale };
}

function bias(values: Float32Array, scale: number, slot: number): LstmConstant {
  const limit = 2 ** 31 - 1;
  const integers = Int32Array.from(values, (b) =>
    Math.min(limit, Math.max(-limit, roundHalfEven(b / scale))),
  );
  return { slot, values: integers, scale };
}

const largest = (values: Float32Array): number => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** Names for the tensors that carry the scales of what is added up inside. */
export const intermediateNames = [...gateNames.map((gate) => `${gate}_gate_sums`), "gated_cell"];
