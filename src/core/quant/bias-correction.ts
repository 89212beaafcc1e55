import type { TensorStatistics } from "../calibration/statistics.ts";
import type { KernelExecutor } from "../kernels/executor.ts";
import type { MeanErrorsArgs } from "../kernels/mean-errors.ts";
import type { CancelSignal } from "../outcome.ts";
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
  readonly kernels: KernelExecutor;
  readonly signal: CancelSignal;
}

/**
 * Folds the mean error of each output channel into the bias. Rounding the weights by ΔW moves the mean output by
 * ΔW · E[x]; E[x] is known exactly, place by place, from calibration.
 * Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", arXiv:1906.04721, §4.2.
 */
export async function correctBiases(args: BiasCorrectionArgs): Promise<Map<OperatorIndex, Float32Array>> {
  const { model, planned, kernels, signal } = args;
  const graph = model.subgraphs[0]!;
  const corrected = new Map(args.biases);
  const correct = (plan: WeightPlan, first: number, errors: Float64Array): void => {
    const bias = corrected.get(plan.op)?.slice() ?? new Float32Array(plan.layout.channels);
    errors.forEach((error, r) => {
      bias[first + r]! += error;
    });
    corrected.set(plan.op, bias);
  };
  const calls: { plan: WeightPlan; first: number; args: MeanErrorsArgs }[] = [];
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
    if (planOfOp.name !== "DEPTHWISE_CONV_2D" && plan.values.length === shape[0]! * columns.length) {
      calls.push(...callsOf(plan, values, columns));
    } else {
      const exact = meanOutputs(planOfOp.name, shape, plan.values, null, columns);
      const rounded = meanOutputs(planOfOp.name, shape, values, plan.scales, columns);
      correct(
        plan,
        0,
        exact.map((sum, c) => sum - rounded[c]!),
      );
    }
  }
  const errors = await kernels.run(
    "meanErrors",
    calls.map((call) => call.args),
    { signal },
  );
  calls.forEach(({ plan, first }, i) => correct(plan, first, errors[i]!));
  return corrected;
}

/** Weights that one kernel call handles, about. */
const callWeights = 1 << 20;

/** The rows of a layer, cut into calls of about the same size. */
function callsOf(
  plan: WeightPlan,
  integers: Int8Array,
  columns: Float64Array,
): { plan: WeightPlan; first: number; args: MeanErrorsArgs }[] {
  const width = columns.length;
  const rows = plan.values.length / width;
  const together = Math.max(1, Math.floor(callWeights / width));
  return Array.from({ length: Math.ceil(rows / together) }, (_, i) => {
    const first = i * together;
    const end = Math.min(rows, first + together);
    return {
      plan,
      first,
      args: {
        weights: plan.values.subarray(first * width, end * width),
        integers: integers.subarray(first * width, end * width),
        scales: plan.scales.length === 1 ? plan.scales : plan.scales.subarray(first, end),
        columns,
      },
    };
  });
}
