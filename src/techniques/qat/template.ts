import type { TensorStatistics } from "../../core/calibration/statistics.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import type { BorderType } from "../../core/quant/border.ts";
import { quantizeInteger } from "../../core/quant/integer.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Model, TensorIndex } from "../../core/tflite/model.ts";
import type { TensorRange } from "../../core/train/ranges.ts";
import { resolveOptions } from "../options.ts";
import type { TechniqueContext } from "../technique.ts";
import { weightInt4 } from "../weight-int4/index.ts";
import { weightInt8 } from "../weight-int8/index.ts";

/** What the exported file is to look like. */
export interface ExportForm {
  readonly weightBits: 8 | 4;
  readonly activations: "int8" | "int16x8" | "float";
  readonly border: BorderType;
}

/** Makes the file that training aims at; its weights are then replaced by the trained ones. */
export interface TemplateMaker {
  /** With the ranges of calibration. */
  calibrated(): Promise<Model>;
  /** With ranges that moved in training; null where activations stay float. */
  readonly withRanges: ((ranges: ReadonlyMap<TensorIndex, TensorRange>) => Promise<Model>) | null;
}

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
  if (activations === "float") {
    const technique = weightBits === 4 ? weightInt4 : weightInt8;
    // The weights are replaced by trained ones, so solving their rounding would be lost work.
    const options = resolveOptions(technique.id, technique.options, { rounding: "nearest" });
    return {
      calibrated: async () => (await technique.apply(model, options, context)).model,
      withRanges: null,
    };
  }
  const some: Dataset = { ...data, count: Math.min(data.count, mostCalibrationSamples) };
  let seen: ReadonlyMap<TensorIndex, TensorStatistics> = new Map();
  const make = async (
    calibration: "mse" | "minmax",
    statistics?: ReadonlyMap<TensorIndex, TensorStatistics>,
  ) => {
    const result = await quantizeInteger(
      model,
      {
        choose: () => ({ precision: activations, weightBits }),
        calibration,
        percentile: 100,
        perChannel: true,
        biasCorrection: false,
        strict: false,
        border,
      },
      { ...context, runtime, data: some, ...(statistics === undefined ? {} : { statistics }) },
    );
    seen = statistics === undefined ? result.statistics : seen;
    return result.model;
  };
  return {
    calibrated: () => make("mse"),
    withRanges: (ranges) => {
      const statistics = new Map(seen);
      for (const [tensor, { min, max }] of ranges) {
        statistics.set(tensor, {
          samples: some.count,
          min,
          max,
          averageMin: min,
          averageMax: max,
          histogram: null,
          mean: null,
        });
      }
      return make("minmax", statistics);
    },
  };
}
