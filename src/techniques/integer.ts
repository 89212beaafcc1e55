import type { CalibrationMethod } from "../core/calibration/range.ts";
import type { Dataset } from "../core/data/dataset.ts";
import { convergenceFinding, convergenceOfStatistics } from "../core/data/doctor/convergence.ts";
import { equalizeChannels } from "../core/equalize/equalize.ts";
import { equalizeOnSamples } from "../core/equalize/equalize-on-samples.ts";
import { indexConstants } from "../core/graph/constants.ts";
import { indexGraph } from "../core/graph/index.ts";
import { rewriteConstants } from "../core/graph/rewrite-constants.ts";
import { weightLayers } from "../core/graph/weight-layers.ts";
import { InputError } from "../core/outcome.ts";
import type { BorderType } from "../core/quant/border.ts";
import { type IntegerResult, quantizeInteger } from "../core/quant/integer.ts";
import { negationsAsProducts } from "../core/quant/negations.ts";
import type { OpRule } from "../core/quant/op-rules.ts";
import { type OpChoice, type PlannedOp, type Precision, planOps } from "../core/quant/plan.ts";
import { sharedRanges } from "../core/quant/shared-ranges.ts";
import type { PresetWeights } from "../core/quant/weights.ts";
import { loadPatterns } from "../core/recipe/pattern.ts";
import type { RoundSpec } from "../core/reconstruct/round-rows.ts";
import { layerKey, reconstructRounding } from "../core/reconstruct/rounding.ts";
import { sharedState } from "../core/reconstruct/stream.ts";
import type { Runtime } from "../core/run/runtime.ts";
import { isOperator, type Model, type OperatorIndex } from "../core/tflite/model.ts";
import { type ChosenPrecision, choosePrecision } from "./choose-precision.ts";
import { type OpOutcome, reportOps } from "./report.ts";
import { parseRules } from "./rules.ts";
import type { TechniqueContext, TechniqueResult, TechniqueWarning } from "./technique.ts";
import { sharedRangeCode } from "./warning-codes.ts";
import { clusteredCodes, equalizedWarning } from "./weight-scales.ts";
import { hasOnlyIntegerWeights } from "./weight-state.ts";
import { reconstructContext } from "./weights-report.ts";

export interface IntegerTechniqueOptions {
  readonly io: string;
  readonly calibration: string;
  readonly percentile: number;
  readonly perChannel: boolean;
  readonly biasCorrection: boolean;
  readonly strict: boolean;
  /** Scale the channels of what depthwise layers read, on the samples. */
  readonly equalize?: boolean;
  readonly rounding: string;
  /** Exceptions op by op; see rules.ts. */
  readonly rules: string;
}

/**
 * Quantizes the primary subgraph to integers of `precision`, but for what the rules, or `chosenOf`, say of single
 * ops. Other subgraphs stay float.
 */
export async function integerTechnique(
  model: Model,
  precision: Exclude<Precision, "float">,
  options: IntegerTechniqueOptions,
  context: TechniqueContext,
  chosenOf: (model: Model) => ChosenPrecision = (given) =>
    choosePrecision(given, precision, parseRules(options.rules)),
): Promise<TechniqueResult> {
  if (hasOnlyIntegerWeights(model)) {
    const unchanged = "The model's weights are integers already; nothing was changed.";
    return { model, report: [], warnings: [], unchanged };
  }
  const { runtime, data } = context;
  if (runtime === null) {
    throw new InputError("needs-runtime", "Calibration runs the model, and this host has no runtime for it.");
  }
  if (data === null || data.count === 0) {
    throw new InputError(
      "needs-data",
      "Calibration needs a representative dataset: some typical inputs, a few hundred are plenty, labels are not needed.",
    );
  }
  if (options.rules !== "") await loadPatterns();
  const chosen = chosenOf(model);
  // Weights in float16 or sparse become plain float32 constants, whose ops are renumbered.
  const unpacked = await rewriteConstants(
    model,
    () => ({ form: { kind: "dense" }, dequantize: false }),
    context,
  );
  // Scaling channels would break clusters up.
  const equalized = context.keep.clusters
    ? { model: unpacked.model, groups: [], changed: false }
    : equalizeChannels(unpacked.model);
  const place = unpacked.newIndex[0]!;
  const original = new Map<number, OperatorIndex>();
  place.forEach((now, o) => {
    if (now >= 0) original.set(now, o);
  });
  const choose = (o: OperatorIndex): OpChoice => chosen.choose(original.get(o)!);
  const scalesChannels =
    options.equalize === true &&
    options.perChannel &&
    !context.keep.clusters &&
    !["minmax", "moving-average"].includes(options.calibration);
  const equal = scalesChannels
    ? await withEqualChannels(model, equalized.model, { ...context, runtime, data })
    : equalized.model;
  const preset = await presetWeights(model, equal, choose, options, context);
  const ready = negationsAsProducts(equal, choose);
  const result = await quantizeInteger(
    ready,
    {
      choose,
      calibration: options.calibration as CalibrationMethod,
      percentile: options.percentile,
      perChannel: options.perChannel,
      biasCorrection: options.biasCorrection,
      strict: options.strict,
      border: options.io as BorderType,
      preset,
      solveLstms:
        context.keep.clusters || !solvesRounding(ready, options)
          ? null
          : { keepZeros: context.keep.sparsity },
    },
    {
      ...context,
      runtime,
      data,
      known: context.statisticsCache?.of(model, data, ready, scalesChannels ? "equalized" : ""),
      knownLstms: context.statisticsCache?.lstms,
    },
  );
  const newIndex = unpacked.newIndex.map((indices, g) =>
    g === 0 ? indices.map((o) => (o < 0 ? o : result.opIndex[o]!)) : indices,
  );
  return {
    model: result.model,
    report: reportOps(model, result.model, newIndex, outcomes(model, unpacked.newIndex, result)),
    warnings: [
      ...chosen.warnings,
      ...(equalized.changed ? [equalizedWarning(equalized.groups.filter((g) => g.applied).length)] : []),
      ...warningsOf(ready, result),
      ...unsettledRanges(result),
      ...crowdedRanges(ready, result),
    ],
  };
}

/** Says so where more samples would still have widened the ranges. */
function unsettledRanges({ statistics }: IntegerResult): TechniqueWarning[] {
  const points = convergenceOfStatistics(statistics.values());
  if (points.length === 0) return [];
  const { code, severity, message } = convergenceFinding(points);
  return severity === "warning" ? [{ code, message }] : [];
}

/** Points out ops on 8-bit integers that force inputs of very different size into one range. */
function crowdedRanges(ready: Model, { planned, statistics }: IntegerResult): TechniqueWarning[] {
  return sharedRanges(ready, statistics).flatMap(({ op, tensor, message }) => {
    const plan = planned[op]!;
    if (plan.kind !== "integer" || plan.type !== "int8") return [];
    return [{ code: sharedRangeCode, message, tensor }];
  });
}

/** Equalized activations of each model that is still held by someone: variants of it share them. */
const equalChannels = new WeakMap<Model, { readonly data: string; readonly ready: Model }>();

async function withEqualChannels(
  model: Model,
  plain: Model,
  context: TechniqueContext & { readonly runtime: Runtime; readonly data: Dataset },
): Promise<Model> {
  const { fingerprint, count } = context.data;
  const data = `${fingerprint} ${count}`;
  const known = equalChannels.get(model);
  if (known?.data === data) return known.ready;
  const { allocate } = context.kernels;
  const { model: ready } = await equalizeOnSamples(plain, { ...context, allocate });
  equalChannels.set(model, { data, ready });
  return ready;
}

/** Models of more weights keep people waiting for a minute and more. */
const mostSolvedWeights = 8e5;

/** Whether the rounding is solved on the samples: always, never, or where it is a matter of seconds. */
function solvesRounding(model: Model, { rounding }: Pick<IntegerTechniqueOptions, "rounding">): boolean {
  if (rounding !== "auto") return rounding === "solved";
  const weights = weightLayers(model).reduce((sum, layer) => sum + layer.rows * layer.columns, 0);
  return sharedState(model) === null && weights <= mostSolvedWeights;
}

/** Integers of weights that are settled before: clustered ones, or all of them, solved on the samples. */
export async function presetWeights(
  model: Model,
  ready: Model,
  choose: (op: OperatorIndex) => OpChoice,
  options: Pick<IntegerTechniqueOptions, "rounding" | "perChannel" | "equalize">,
  context: TechniqueContext,
): Promise<ReadonlyMap<OperatorIndex, PresetWeights> | undefined> {
  if (context.keep.clusters) return clusteredCodes(ready, options.perChannel);
  const samples = reconstructContext(context);
  if (samples === null || !solvesRounding(ready, options)) return undefined;
  // Solved as if no op were kept float: variants that differ in that alone share the solution, which takes longest.
  const planned = planOps(ready, indexGraph(ready.subgraphs[0]!), (o) => ({
    precision: "int8",
    weightBits: choose(o).weightBits ?? 8,
  }));
  const plan = new Map<string, RoundSpec>();
  planned.forEach((op, o) => {
    if (op.kind !== "integer" || op.rule.weight === undefined) return;
    plan.set(layerKey(0, o), {
      bits: op.weightBits,
      blockSize: 0,
      perTensor: !options.perChannel,
      keepZeros: context.keep.sparsity,
    });
  });
  const key = JSON.stringify([
    context.data!.fingerprint,
    context.data!.count,
    context.seed,
    options.equalize === true,
    [...plan],
  ]);
  const known = solved.get(model);
  if (known?.key === key) return known.preset;
  const { layers } = await reconstructRounding(ready, plan, samples);
  const preset = new Map<OperatorIndex, PresetWeights>();
  planned.forEach((_, o) => {
    const own = layers.get(layerKey(0, o));
    if (own === undefined) return;
    preset.set(o, { values: own.codes, scales: own.scales, bits: plan.get(layerKey(0, o))!.bits });
  });
  solved.set(model, { key, preset });
  return preset;
}

/** The last solution for each model that is still held by someone. */
const solved = new WeakMap<
  Model,
  { readonly key: string; readonly preset: ReadonlyMap<OperatorIndex, PresetWeights> }
>();

function outcomes(
  model: Model,
  newIndex: readonly Int32Array[],
  result: IntegerResult,
): (g: number, o: OperatorIndex) => OpOutcome {
  const { unpackers } = indexConstants(model, 0);
  return (g, o) => {
    if (g > 0) {
      return {
        action: "kept",
        detail:
          "in a subgraph that runs under a condition or in a loop: calibration does not see it, so it stays float",
      };
    }
    if (unpackers.has(o)) {
      return { action: "changed", detail: "removed: what it unpacked is stored in another form" };
    }
    const outcome = outcomeOf(result.planned[newIndex[0]![o]!]!);
    const negates = isOperator(model, model.subgraphs[0]!.operators[o]!, "NEG");
    return negates && outcome.action === "changed"
      ? { ...outcome, detail: `${outcome.detail}, as MUL by −1` }
      : outcome;
  };
}

function outcomeOf(plan: PlannedOp): OpOutcome {
  switch (plan.kind) {
    case "float":
      return { action: "kept", detail: `float: ${plan.reason}` };
    case "untouched":
      return { action: "kept", detail: plan.reason };
    case "integer": {
      const weights =
        plan.rule.weight === undefined ? insideOf(plan.rule) : `, weights int${plan.weightBits}`;
      const note = plan.note === null ? "" : `; ${plan.note}`;
      return { action: "changed", detail: `runs on ${plan.type}${weights}${note}` };
    }
  }
}

const insideOf = ({ recurrent }: OpRule): string =>
  recurrent === true ? ", weights int8, cell state int16" : "";

function warningsOf(model: Model, result: IntegerResult): TechniqueWarning[] {
  const { tensors } = model.subgraphs[0]!;
  return result.notes.map(({ code, message, tensor }) => ({ code, message, tensor: tensors[tensor]!.name }));
}
