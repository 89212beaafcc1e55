import {
  Collector,
  SliceCollector,
  type SliceStatistics,
  type TensorStatistics,
} from "../calibration/statistics.ts";
import type { LstmForm } from "./form.ts";
import { simulateLstm } from "./simulate.ts";

/** Largest magnitude that the integer kernel holds before a gate's activation: int16 in steps of 2^-12. */
export const gateLimit = 8;
/** A gate that saturation moves by more than this, of 0 to 1 or of -1 to 1, is counted. */
const noticed = 0.01;

/** What happened inside one LSTM on the samples. */
export interface LstmStatistics {
  /** Largest magnitude of the cell state. */
  readonly cellMax: number;
  /** Largest magnitude before the normalization or activation of each gate, partial sums included. */
  readonly sumMax: readonly number[];
  /** Share of gate values that the kernel's limit of ±8 would change noticeably. */
  readonly saturated: number;
  /** The gated cell, which a projection reads. */
  readonly hidden: TensorStatistics;
  /** Means over samples and steps: [inputSize], [outputSize], [cells]. */
  readonly inputMean: Float64Array;
  readonly recurrentMean: Float64Array;
  readonly hiddenMean: Float64Array;
  /** Mean products of what a step reads, input and recurrent side by side, both triangles; null where not asked for. */
  readonly gram: Float64Array | null;
}

/** The same of some samples, as sums that can be added: plain data, which workers send. */
export interface LstmSlice {
  readonly cellMax: number;
  readonly sumMax: readonly number[];
  readonly saturated: number;
  readonly gateValues: number;
  readonly hidden: SliceStatistics;
  readonly inputSum: Float64Array;
  readonly recurrentSum: Float64Array;
  readonly hiddenSum: Float64Array;
  /** Lower triangle of the sums of products. */
  readonly gram: Float64Array | null;
  readonly places: number;
}

export interface LstmWishes {
  readonly histogram: boolean;
  readonly gram: boolean;
}

/** Runs some samples, one after the other in `values`, from rest each. */
export function lstmSlice(args: {
  readonly form: LstmForm;
  readonly values: Float32Array;
  readonly count: number;
  readonly wishes: LstmWishes;
}): LstmSlice {
  const { form, values, count } = args;
  const size = values.length / count;
  const sumMax = [0, 0, 0, 0];
  const collector = new SliceCollector({ histogram: args.wishes.histogram, mean: false });
  const inputSum = new Float64Array(form.inputSize);
  const recurrentSum = new Float64Array(form.outputSize);
  const hiddenSum = new Float64Array(form.cells);
  const columns = form.inputSize + form.outputSize;
  const gram = args.wishes.gram ? new Float64Array(columns ** 2) : null;
  const read = new Float32Array(columns);
  const hidden = new Float32Array(form.batch * form.steps * form.cells);
  let [cellMax, saturated, gateValues, places, at] = [0, 0, 0, 0, 0];
  for (let s = 0; s < count; s++) {
    at = 0;
    simulateLstm(form, values.subarray(s * size, (s + 1) * size), {
      step(input, recurrent) {
        addTo(inputSum, input);
        addTo(recurrentSum, recurrent);
        places++;
        if (gram === null) return;
        read.set(input);
        read.set(recurrent, input.length);
        addProducts(gram, read);
      },
      sums(g, fromInput, all) {
        sumMax[g] = Math.max(sumMax[g]!, largest(fromInput), largest(all));
        gateValues += all.length;
        if (form.gates[g]!.norm === null) saturated += countSaturated(g, fromInput, all);
      },
      cell(state) {
        cellMax = Math.max(cellMax, largest(state));
      },
      hidden(gated) {
        hidden.set(gated, at);
        at += gated.length;
        addTo(hiddenSum, gated);
      },
    });
    collector.add(hidden, 0, hidden.length);
  }
  const sums = { inputSum, recurrentSum, hiddenSum };
  return { cellMax, sumMax, saturated, gateValues, hidden: collector.result, ...sums, gram, places };
}

/** Joins slices, in sample order. */
export class LstmCollector {
  private readonly hidden: Collector;
  private joined: LstmSlice | null = null;

  constructor({ histogram }: LstmWishes) {
    this.hidden = new Collector({ histogram, mean: false });
  }

  /** May keep the slice's arrays. */
  join(slice: LstmSlice): void {
    this.hidden.join(slice.hidden);
    const before = this.joined;
    if (before === null) {
      this.joined = slice;
      return;
    }
    addTo(before.inputSum, slice.inputSum);
    addTo(before.recurrentSum, slice.recurrentSum);
    addTo(before.hiddenSum, slice.hiddenSum);
    if (before.gram !== null && slice.gram !== null) addTo(before.gram, slice.gram);
    this.joined = {
      ...before,
      cellMax: Math.max(before.cellMax, slice.cellMax),
      sumMax: before.sumMax.map((most, g) => Math.max(most, slice.sumMax[g]!)),
      saturated: before.saturated + slice.saturated,
      gateValues: before.gateValues + slice.gateValues,
      places: before.places + slice.places,
    };
  }

  get statistics(): LstmStatistics {
    const { cellMax, sumMax, saturated, gateValues, places, ...sums } = this.joined!;
    const mean = (sum: Float64Array): Float64Array => sum.map((v) => v / places);
    return {
      cellMax,
      sumMax,
      saturated: saturated / gateValues,
      hidden: this.hidden,
      inputMean: mean(sums.inputSum),
      recurrentMean: mean(sums.recurrentSum),
      hiddenMean: mean(sums.hiddenSum),
      gram: sums.gram === null ? null : mirrored(mean(sums.gram)),
    };
  }
}

function addProducts(gram: Float64Array, values: Float32Array): void {
  const n = values.length;
  for (let i = 0; i < n; i++) {
    const x = values[i]!;
    if (x === 0) continue;
    for (let j = 0, at = i * n; j <= i; j++, at++) gram[at] = gram[at]! + x * values[j]!;
  }
}

/** The lower triangle on both sides. */
function mirrored(lower: Float64Array): Float64Array {
  const n = Math.sqrt(lower.length);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) lower[j * n + i] = lower[i * n + j]!;
  return lower;
}

function largest(values: Float32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]!);
    if (magnitude > most) most = magnitude;
  }
  return most;
}

/** The kernel saturates what the input contributes, and again once the state is added. */
function countSaturated(g: number, fromInput: Float32Array, all: Float32Array): number {
  const activate = g === 2 ? Math.tanh : (x: number): number => 1 / (1 + Math.exp(-x));
  let count = 0;
  for (let i = 0; i < all.length; i++) {
    const [x, sum] = [fromInput[i]!, all[i]!];
    if (Math.abs(x) <= gateLimit && Math.abs(sum) <= gateLimit) continue;
    const held = limited(limited(x) + sum - x);
    if (Math.abs(activate(held) - activate(sum)) > noticed) count++;
  }
  return count;
}

const limited = (x: number): number => Math.min(gateLimit, Math.max(-gateLimit, x));

function addTo(sum: Float64Array, values: Float32Array | Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + values[i]!;
}
