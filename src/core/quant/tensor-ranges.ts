// The range that each tensor of the primary subgraph is quantized over: given, known from its op, or calibrated.
import { extremes, overflow } from "../calibration/extremes.ts";
import type { Range } from "../calibration/range.ts";
import { chooseRange } from "../calibration/ranges.ts";
import { InputError } from "../outcome.ts";
import { float32View } from "../tensor/views.ts";
import { constantBytes, isOperator, type Model, type TensorIndex } from "../tflite/model.ts";
import type { IntegerOptions } from "./integer-job.ts";
import { type ActivationType, rangeOf } from "./params.ts";
import { type Calibrated, type RangeSubject, usefulRange, withoutVanishing } from "./useful-range.ts";

type RangeOptions = Pick<IntegerOptions, "calibration" | "percentile" | "ranges">;

/** Throws InputError `no-range` for a tensor of which calibration saw no finite value. */
export function calibratedRange(
  known: Calibrated,
  options: RangeOptions,
  t: TensorIndex,
  type: ActivationType,
): Range {
  const { model, index, planned, statistics } = known;
  const producer = index.producer[t]!;
  const plan = planned[producer];
  if (plan?.kind === "integer") {
    if (plan.rule.scales.kind === "fixed") return rangeOf(plan.rule.scales.int8, "int8");
    if (plan.rule.scales.kind === "as-input") {
      const input = model.subgraphs[0]!.operators[producer]!.inputs[plan.activations[0]!]!;
      return calibratedRange(known, options, input, type);
    }
  }
  if (isConstant(model, t)) return constantRange(model, t);
  const given = options.ranges?.get(t);
  if (given !== undefined) return given;
  const seen = statistics.get(t);
  const range =
    seen === undefined
      ? null
      : chooseRange(seen, {
          method: options.calibration,
          percentile: options.percentile,
          bits: type === "int8" ? 8 : 16,
          symmetric: type === "int16",
        });
  if (range === null) {
    const name = model.subgraphs[0]!.tensors[t]!.name;
    throw new InputError(
      "no-range",
      `Calibration saw no finite value of tensor “${name}”, so it has no range to quantize.`,
      { tensor: name },
    );
  }
  // The reference's method takes the ranges as they are.
  if (seen === undefined || options.calibration === "moving-average") return range;
  const subject = subjectIn(known, t);
  const audible = audibleRange(subject, range, type);
  return type === "int16" || options.calibration === "minmax" ? audible : usefulRange(subject, audible, seen);
}

/** The range of a constant as an op reads it: masks are cut like what they are added to. */
export function readConstantRange(
  known: Calibrated,
  options: RangeOptions,
  t: TensorIndex,
  type: ActivationType,
): Range {
  const range = constantRange(known.model, t);
  // The reference's method takes these as they are, too.
  return options.calibration === "moving-average" ? range : audibleRange(subjectIn(known, t), range, type);
}

/** The range without what vanishes. Masks of −∞, of which ranges know nothing, reach down to that as well. */
function audibleRange(subject: RangeSubject, range: Range, type: ActivationType): Range {
  const { model, index, t } = subject;
  const { operators } = model.subgraphs[0]!;
  const adder = operators[index.producer[t]!];
  const added = adder !== undefined && isOperator(model, adder, "ADD") ? adder.inputs : [];
  if (![t, ...added].some((mask) => holdsOverflow(model, mask)))
    return withoutVanishing(subject, range, type);
  const cut = withoutVanishing(subject, { ...range, min: -Infinity }, type);
  return cut.min === -Infinity ? range : cut;
}

const subjectIn = (known: Calibrated, t: TensorIndex): RangeSubject => ({
  ...known,
  t,
  extremes: (other) => {
    const own = seenExtremes(known, other);
    if (own === null || isConstant(known.model, other)) return own;
    // Padding adds zeros.
    return { min: Math.min(0, own.min), max: Math.max(0, own.max) };
  },
});

/** Extremes of a tensor as it was seen, or of the one whose values it has; null where neither was. */
export function seenExtremes(known: Calibrated, t: TensorIndex): Range | null {
  const { model, index, planned, statistics } = known;
  if (isConstant(model, t)) return constantRange(model, t);
  const seen = statistics.get(t);
  if (seen !== undefined) return { min: seen.min, max: seen.max };
  const producer = index.producer[t]!;
  const plan = planned[producer];
  if (plan?.kind !== "integer") return null;
  if (plan.rule.scales.kind === "fixed") return rangeOf(plan.rule.scales.int8, "int8");
  if (plan.rule.scales.kind !== "as-input") return null;
  return seenExtremes(known, model.subgraphs[0]!.operators[producer]!.inputs[plan.activations[0]!]!);
}

/** Extremes of a float32 constant. */
function constantRange(model: Model, t: TensorIndex): Range {
  const values = float32View(constantBytes(model, model.subgraphs[0]!.tensors[t]!)!);
  const [min, max] = extremes(values, 0, values.length);
  return { min, max };
}

const isConstant = (model: Model, t: TensorIndex): boolean =>
  constantBytes(model, model.subgraphs[0]!.tensors[t]!) !== null;

/** Whether a constant holds values at the lower end of float32, or beyond. */
function holdsOverflow(model: Model, t: TensorIndex): boolean {
  const bytes = constantBytes(model, model.subgraphs[0]!.tensors[t]!);
  return bytes !== null && float32View(bytes).some((value) => value < -overflow);
}
