import { unpackWeights } from "../../core/graph/unpack-weights.ts";
import { weightLayers } from "../../core/graph/weight-layers.ts";
import type { KernelExecutor } from "../../core/kernels/executor.ts";
import { neverCancelled } from "../../core/outcome.ts";
import { sampleWeights, type WeightSample } from "../../core/preview/sample-weights.ts";
import type { Model } from "../../core/tflite/model.ts";

/** Some of a file's weights as plain floats, whatever form it keeps them in. */
export async function weightSample(
  file: { readonly model: Model; readonly bytes: Uint8Array },
  kernels: KernelExecutor,
): Promise<WeightSample> {
  const model = await unpackWeights(file.model, { kernels, signal: neverCancelled });
  return sampleWeights(model, weightLayers(model), file.bytes.length);
}
