import type { TensorStatistics } from "../../core/calibration/statistics.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import { weightLayers } from "../../core/graph/weight-layers.ts";
import type { LstmStatistics } from "../../core/lstm/statistics.ts";
import type { BorderType } from "../../core/quant/border.ts";
import { quantizeInteger } from "../../core/quant/integer.ts";
import type { OpChoice } from "../../core/quant/plan.ts";
import { cannotReconstruct } from "../../core/reconstruct/reconstruct.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Model, OperatorIndex, TensorIndex } from "../../core/tflite/model.ts";
import type { TensorRange } from "../../core/train/ranges.ts";
import { presetWeights } from "../integer.ts";
import { resolveOptions } from "../options.ts";
import type { TechniqueContext } from "../technique.ts";
import { weightInt4 } from "../weight-int4/index.ts";
import { weightInt8 } from "../weight-int8/index.ts";
import { isCheapFirst } from "../weight-scales.ts";

/** What the exported file is to look like. */
export interface ExportForm {
  readonly weightBits: 8 | 4;
  readonly activations: "int8" | "int16x8" | "float";
  readonly border: BorderType;
}

/** Makes the file that training aims at; its weights are then replaced by the trained ones. */
export interface TemplateMaker {
  /** With the ranges of calibration and, where it is worth the time, rounding solved on samples. */
  calibrated(): Promise<Model>;
  /** Weights whose integers in the calibrated file were solved; training starts from those. */
  readonly settled: ReadonlySet<TensorIndex>;
  /** With ranges that moved in training; null where activations stay float. */
  readonly withRanges: ((ranges: ReadonlyMap<TensorIndex, TensorRange>) => Promise<Model>) | null;
}

/** Weights up to which the rounding is solved first: some minutes. */
const mostSolvedWeights = 5e6;
/** Samples are plenty for ranges long before they are for training. */
const mostCalibrationSamples = 300;

/** Quantization after training, by the techniques that do it alone. */
export function templateMaker(
  model: Model,
  form: ExportForm,
  context: TechniqueContext,
  runtime: Runtime,
  data: Dataset,
): TemplateMaker {
  const { activations, weightBits, border } = form;
  const layers = weightLayers(model);
  const weights = layers.reduce((n, layer) => n + layer.rows * layer.columns, 0);
  const solves = weights <= mostSolvedWeights && !context.keep.clusters;
  const rounding = solves ? "solved" : "nearest";
  const settled = new Set(
    layers.flatMap((layer) => (solves && cannotReconstruct(model, layer) === null ? [layer.weights] : [])),
  );
  if (activations === "float") {
    const technique = weightBits === 4 ? weightInt4 : weightInt8;
    const options = resolveOptions(technique.id, technique.options, { rounding });
    return {
      settled,
      calibrated: async () => (await technique.apply(model, options, context)).model,
      withRanges: null,
    };
  }
  const some: Dataset = { ...data, count: Math.min(data.count, mostCalibrationSamples) };
  const knownLstms = new Map<OperatorIndex, LstmStatistics>();
  let statistics: ReadonlyMap<TensorIndex, TensorStatistics> | undefined;
  // The first layer's few weights touch everything after it: a byte each is well spent.
  const wide = new Set(layers.filter((l) => l.graph === 0 && isCheapFirst(l)).map((l) => l.op));
  const choose = (op: number): OpChoice => ({
    precision: activations,
    weightBits: wide.has(op) ? 8 : weightBits,
  });
  const make = async (ranges?: ReadonlyMap<TensorIndex, TensorRange>) => {
    const first = ranges === undefined;
    const preset = first
      ? await presetWeights(model, model, choose, { rounding, perChannel: true }, context)
      : undefined;
    const result = await quantizeInteger(
      model,
      {
        choose,
        calibration: "mse",
        ...(ranges && { ranges }),
        percentile: 100,
        perChannel: true,
        biasCorrection: first,
        strict: false,
        border,
        ...(preset && { preset }),
        // What LSTMs multiply is not trained.
        solveLstms: context.keep.clusters ? null : { keepZeros: context.keep.sparsity },
      },
      { ...context, runtime, data: some, knownLstms, ...(statistics && { statistics }) },
    );
    statistics ??= result.statistics;
    return result.model;
  };
  return {
    settled,
    calibrated: () => make(),
    withRanges: make,
  };
}
