import { indexConstants } from "../../core/graph/constants.ts";
import { unpackWeights } from "../../core/graph/unpack-weights.ts";
import { weightLayers } from "../../core/graph/weight-layers.ts";
import type { KernelExecutor } from "../../core/kernels/executor.ts";
import { neverCancelled } from "../../core/outcome.ts";
import { sampleWeights, type WeightSample } from "../../core/preview/sample-weights.ts";
import type { Model } from "../../core/tflite/model.ts";
import { TensorType } from "../../core/tflite/tensor-types.ts";

/** Some of a file's weights as plain floats, whatever form it keeps them in. */
export async function weightSample(
  file: { readonly model: Model; readonly bytes: Uint8Array },
  kernels: KernelExecutor,
): Promise<WeightSample> {
  const model = await unpackWeights(file.model, { kernels, signal: neverCancelled });
  return sampleWeights(model, weightLayers(model), file.bytes.length, { halves: halves(file.model) });
}

/** Names of the constants that a file keeps in float16, as the ops read them. */
function halves(model: Model): Set<string> {
  const names = model.subgraphs.flatMap(({ tensors }, g) =>
    [...indexConstants(model, g).byTensor.values()]
      .filter(({ source }) => tensors[source]!.type === TensorType.FLOAT16)
      .map(({ tensor }) => tensors[tensor]!.name),
  );
  return new Set(names);
}
