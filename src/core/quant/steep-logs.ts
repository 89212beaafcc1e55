import type { Range } from "../calibration/range.ts";
import type { GraphIndex } from "../graph/index.ts";
import type { Model, OperatorIndex, TensorIndex } from "../tflite/model.ts";
import { keepMovesFloat, type PlannedOp } from "./plan.ts";

/**
 * The integer LOG looks its output up by eight bits of its input: exactly with int8, between neighbours with int16
 * (tflite/kernels/elementwise.cc). Inputs below this share of the largest lie in the first few steps, where a
 * logarithm falls by more from one to the next than the rest of its range can make up for.
 */
const resolved = 1 / 32;

/** Ops with weights that are still a front end, such as a spectrogram, and not most of the model. */
const frontEnd = 8;

type Integer = Extract<PlannedOp, { kind: "integer" }>;

/**
 * The plan with each LOG in float whose inputs come nearer to zero than its kernel can tell apart, as in spectrograms.
 * With it go the ops that only lead to it: those without weights to float, as an integer sum would lose the small
 * constant that keeps its inputs above zero, and those with weights to 16-bit activations, as 8 bits hold no more than
 * 48 dB. Where those are many, ops before them stay as they are, and an 8-bit LOG as well, which gains nothing then.
 * `rangeOf`: extremes of a tensor as calibration saw it, null where it did not.
 */
export function steepLogsInFloat(
  model: Model,
  index: GraphIndex,
  planned: readonly PlannedOp[],
  rangeOf: (t: TensorIndex) => Range | null,
): readonly PlannedOp[] {
  const { operators } = model.subgraphs[0]!;
  const result = [...planned];
  planned.forEach((plan, o) => {
    if (plan.kind !== "integer" || plan.name !== "LOG") return;
    const range = rangeOf(operators[o]!.inputs[0]!);
    if (range === null || range.min > range.max * resolved) return;
    const all = leadingTo(o, model, index, planned, () => true);
    const heavy = all.filter((before) => isHeavy(planned[before] as Integer));
    const isFrontEnd =
      heavy.length <= frontEnd && heavy.every((before) => takes16(planned[before] as Integer));
    if (!isFrontEnd && plan.type === "int8") return;
    const near = isFrontEnd ? all : leadingTo(o, model, index, planned, (before) => !isHeavy(before));
    const from = `${short(range.min)} to ${short(range.max)}`;
    result[o] = inFloat(plan, `its inputs reach from ${from}, too near to zero for its kernel`);
    // From the LOG back, so that what reads an op is settled before it.
    for (const before of near) {
      const own = planned[before] as Integer;
      // Calibration has not seen what only moves values: its range is known where it stays integer.
      const feedsIntegers = operators[before]!.outputs.some((t) =>
        index.consumers[t]!.some(({ op }) => result[op]!.kind === "integer"),
      );
      const staysInteger = isHeavy(own) || (own.rule.scales.kind === "as-input" && feedsIntegers);
      result[before] = staysInteger ? on16(own) : inFloat(own, "leads to a LOG that stays float");
    }
  });
  if (result.every((plan, o) => plan === planned[o])) return planned;
  keepMovesFloat(result, index, operators);
  return result;
}

/** Integer ops that lead nowhere but to `end`, over float ops and those that `takes` lets pass; the last ones first. */
function leadingTo(
  end: OperatorIndex,
  model: Model,
  index: GraphIndex,
  planned: readonly PlannedOp[],
  takes: (plan: Integer) => boolean,
): OperatorIndex[] {
  const { operators } = model.subgraphs[0]!;
  const found = new Set([end]);
  for (let o = end; o >= 0; o--) {
    const plan = planned[o]!;
    if (o === end || (plan.kind === "integer" && !takes(plan))) continue;
    const leads = operators[o]!.outputs.every(
      (t) =>
        !index.isOutput[t] && index.consumers[t]!.every(({ op }) => found.has(op) && passes(planned[op]!)),
    );
    if (leads) found.add(o);
  }
  return [...found].filter((o) => o !== end && planned[o]!.kind === "integer");
}

/** A known range, as of a SOFTMAX, makes up for what its inputs have lost. */
const passes = (plan: PlannedOp): boolean => plan.kind !== "integer" || plan.rule.scales.kind !== "fixed";

/** Whether an op is what integers are for. */
const isHeavy = ({ name, rule }: Integer): boolean =>
  rule.weight !== undefined || rule.recurrent === true || name === "BATCH_MATMUL";

const takes16 = ({ rule }: Integer): boolean => rule.int16;

const inFloat = ({ name, type }: Integer, reason: string): PlannedOp => ({
  kind: "float",
  name,
  reason,
  wanted: type === "int8" ? "int8" : "int16x8",
});

/** On 16 bits, where the runtime has the kernel. */
const on16 = (plan: Integer): PlannedOp =>
  plan.type === "int16" || !takes16(plan)
    ? plan
    : { ...plan, type: "int16", note: "16 bits, as it leads to a LOG that stays float" };

const short = (x: number): string => `${Number(x.toPrecision(2))}`;
