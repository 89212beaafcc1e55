import type { WorkContext } from "../quant/store-constants.ts";
import type { Model } from "../tflite/model.ts";
import { indexConstants } from "./constants.ts";
import { rewriteConstants } from "./rewrite-constants.ts";

/** Whether the model keeps constants in float16 or sparse, behind DEQUANTIZE or DENSIFY ops. */
export const hasPackedWeights = (model: Model): boolean =>
  model.subgraphs.some(
    (graph, g) =>
      indexConstants(model, g).unpackers.size > 0 || graph.tensors.some((tensor) => tensor.sparsity !== null),
  );

/**
 * The same model with every float16 constant in float32 and every sparse one dense, and without the DEQUANTIZE and
 * DENSIFY ops that unpacked them. Integer weights stay integers. New constants lie in memory of `kernels.allocate`,
 * the others are still views of the file. Returns the model itself where there is nothing to unpack.
 */
export async function unpackWeights(model: Model, context: WorkContext): Promise<Model> {
  if (!hasPackedWeights(model)) return model;
  const dense = { form: { kind: "dense" }, dequantize: false } as const;
  return (await rewriteConstants(model, () => dense, context)).model;
}
