import { equalizeChannels } from "../core/equalize/equalize.ts";
import { rewriteConstants } from "../core/graph/rewrite-constants.ts";
import { hasPackedWeights } from "../core/graph/unpack-weights.ts";
import { encodeSparse } from "../core/sparse/encode.ts";
import { xnnpackSparse } from "../core/sparse/xnnpack.ts";
import type { Model, Tensor } from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { float16 } from "./float16/index.ts";
import { resolveOptions } from "./options.ts";
import type { OpReport, TechniqueContext, TechniqueResult, TechniqueWarning } from "./technique.ts";
import { equalizedWarning } from "./weight-scales.ts";
import { finalBytes, percent } from "./weights-report.ts";

/**
 * What the techniques that change weights have in common: weights in float16 or sparse become plain float32 ones,
 * badly scaled channels are equalized, and what was float16 in the file is float16 again in the result.
 */
export async function structureStep(
  model: Model,
  context: TechniqueContext,
  work: (plain: Model) => Promise<TechniqueResult>,
  /** Store weights with enough zeros sparse, behind DENSIFY, also where the file did not. */
  storeSparse = false,
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
  const has = (test: (tensor: Tensor) => boolean): boolean =>
    model.subgraphs.some((g) => g.tensors.some(test));
  const halves = has((t) => t.type === TensorType.FLOAT16);
  const sparse = storeSparse || has((t) => t.sparsity !== null);
  const encoded = sparse ? encodeSparse(result.model, halves).model : result.model;
  if (storeSparse) warnings.push(sparseWarning(encoded));
  const finished = halves ? await packAgain(encoded, context) : encoded;
  const report =
    packed || sparse ? withOldIndices(result.report, unpacked.newIndex, finished) : result.report;
  return { ...result, model: finished, report, warnings: [...warnings, ...result.warnings] };
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

function sparseWarning(model: Model): TechniqueWarning {
  const { failing, zeros } = xnnpackSparse(model);
  const message =
    failing === null
      ? `XNNPACK will run this model on its sparse kernels on Arm and in WebAssembly (${percent(zeros ?? 0)} of the 1x1 weights are zero); x86 processors with AVX unpack it.`
      : `The file is smaller, but not faster: XNNPACK will unpack it. ${failing.message}`;
  return { code: "xnnpack-sparse", message };
}
