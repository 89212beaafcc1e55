import { pickSamples } from "../../core/data/pick.ts";
import { equalizeChannels } from "../../core/equalize/equalize.ts";
import { opCosts, totalMacs } from "../../core/graph/macs.ts";
import { unpackWeights } from "../../core/graph/unpack-weights.ts";
import { InputError } from "../../core/outcome.ts";
import type { BorderType } from "../../core/quant/border.ts";
import { negationsAsProducts } from "../../core/quant/negations.ts";
import { fixDynamicShapes } from "../../core/run/fix-shapes.ts";
import { constantBytes, type Model, operatorName } from "../../core/tflite/model.ts";
import { tensorTypeName } from "../../core/tflite/tensor-types.ts";
import { exportTrained } from "../../core/train/export.ts";
import { settingsFor, stepsFromSolved, withProgress } from "../../core/train/finetune.ts";
import { planFromExport, type QuantizationPlan } from "../../core/train/plan.ts";
import { trainingScope } from "../../core/train/scope.ts";
import { splitSamples } from "../../core/train/split.ts";
import { startFromExport } from "../../core/train/start.ts";
import { train } from "../../core/train/train.ts";
import { defineTechnique, type OpReport } from "../technique.ts";
import { trainedOn, trainWarnings } from "../train-warnings.ts";
import { equalizedWarning } from "../weight-scales.ts";
import { hasOnlyIntegerWeights } from "../weight-state.ts";
import { qatMeta } from "./meta.ts";
import { templateMaker } from "./template.ts";

/** Rounding is solved on this many samples: more of them for smaller models, as each is run some times. */
function samplesToSolveOn(model: Model): number {
  const macs = totalMacs(opCosts(model)) ?? 1e8;
  return Math.max(500, Math.min(2000, Math.round(2e11 / macs)));
}

const forms = { "8": "int8", "16": "int16x8", float: "float" } as const;

/** Trains through the rounding of the exported file. */
export const qat = defineTechnique({
  ...qatMeta,
  async apply(model, options, context) {
    if (hasOnlyIntegerWeights(model)) {
      const unchanged = "The model's weights are integers already; training starts from a float model.";
      return { model, report: [], warnings: [], unchanged };
    }
    const { runtime, seed, signal } = context;
    const data = context.trainingData ?? context.data;
    if (runtime === null) {
      throw new InputError("needs-runtime", "Training runs the model, and this host has no runtime for it.");
    }
    if (data === null || data.count === 0) {
      throw new InputError(
        "needs-data",
        "Training needs samples: some hundred at least, some thousand are better. Labels help and are not needed.",
      );
    }
    const plain = await unpackWeights(model, context);
    const teacher = await unpackWeights(context.original, context);
    const form = {
      weightBits: options.weightBits === "4" ? 4 : 8,
      activations: forms[options.activationBits as keyof typeof forms],
      border: options.io as BorderType,
    } as const;
    // Scaling channels alike changes nothing in float and helps activations, which have one scale; it would break
    // clusters up, and floats do not need it.
    const equalized = form.activations === "float" || context.keep.clusters ? null : equalizeChannels(plain);
    const equal = equalized?.model ?? plain;
    const { activations } = form;
    const float =
      activations === "float" ? equal : negationsAsProducts(equal, () => ({ precision: activations }));
    // Says at once what cannot be trained.
    trainingScope(fixDynamicShapes(float));
    // What is held apart to judge by has no part in what training starts from either.
    const places = splitSamples(data.count, seed).training.slice(0, samplesToSolveOn(float));
    const seen = pickSamples(
      data,
      [...places].sort((a, b) => a - b),
      "trained on",
    );
    const maker = templateMaker(float, form, { ...context, data: seen }, runtime, seen);
    const templates = new Map<QuantizationPlan, Model>();
    const planOf = (template: Model): QuantizationPlan => {
      const plan = planFromExport(float, template);
      templates.set(plan, template);
      return plan;
    };
    const { withRanges } = maker;
    const wishes = { ...options, teacherShare: options.distill };
    const steps = maker.settled.size > 0 ? stepsFromSolved : undefined;
    const settings = settingsFor(float, data, wishes, seed, steps);
    context.onTrainEvent?.({
      type: "phase",
      message: "Rounding the weights without training, to start from",
    });
    const calibrated = await maker.calibrated();
    const plan = planOf(calibrated);
    const outcome = await train({
      model: startFromExport(float, calibrated, plan, maker.settled),
      teacher,
      data,
      runtime,
      plan,
      settled: maker.settled,
      ...(withRanges === null ? {} : { replan: async (ranges) => planOf(await withRanges(ranges)) }),
      keep: { zeros: context.keep.sparsity, clusters: context.keep.clusters },
      settings,
      signal,
      control: context.trainControl,
      resume: context.trainResume,
      onEvent: withProgress({ ...context, runtime, data }),
      key: `qat ${JSON.stringify(form)} ${JSON.stringify(settings)} ${data.fingerprint}`,
    });
    const exported = exportTrained(float, templates.get(outcome.plan)!, outcome.weights);
    const trained = trainedOn(outcome, data);
    const groups = equalized?.groups.filter((g) => g.applied).length ?? 0;
    const warnings = [...(groups > 0 ? [equalizedWarning(groups)] : []), ...trainWarnings(outcome, trained)];
    const how = `trained for ${settings.epochs} epochs on ${trained.training} samples`;
    return { model: exported, report: reportOf(float, exported, how), warnings, trained };
  },
});

function reportOf(float: Model, exported: Model, how: string): OpReport[] {
  const plan = planFromExport(float, exported);
  const [graph, other] = [float.subgraphs[0]!, exported.subgraphs[0]!];
  return graph.operators.map((op, i) => {
    const places = op.inputs.flatMap((t) => plan.constants.get(t) ?? []);
    const output = plan.tensors.get(op.outputs[0] ?? -1);
    const weights = places.find((p) => p.scales.length > 0 && p.biasOf === null);
    const typed = weights === undefined ? "" : `, weights ${tensorTypeName(weights.type)!.toLowerCase()}`;
    const runsOn = output === undefined ? "float" : tensorTypeName(output.type)!.toLowerCase();
    const changed = output !== undefined || weights !== undefined;
    const before = op.inputs.flatMap((t) => graph.tensors[t] ?? []);
    return {
      subgraph: 0,
      op: i,
      opName: operatorName(float, op),
      tensor: graph.tensors[op.outputs[0] ?? -1]?.name ?? "",
      action: changed ? "changed" : "kept",
      detail: changed ? `runs on ${runsOn}${typed}${typed === "" ? "" : `, ${how}`}` : "stays float",
      bytesBefore: before.reduce((n, t) => n + (constantBytes(float, t)?.length ?? 0), 0),
      bytesAfter: places.reduce(
        (n, p) => n + (constantBytes(exported, other.tensors[p.exported]!)?.length ?? 0),
        0,
      ),
    };
  });
}
