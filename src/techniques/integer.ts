import type { CalibrationMethod } from "../core/calibration/ranges.ts";
import { equalizeChannels } from "../core/equalize/equalize.ts";
import { indexConstants } from "../core/graph/constants.ts";
import { rewriteConstants } from "../core/graph/rewrite-constants.ts";
import { weightLayers } from "../core/graph/weight-layers.ts";
import { InputError } from "../core/outcome.ts";
import type { BorderType } from "../core/quant/border.ts";
import { type IntegerResult, quantizeInteger } from "../core/quant/integer.ts";
import type { PlannedOp, Precision } from "../core/quant/plan.ts";
import type { PresetWeights } from "../core/quant/weights.ts";
import type { RoundSpec } from "../core/reconstruct/round-rows.ts";
import { reconstructRounding } from "../core/reconstruct/rounding.ts";
import type { Model, OperatorIndex } from "../core/tflite/model.ts";
import { type OpOutcome, reportOps } from "./report.ts";
import { choosePrecision, parseRules } from "./rules.ts";
import type { TechniqueContext, TechniqueResult, TechniqueWarning } from "./technique.ts";
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
  readonly rounding: string;
  /** Exceptions op by op; see rules.ts. */
  readonly rules: string;
}

/**
 * Quantizes the primary subgraph to integers of `precision`, but for what the rules say of single ops. Other
 * subgraphs stay float.
 */
export async function integerTechnique(
  model: Model,
  precision: Exclude<Precision, "float">,
  options: IntegerTechniqueOptions,
  context: TechniqueContext,
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
  const chosen = choosePrecision(model, precision, parseRules(options.rules));
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
  const { model: ready, preset } = await presetWeights(equalized.model, options, context);
  const place = unpacked.newIndex[0]!;
  const original = new Map<number, OperatorIndex>();
  place.forEach((now, o) => {
    if (now >= 0) original.set(now, o);
  });
  const result = await quantizeInteger(
    ready,
    {
      choose: (o) => chosen.choose(original.get(o)!),
      calibration: options.calibration as CalibrationMethod,
      percentile: options.percentile,
      perChannel: options.perChannel,
      biasCorrection: options.biasCorrection,
      strict: options.strict,
      border: options.io as BorderType,
      preset,
    },
    {
      ...context,
      runtime,
      data,
      known: context.statisticsCache?.of(model, data, ready, formOf(options)),
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
    ],
  };
}

/** Options that change what is calibrated. */
const formOf = ({ rounding, perChannel }: IntegerTechniqueOptions): string =>
  rounding === "solved" ? `solved ${perChannel}` : "";

/** Integers of weights that are settled before: clustered ones, or all of them, solved on the samples. */
async function presetWeights(
  model: Model,
  options: IntegerTechniqueOptions,
  context: TechniqueContext,
): Promise<{ readonly model: Model; readonly preset?: ReadonlyMap<OperatorIndex, PresetWeights> }> {
  if (context.keep.clusters) return { model, preset: clusteredCodes(model) };
  const samples = reconstructContext(context);
  if (options.rounding !== "solved" || samples === null) return { model };
  const spec = {
    bits: 8,
    blockSize: 0,
    perTensor: !options.perChannel,
    keepZeros: context.keep.sparsity,
  } as const;
  const layers = weightLayers(model).filter((layer) => layer.graph === 0);
  const plan = new Map<string, RoundSpec>(layers.map((layer) => [`0/${layer.op}`, spec]));
  const rounded = await reconstructRounding(model, plan, samples);
  const preset = new Map<OperatorIndex, PresetWeights>();
  for (const layer of layers) {
    const own = rounded.layers.get(`0/${layer.op}`);
    if (own !== undefined) preset.set(layer.op, { values: own.codes, scales: own.scales });
  }
  return { model: rounded.model, preset };
}

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
    return outcomeOf(result.planned[newIndex[0]![o]!]!);
  };
}

function outcomeOf(plan: PlannedOp): OpOutcome {
  switch (plan.kind) {
    case "float":
      return { action: "kept", detail: `float: ${plan.reason}` };
    case "untouched":
      return { action: "kept", detail: plan.reason };
    case "integer": {
      const weights = plan.rule.weight === undefined ? "" : `, weights int${plan.weightBits}`;
      const note = plan.note === null ? "" : `; ${plan.note}`;
      return { action: "changed", detail: `runs on ${plan.type}${weights}${note}` };
    }
  }
}

function warningsOf(model: Model, result: IntegerResult): TechniqueWarning[] {
  const { tensors } = model.subgraphs[0]!;
  return result.notes.map(({ code, message, tensor }) => ({ code, message, tensor: tensors[tensor]!.name }));
}
