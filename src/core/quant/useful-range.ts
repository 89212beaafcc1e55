import type { Range } from "../calibration/range.ts";
import type { TensorStatistics } from "../calibration/statistics.ts";
import type { GraphIndex } from "../graph/index.ts";
import { isOperator, type Model, type TensorIndex } from "../tflite/model.ts";
import type { PlannedOp } from "./plan.ts";

/** Beyond these inputs the 8-bit output of the op does not move any more: its step is 1/256, or 1/128. */
const saturation: Readonly<Record<string, number>> = { LOGISTIC: 6.2, TANH: 2.8 };

/** exp(−x) below half a step of the 8-bit output. */
const vanishing = Math.log(512);

/** Row length of a tensor that a SOFTMAX reads; 0 for others. */
export function softmaxRow(model: Model, index: GraphIndex, t: TensorIndex): number {
  const graph = model.subgraphs[0]!;
  const read = index.consumers[t]!.some(({ op }) => isOperator(model, graph.operators[op]!, "SOFTMAX"));
  return read ? (graph.tensors[t]!.shape.at(-1) ?? 0) : 0;
}

/**
 * Cuts the int8 range of a tensor that only saturating ops read down to where their 8-bit outputs still move, so
 * that its steps are finer there. For a softmax over n values that is ln 512 + ln n below the least maximum of any
 * row: what lies lower is rounded to zero, and together adds less than half a step to the sum.
 */
export function usefulRange(
  model: Model,
  index: GraphIndex,
  planned: readonly PlannedOp[],
  t: TensorIndex,
  range: Range,
  seen: TensorStatistics,
): Range {
  const readers = index.consumers[t]!;
  if (readers.length === 0 || index.isOutput[t]) return range;
  let min = Infinity;
  let max = -Infinity;
  for (const { op } of readers) {
    const plan = planned[op]!;
    if (plan.kind !== "integer") return range;
    const bound = saturation[plan.name];
    if (bound !== undefined) {
      min = Math.min(min, -bound);
      max = Math.max(max, bound);
    } else if (plan.name === "SOFTMAX") {
      const options = model.subgraphs[0]!.operators[op]!.builtinOptions;
      const beta = options?.type === "SoftmaxOptions" && options.beta > 0 ? options.beta : 1;
      const row = Math.max(1, model.subgraphs[0]!.tensors[t]!.shape.at(-1) ?? 1);
      min = Math.min(min, (seen.leastRowMax ?? seen.max) - (vanishing + Math.log(row)) / beta);
      // The largest values decide: none of them is clipped.
      max = Math.max(max, seen.max);
    } else return range;
  }
  return { min: Math.max(seen.min, min), max: Math.min(seen.max, max) };
}
