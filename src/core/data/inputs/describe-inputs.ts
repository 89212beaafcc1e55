import type { Model } from "../../tflite/model.ts";
import { tensorTypeName } from "../../tflite/tensor-types.ts";
import { inputEvidence } from "./input-evidence.ts";
import { readInputMetadata } from "./metadata.ts";
import type { ModelInput } from "./model-input.ts";

/** What each input of the primary subgraph wants: from its tensor, the metadata, and the ops that read it. */
export function describeInputs(model: Model): ModelInput[] {
  const graph = model.subgraphs[0];
  if (graph === undefined) return [];
  const metadata = readInputMetadata(model);
  return graph.inputs.map((index, i): ModelInput => {
    const tensor = graph.tensors[index]!;
    const scale = tensor.quantization?.scale?.[0];
    const zeroPoint = Number(tensor.quantization?.zeroPoint?.[0] ?? 0);
    const open = (tensor.shapeSignature ?? tensor.shape).flatMap((d, axis) =>
      d < 0 && axis > 0 ? [axis] : [],
    );
    return {
      name: tensor.name,
      shape: tensor.shape.map((d) => (d < 0 ? 1 : d)),
      ...(open.length > 0 && { open }),
      type: tensorTypeName(tensor.type) ?? "FLOAT32",
      quantization: scale === undefined || !(scale > 0) ? null : { scale, zeroPoint },
      metadata: metadata[i] ?? null,
      evidence: inputEvidence(model, index),
    };
  });
}
