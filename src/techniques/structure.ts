import { equalizeChannels } from "../core/equalize/equalize.ts";
import { rewriteConstants } from "../core/graph/rewrite-constants.ts";
import { hasPackedWeights } from "../core/graph/unpack-weights.ts";
import type { Model } from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { float16 } from "./float16/index.ts";
import { resolveOptions } from "./options.ts";
import type { OpReport, TechniqueContext, TechniqueResult, TechniqueWarning } from "./technique.ts";
import { equalizedWarning } from "./weight-scales.ts";
import { finalBytes } from "./weights-report.ts";

/**
 * What the techniques that change weights have in common: weights in float16 or sparse become plain float32 ones,
 * badly scaled channels are equalized, and what was float16 in the file is float16 again in the result.
 */
export async function structureStep(
  model: Model,
  context: TechniqueContext,
  work: (plain: Model) => Promise<TechniqueResult>,
): Promise<TechniqueResult> {
  const packed = hasPackedWeights(model);
  const unpacked = packed
    ? await rewriteConstants(model, () => ({ form: { kind: "dense" }, dequantize: false }), context)
    : { model, newIndex: [] };
  const kept = context.keep.sparsity || context.keep.clusters;
  const equalized = kept ? null : equalizeChannels(unpacked.model);
  const warnings: TechniqueWarning[] = [];
  if (equalized?.changed) warnings.push(equalizedWarning(equalized.groups.filter((g) => g.applied).length));
  const result = await work(equalized?.model ?? unpacked.model);
  if (!packed) return { ...result, warnings: [...warnings, ...result.warnings] };
  const halves = model.subgraphs.some((g) => g.tensors.some((t) => t.type === TensorType.FLOAT16));
  const finished = halves ? await packAgain(result.model, context) : result.model;
  return {
    model: finished,
    report: withOldIndices(result.report, unpacked.newIndex, finished),
    warnings: [...warnings, ...result.warnings],
  };
}

async function packAgain(model: Model, context: TechniqueContext): Promise<Model> {
  return (await float16.apply(model, resolveOptions("float16", float16.options, {}), context)).model;
}

/** Report lines name the ops of the file that was given. */
function withOldIndices(
  report: readonly OpReport[],
  newIndex: readonly Int32Array[],
  finished: Model,
): OpReport[] {
  const old = newIndex.map((indices) => {
    const back = new Map<number, number>();
    indices.forEach((now, o) => {
      if (now >= 0) back.set(now, o);
    });
    return back;
  });
  return report.map((line) => ({
    ...line,
    op: old[line.subgraph]?.get(line.op) ?? line.op,
    bytesAfter: finalBytes(finished, line.tensor) ?? line.bytesAfter,
  }));
}
