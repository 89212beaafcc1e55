import { elementCount } from "../../core/graph/index.ts";
import { InputError } from "../../core/outcome.ts";
import type { Model, Operator, Subgraph, Tensor } from "../../core/tflite/model.ts";
import { TensorType } from "../../core/tflite/tensor-types.ts";
import { type Decide, smallConstant, storeWeights } from "../store-weights.ts";
import { defineTechnique } from "../technique.ts";
import { float16Meta } from "./meta.ts";

/** Weights, biases and other float constants in float16 behind DEQUANTIZE ops, which runtimes fold at load. */
export const float16 = defineTechnique({
  ...float16Meta,
  async apply(model, { overflow }, context) {
    const result = await storeWeights(model, { decide, nothing }, context);
    const beyond = result.warnings.find((warning) => warning.code === "float16-overflow");
    if (overflow === "refuse" && beyond !== undefined) {
      throw new InputError(
        "float16-overflow",
        `The weight “${beyond.tensor}” holds values beyond ±65504, which float16 cannot. Use overflow=clamp, or another technique.`,
        { tensor: beyond.tensor ?? "" },
      );
    }
    return result;
  },
});

const nothing = "No op of this model has float32 constants that float16 would make smaller.";

/** Ops that hand their inputs to another graph, or whose kernels are not the runtime's own: they get what they had. */
const apart = new Set(["WHILE", "IF", "CALL", "CALL_ONCE"]);

/** Bytes of a sparse tensor's values and indices; 0 for dense ones. */
function sparseBytes(model: Model, { sparsity, buffer }: Tensor): number {
  if (sparsity === null) return 0;
  const indices = (sparsity.dimMetadata ?? []).flatMap((dim) => [dim.arraySegments, dim.arrayIndices]);
  return indices.reduce(
    (sum, vector) => sum + (vector?.values?.byteLength ?? 0),
    model.buffers[buffer]?.data?.length ?? 0,
  );
}

const isSmall = (graph: Subgraph, op: Operator, slot: number): boolean =>
  elementCount(graph.tensors[op.inputs[slot] ?? -1]?.shape ?? []) < smallConstant;

const readsIntegers = (graph: Subgraph, op: Operator, slot: number): boolean =>
  graph.tensors[op.inputs[slot] ?? -1]?.type !== TensorType.FLOAT32;

const decide: Decide = ({ place, slot, elements, opName, model, graph, op, source }) => {
  const what = place === null ? "constants" : slot === place.weight ? "weights" : "bias";
  if (apart.has(opName)) return null;
  if (model.operatorCodes[op.opcodeIndex]?.customCode)
    return `${opName} is a custom op; its constants stay as they are`;
  if (source.type !== TensorType.FLOAT32) return `its ${what} are in float16 already`;
  if (sparseBytes(model, source) > 0 && sparseBytes(model, source) <= 2 * elements) {
    return `its ${what} are sparse and stay so: in float16, dense, they would be larger`;
  }
  // XNNPACK refuses a whole model whose op has integer weights beside a bias behind DEQUANTIZE.
  if (place !== null && slot === place.bias && readsIntegers(graph, op, place.weight)) return null;
  // XNNPACK leaves an op to slow kernels whose weight is in float16 and whose bias is not.
  const besideWeight = place !== null && slot === place.bias && !isSmall(graph, op, place.weight);
  if (elements < smallConstant && !besideWeight) {
    return what === "weights"
      ? `its ${elements} weights would take more bytes with the DEQUANTIZE op they need`
      : null;
  }
  return { form: { kind: "float16", clamp: true }, dequantize: true, detail: `${what} to float16` };
};
