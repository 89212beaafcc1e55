import { type Model, type Operator, operatorName, type Subgraph } from "../../core/tflite/model.ts";
import { raiseOpVersion } from "../../core/tflite/op-versions.ts";
import { TensorType, tensorTypeName } from "../../core/tflite/tensor-types.ts";
import { tableDecision } from "../lookup-table.ts";
import { type Decide, storeWeights } from "../store-weights.ts";

import { defineTechnique, type OpReport, type TechniqueWarning } from "../technique.ts";
import { slowDepthwiseCode } from "../warning-codes.ts";
import { prepareWeights } from "../weight-scales.ts";

import { weightShapeProblem } from "../weight-shape.ts";
import { decideLstm } from "./lstm.ts";
import { dynamicInt8Meta } from "./meta.ts";

/**
 * int8 weights, a scale for each output channel, read directly by kernels that quantize their float input as it comes
 * ("hybrid" or "dynamic range" kernels).
 */
export const dynamicInt8 = defineTechnique({
  ...dynamicInt8Meta,
  async apply(model, { minElements, depthwise, rounding }, context) {
    const prepared = await prepareWeights(
      model,
      {
        bitsOf: (layer) =>
          layer.rows * layer.columns < minElements ||
          (layer.name === "DEPTHWISE_CONV_2D" && depthwise === "float")
            ? null
            : 8,
        solve: rounding === "solved",
      },
      context,
    );
    const decide: Decide = (use) => {
      const lstm = decideLstm(use, minElements);
      if (lstm !== undefined) return lstm;
      const { place, slot, elements, tensor, graph, op } = use;
      if (place === null) {
        const table = tableDecision(use, minElements);
        return table ?? (elements > 1 ? `no int8 kernel of ${use.opName} takes float activations` : null);
      }
      // XNNPACK refuses a whole model whose dynamic-range op has a bias behind DEQUANTIZE.
      if (slot !== place.weight) return { form: { kind: "dense" }, dequantize: false, detail: null };
      if (elements < minElements) return `its ${elements} weights are fewer than minElements`;
      if (place.op === "DEPTHWISE_CONV_2D" && depthwise === "float") {
        return "depthwise weights stay float, as was asked, to run on faster kernels";
      }
      const problem = weightShapeProblem(place, tensor) ?? floatProblem(graph, op, place.input, place.op);
      if (problem !== null) return problem;
      return {
        form: { kind: "integer", bits: 8, axis: place.axis, scales: prepared.chosenFor(op)?.scales },
        dequantize: false,
        detail: "weights to int8, one scale per output channel; activations quantized as they come",
      };
    };
    const finish = quantizeInputsAsymmetrically;
    const result = await storeWeights(prepared.model, { decide, finish, nothing }, context);
    const warnings = [...prepared.warnings, ...result.warnings, ...slowDepthwise(result.report)];
    return { ...result, warnings };
  },
});

const nothing =
  "No op of this model has constant float weights for which there is an int8 kernel with float activations.";

/** Measured on a MobileNetV2 224 in a browser, 2 threads: 54 ms with its depthwise weights in int8, 17 ms in float. */
function slowDepthwise(report: readonly OpReport[]): TechniqueWarning[] {
  const slow = report.filter((line) => line.opName === "DEPTHWISE_CONV_2D" && line.action === "changed");
  if (slow.length === 0) return [];
  const saved = slow.reduce((sum, line) => sum + line.bytesBefore - line.bytesAfter, 0);
  return [
    {
      code: slowDepthwiseCode,
      message: `${slow.length} depthwise convolution${slow.length === 1 ? "" : "s"} with int8 weights run on slower kernels than in float. If latency matters more than ${Math.ceil(saved / 1000)} kB, set depthwise to float.`,
    },
  ];
}

/** The kernels take float32 in and out; a lookup takes indices. */
function floatProblem(graph: Subgraph, op: Operator, input: number, name: string): string | null {
  const types = [op.outputs[0], ...(name === "EMBEDDING_LOOKUP" ? [] : [op.inputs[input]])];
  const other = types.map((t) => graph.tensors[t ?? -1]?.type).find((type) => type !== TensorType.FLOAT32);
  if (other === undefined) return null;
  return `its activations are ${tensorTypeName(other)?.toLowerCase()}, not float32`;
}

/** Inputs are mostly one-sided (after ReLU): with a zero point of their own they keep a bit more. */
export function quantizeInputsAsymmetrically(model: Model, graph: Subgraph, op: Operator): void {
  const options = op.builtinOptions;
  if (options?.type !== "FullyConnectedOptions" && options?.type !== "BatchMatMulOptions") return;
  if (operatorName(model, op) === "FULLY_CONNECTED" || operatorName(model, op) === "BATCH_MATMUL") {
    options.asymmetricQuantizeInputs = true;
    raiseOpVersion(model, graph, op);
  }
}
