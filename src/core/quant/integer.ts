import { missingStatistics } from "../calibration/cache.ts";
import { calibrate } from "../calibration/calibrate.ts";
import type { Range } from "../calibration/range.ts";
import { needsHistogram } from "../calibration/ranges.ts";
import type { CollectorOptions, TensorStatistics } from "../calibration/statistics.ts";
import { type GraphIndex, indexGraph } from "../graph/index.ts";
import { InputError } from "../outcome.ts";
import { float32View } from "../tensor/views.ts";
import { constantBytes, type Model, type OperatorIndex, type TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { correctBiases } from "./bias-correction.ts";
import { channelsEnough } from "./column-means.ts";
import type { IntegerContext, IntegerOptions } from "./integer-job.ts";
import { plannedLstms, quantizeLstms, seenLstms } from "./lstm-ops.ts";
import { type ActivationType, activationParams } from "./params.ts";
import { type PlannedOp, planOps } from "./plan.ts";
import { type Rewritten, rewriteGraph } from "./rewrite.ts";
import { assignScales, type ScaleNote, type ScalePlan } from "./scales.ts";
import { steepLogsInFloat } from "./steep-logs.ts";
import { calibratedRange, readConstantRange, seenExtremes } from "./tensor-ranges.ts";
import { softmaxRow } from "./useful-range.ts";
import { planWeights, roundWeights, type WeightPlan, widenScales } from "./weights.ts";

export interface IntegerResult extends Rewritten {
  readonly planned: readonly PlannedOp[];
  readonly scales: ScalePlan;
  readonly weights: ReadonlyMap<OperatorIndex, WeightPlan>;
  readonly notes: readonly ScaleNote[];
  readonly statistics: ReadonlyMap<TensorIndex, TensorStatistics>;
}

/**
 * A model whose primary subgraph runs on integers wherever the runtime has kernels. Weights must be plain float32
 * constants (unpack first). Throws InputError `not-integer` in strict mode.
 */
export async function quantizeInteger(
  model: Model,
  options: IntegerOptions,
  context: IntegerContext,
): Promise<IntegerResult> {
  const index = indexGraph(model.subgraphs[0]!);
  const wished = planOps(model, index, (o) => options.choose(o));
  if (options.strict) refuseFloat(model, wished, options);
  const [statistics, weights] = await both(
    context.statistics ?? seen(model, index, wished, options, context),
    planWeights({
      model,
      planned: wished,
      perChannel: options.perChannel,
      kernels: context.kernels,
      signal: context.signal,
      preset: options.preset,
    }),
  );
  const planned = options.strict
    ? wished
    : steepLogsInFloat(
        model,
        index,
        wished,
        (t) => options.ranges?.get(t) ?? seenExtremes({ model, index, planned: wished, statistics }, t),
      );
  const lstms = plannedLstms(model, planned);
  const insideLstms = await seenLstms(model, lstms, options, context);
  const known = { model, index, planned, statistics };
  const range = (t: TensorIndex, type: ActivationType): Range => calibratedRange(known, options, t, type);
  const scales = assignScales({
    model,
    index,
    planned,
    rangeOf: range,
    constantRange: (t, type) => readConstantRange(known, options, t, type),
    weightScale: (o) => weights.get(o)!.scales.reduce((a, b) => Math.max(a, b), 0),
  });
  const recurrent = await quantizeLstms({ model, lstms, statistics: insideLstms, scales, options, context });
  const notes = [...scales.notes, ...widenWeights(model, planned, scales, weights), ...recurrent.notes];
  const order = [...weights.values()];
  const rounded = await roundWeights(order, {
    kernels: context.kernels,
    signal: context.signal,
    preset: options.preset,
    onDone: (i) => context.progress({ phase: "weights", done: i + 1, total: order.length }),
  });
  const integers = new Map(order.map((plan, i) => [plan.op, { plan, values: rounded[i]! }]));
  const write = (biases: ReadonlyMap<OperatorIndex, Float32Array>): Rewritten =>
    rewriteGraph({
      model,
      planned,
      scales,
      weights: integers,
      biases,
      lstms: recurrent.integers,
      border: options.border,
      borderParams: (t) => activationParams(range(t, "int8"), "int8"),
    });
  const biases = biasesOf(model, order);
  const corrected = options.biasCorrection
    ? await correctBiases({ model, planned, weights: integers, biases, statistics, ...context })
    : biases;
  return { ...write(corrected), planned, scales, weights, notes, statistics };
}

/** Waits for both to end, so that nothing runs on where one has failed. */
async function both<A, B>(a: A | Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

/** Statistics of the tensors that matter: the known ones, and a calibration for the others. */
async function seen(
  model: Model,
  index: GraphIndex,
  planned: readonly PlannedOp[],
  options: IntegerOptions,
  context: IntegerContext,
): Promise<ReadonlyMap<TensorIndex, TensorStatistics>> {
  const known = context.known ?? new Map<TensorIndex, TensorStatistics>();
  const { allocate } = context.kernels;
  const tensors = missingStatistics(tensorsToSee(model, index, planned, options), known);
  if (tensors.size > 0) {
    for (const [t, found] of await calibrate({ ...context, model, tensors, allocate })) known.set(t, found);
  }
  return known;
}

function refuseFloat(model: Model, planned: readonly PlannedOp[], options: IntegerOptions): void {
  const graph = model.subgraphs[0]!;
  const left = planned.flatMap((plan, o) => {
    if (plan.kind !== "float" || options.choose(o).precision === "float") return [];
    const name = graph.tensors[graph.operators[o]!.outputs[0] ?? -1]?.name ?? "";
    return [`${plan.name} “${name}” (${plan.reason})`];
  });
  if (left.length === 0) return;
  throw new InputError(
    "not-integer",
    `${left.length} ${left.length === 1 ? "op has" : "ops have"} no integer form: ${left.join("; ")}. Without “strict” they stay float.`,
  );
}

/** Tensors whose ranges matter; those with given ones are left out, to save time. */
export function tensorsToSee(
  model: Model,
  index: GraphIndex,
  planned: readonly PlannedOp[],
  options: Pick<IntegerOptions, "calibration" | "biasCorrection">,
): Map<TensorIndex, CollectorOptions> {
  const graph = model.subgraphs[0]!;
  const wanted = new Map<TensorIndex, CollectorOptions>();
  const see = (t: TensorIndex, mean: boolean, channels = 0): void => {
    if (t < 0 || graph.tensors[t]!.type !== TensorType.FLOAT32) return;
    if (constantBytes(model, graph.tensors[t]!) !== null) return;
    const entry = wanted.get(t) ?? { histogram: needsHistogram(options.calibration), mean: false };
    // The means of channels are enough only where they are for all that read the tensor.
    const meanChannels = mean
      ? entry.mean
        ? Math.min(entry.meanChannels ?? 0, channels)
        : channels
      : entry.meanChannels;
    wanted.set(t, {
      ...entry,
      mean: entry.mean || mean,
      meanChannels: meanChannels ?? 0,
      rowSize: softmaxRow(model, index, t),
    });
  };
  planned.forEach((plan, o) => {
    if (plan.kind !== "integer") return;
    const op = graph.operators[o]!;
    const mean = options.biasCorrection && plan.rule.weight !== undefined;
    for (const slot of plan.activations) {
      const t = op.inputs[slot]!;
      const producer = planned[index.producer[t]!];
      const given = producer?.kind === "integer" && hasGivenRange(producer);
      if (mean || !given) see(t, mean, mean ? channelsEnough(model, op, plan.name, slot) : 0);
    }
    if (!hasGivenRange(plan)) for (const t of op.outputs) see(t, false);
  });
  return wanted;
}

const hasGivenRange = (plan: Extract<PlannedOp, { kind: "integer" }>): boolean =>
  ["fixed", "as-input", "none"].includes(plan.rule.scales.kind);

function widenWeights(
  model: Model,
  planned: readonly PlannedOp[],
  scales: ScalePlan,
  weights: ReadonlyMap<OperatorIndex, WeightPlan>,
): ScaleNote[] {
  const graph = model.subgraphs[0]!;
  const notes: ScaleNote[] = [];
  for (const [o, weight] of weights) {
    const plan = planned[o]!;
    if (plan.kind !== "integer") continue;
    const read = scales.read(o, plan.activations[0]!);
    const output = graph.operators[o]!.outputs[0]!;
    const written = scales.produced.get(output);
    if (read === undefined || written === undefined || read.type === "float" || written.type === "float")
      continue;
    const bias = constantOf(model, weight.bias);
    const count = widenScales(weight, bias, plan.type, read.params.scale, written.params.scale);
    if (count === 0) continue;
    notes.push({
      tensor: weight.tensor,
      code: "weights-widened",
      message: `In “${graph.tensors[weight.tensor]!.name}” ${count} of ${weight.layout.channels} channels have weights too small beside their bias or output; their scale was widened so that nothing saturates.`,
    });
  }
  return notes;
}

function constantOf(model: Model, t: TensorIndex): Float32Array | null {
  const tensor = model.subgraphs[0]!.tensors[t];
  if (tensor === undefined || tensor.type !== TensorType.FLOAT32) return null;
  const bytes = constantBytes(model, tensor);
  return bytes === null ? null : float32View(bytes);
}

function biasesOf(model: Model, weights: readonly WeightPlan[]): Map<OperatorIndex, Float32Array> {
  const biases = new Map<OperatorIndex, Float32Array>();
  for (const { op, bias } of weights) {
    const values = constantOf(model, bias);
    if (values !== null) biases.set(op, values);
  }
  return biases;
}
