import { constantBytes, isOperator, type Model } from "../tflite/model.ts";
import { tensorTypeName } from "../tflite/tensor-types.ts";
import { type InputEvidence, type ModelInput, noEvidence } from "./model-input.ts";

/** What each input of the primary subgraph wants, from its tensor and from the ops that read it. */
export function describeInputs(model: Model): ModelInput[] {
  const graph = model.subgraphs[0];
  if (graph === undefined) return [];
  return graph.inputs.map((index): ModelInput => {
    const tensor = graph.tensors[index]!;
    const scale = tensor.quantization?.scale?.[0];
    const zeroPoint = Number(tensor.quantization?.zeroPoint?.[0] ?? 0n);
    return {
      name: tensor.name,
      shape: tensor.shape.map((d) => (d < 0 ? 1 : d)),
      type: tensorTypeName(tensor.type) ?? "FLOAT32",
      quantization: scale === undefined || scale <= 0 ? null : { scale, zeroPoint },
      metadata: null,
      evidence: evidenceOf(model, index),
    };
  });
}

function evidenceOf(model: Model, index: number): InputEvidence {
  const graph = model.subgraphs[0]!;
  let evidence = noEvidence;
  for (const op of graph.operators) {
    if (!op.inputs.includes(index)) continue;
    const table = isOperator(model, op, "GATHER") ? 0 : isOperator(model, op, "EMBEDDING_LOOKUP") ? 1 : -1;
    const tensor = graph.tensors[op.inputs[table] ?? -1];
    if (tensor !== undefined && op.inputs[1 - table] === index && constantBytes(model, tensor) !== null) {
      evidence = { ...evidence, tableRows: tensor.shape[0] ?? null };
    }
    if (isOperator(model, op, "CONV_2D") || isOperator(model, op, "DEPTHWISE_CONV_2D")) {
      evidence = { ...evidence, layout: "nhwc" };
    }
  }
  return evidence;
}
