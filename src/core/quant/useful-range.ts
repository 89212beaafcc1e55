import type { Range } from "../calibration/range.ts";
import type { TensorStatistics } from "../calibration/statistics.ts";
import type { GraphIndex } from "../graph/index.ts";
import { ActivationFunctionType } from "../tflite/generated/enums.ts";
import { isOperator, type Model, type OperatorIndex, type TensorIndex } from "../tflite/model.ts";
import type { ActivationType } from "./params.ts";
import type { PlannedOp } from "./plan.ts";

/** Beyond these inputs the 8-bit output of the op does not move any more: its step is 1/256, or 1/128. */
const saturation: Readonly<Record<string, number>> = { LOGISTIC: 6.2, TANH: 2.8 };

/** exp(−x) below half a step of the output, whose step is 1/256 or 1/32768. */
const vanishing = { int8: Math.log(512), int16: Math.log(65536) } as const;

/** Row length of a tensor that a SOFTMAX reads; 0 for others. */
export function softmaxRow(model: Model, index: GraphIndex, t: TensorIndex): number {
  const graph = model.subgraphs[0]!;
  const read = index.consumers[t]!.some(({ op }) => isOperator(model, graph.operators[op]!, "SOFTMAX"));
  return read ? (graph.tensors[t]!.shape.at(-1) ?? 0) : 0;
}

/** Where an op's outputs lie after its fused activation, or after itself where it is one. */
const clampOf: Readonly<Record<string, readonly [number, number]>> = {
  RELU: [0, Infinity],
  RELU6: [0, 6],
  RELU_N1_TO_1: [-1, 1],
};

/** Extremes of a tensor that calibration saw; null where it did not. */
export type Extremes = (t: TensorIndex) => Range | null;

/**
 * Beyond these values of `t` the output of an ADD or of an activation is clamped whatever else is added. In
 * bottlenecks an unclamped sum's parts reach far below zero, where a RELU behind it makes nothing of them.
 */
function clampedRange(
  model: Model,
  reader: OperatorIndex,
  name: string,
  t: TensorIndex,
  extremes: Extremes,
): Range | null {
  const own = clampOf[name];
  if (own !== undefined) return { min: own[0], max: own[1] };
  const op = model.subgraphs[0]!.operators[reader]!;
  const options = op.builtinOptions;
  if (name !== "ADD" || options?.type !== "AddOptions") return null;
  const clamp = clampOf[fusedName[options.fusedActivationFunction] ?? ""];
  const other = op.inputs[op.inputs[0] === t ? 1 : 0]!;
  if (clamp === undefined || other === t) return null;
  const added = extremes(other);
  return added && { min: clamp[0] - added.max, max: clamp[1] - added.min };
}

const fusedName: Readonly<Record<number, string>> = {
  [ActivationFunctionType.RELU]: "RELU",
  [ActivationFunctionType.RELU6]: "RELU6",
  [ActivationFunctionType.RELU_N1_TO_1]: "RELU_N1_TO_1",
};

/** The least input of a SOFTMAX, of `row` values and with maxima of `leastMax` and more, that does not vanish. */
function leastInput(
  model: Model,
  softmax: OperatorIndex,
  row: number,
  leastMax: number,
  type: ActivationType,
) {
  const options = model.subgraphs[0]!.operators[softmax]!.builtinOptions;
  const beta = options?.type === "SoftmaxOptions" && options.beta > 0 ? options.beta : 1;
  return leastMax - (vanishing[type] + Math.log(Math.max(1, row))) / beta;
}

/** What is known of a graph once it was calibrated. */
export interface Calibrated {
  readonly model: Model;
  readonly index: GraphIndex;
  readonly planned: readonly PlannedOp[];
  readonly statistics: ReadonlyMap<TensorIndex, TensorStatistics>;
}

/** A tensor of the primary subgraph, and what is known of it and its surroundings. */
export interface RangeSubject extends Calibrated {
  readonly t: TensorIndex;
  readonly extremes: Extremes;
}

/**
 * Cuts the range of a tensor that only SOFTMAX reads, directly or through a sum, to what does not vanish. Attention
 * masks reach to −1e9 and beyond: with them in the range even 16 bits would leave one step for all scores.
 */
export function withoutVanishing(subject: RangeSubject, range: Range, type: ActivationType): Range {
  const { model, index, planned, statistics, t, extremes } = subject;
  const { operators, tensors } = model.subgraphs[0]!;
  const readers = index.consumers[t]!;
  if (readers.length === 0 || index.isOutput[t]) return range;
  let least = Infinity;
  for (const { op } of readers) {
    const plan = planned[op]!;
    if (plan.kind !== "integer") return range;
    if (plan.name === "SOFTMAX") {
      const seen = statistics.get(t);
      const leastMax = seen?.leastRowMax ?? extremes(t)?.max;
      if (leastMax === undefined) return range;
      least = Math.min(least, leastInput(model, op, tensors[t]!.shape.at(-1) ?? 1, leastMax, type));
    } else if (plan.name === "ADD") {
      const sum = operators[op]!.outputs[0]!;
      const [a, b] = operators[op]!.inputs;
      const added = extremes(a === t ? b! : a!);
      const onlySoftmax = index.consumers[sum]!.every((c) => planned[c.op]!.name === "SOFTMAX");
      if (a === b || added === null || !onlySoftmax) return range;
      const whole = { min: -Infinity, max: Infinity };
      least = Math.min(least, withoutVanishing({ ...subject, t: sum }, whole, type).min - added.max);
    } else return range;
  }
  // Never above what is there: an input that vanishes altogether keeps a range.
  return least > range.min && least < range.max ? { min: least, max: range.max } : range;
}

/**
 * Cuts the int8 range of a tensor that only saturating ops read down to where their 8-bit outputs still move, so
 * that its steps are finer there. For a softmax over n values that is ln 512 + ln n below the least maximum of any
 * row: what lies lower is rounded to zero, and together adds less than half a step to the sum.
 */
export function usefulRange(subject: RangeSubject, range: Range, seen: TensorStatistics): Range {
  const { model, index, planned, t, extremes } = subject;
  const readers = index.consumers[t]!;
  if (readers.length === 0 || index.isOutput[t]) return range;
  let min = Infinity;
  let max = -Infinity;
  let saturates = true;
  for (const { op } of readers) {
    const plan = planned[op]!;
    if (plan.kind !== "integer") return range;
    const bound = saturation[plan.name];
    if (bound !== undefined) {
      min = Math.min(min, -bound);
      max = Math.max(max, bound);
    } else if (plan.name === "SOFTMAX") {
      const row = model.subgraphs[0]!.tensors[t]!.shape.at(-1) ?? 1;
      min = Math.min(min, leastInput(model, op, row, seen.leastRowMax ?? seen.max, "int8"));
      // The largest values decide: none of them is clipped.
      max = Math.max(max, seen.max);
    } else {
      const clamped = clampedRange(model, op, plan.name, t, extremes);
      if (clamped === null) return range;
      saturates = false;
      min = Math.min(min, clamped.min);
      max = Math.max(max, clamped.max);
    }
  }
  // Masks reach below what calibration takes for values.
  const within = saturates ? { min: Math.min(seen.min, range.min), max: seen.max } : range;
  return { min: Math.max(within.min, min), max: Math.min(within.max, max) };
}
