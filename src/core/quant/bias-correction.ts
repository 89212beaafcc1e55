import type { TensorStatistics } from "../calibration/statistics.ts";
import type { Model, OperatorIndex, TensorIndex } from "../tflite/model.ts";
import { columnMeans, meanOutputs } from "./column-means.ts";
import type { PlannedOp } from "./plan.ts";
import type { WeightPlan } from "./weights.ts";

export interface BiasCorrectionArgs {
  readonly model: Model;
  readonly planned: readonly PlannedOp[];
  readonly weights: ReadonlyMap<OperatorIndex, { readonly plan: WeightPlan; readonly values: Int8Array }>;
  readonly biases: ReadonlyMap<OperatorIndex, Float32Array>;
  /** Of the float model, with the mean of the input of every op with weights. */
  readonly statistics: ReadonlyMap<TensorIndex, TensorStatistics>;
}

/**
 * Folds the mean error of each output channel into the bias. Rounding the weights by ΔW moves the mean output by
 * ΔW · E[x]; E[x] is known exactly, place by place, from calibration.
 * Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", arXiv:1906.04721, §4.2.
 */
export function correctBiases(args: BiasCorrectionArgs): Map<OperatorIndex, Float32Array> {
  const { model, planned } = args;
  const graph = model.subgraphs[0]!;
  const corrected = new Map(args.biases);
  for (const [o, { plan, values }] of args.weights) {
    const planOfOp = planned[o]!;
    if (planOfOp.kind !== "integer") continue;
    const op = graph.operators[o]!;
    const slot = planOfOp.activations[0]!;
    const mean = args.statistics.get(op.inputs[slot]!)?.mean;
    if (mean === null || mean === undefined) continue;
    const columns = columnMeans(model, op, planOfOp.name, slot, mean);
    if (columns === null) continue;
    const { shape } = graph.tensors[plan.tensor]!;
    const exact = meanOutputs(planOfOp.name, shape, plan.values, null, columns);
    const rounded = meanOutputs(planOfOp.name, shape, values, plan.scales, columns);
    const bias = args.biases.get(o) ?? new Float32Array(plan.layout.channels);
    corrected.set(
      o,
      bias.map((b, c) => b + exact[c]! - rounded[c]!),
    );
  }
  return corrected;
}
