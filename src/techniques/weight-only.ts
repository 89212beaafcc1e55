import type { WeightLayer } from "../core/graph/weight-layers.ts";
import type { WeightOp } from "../core/graph/weights.ts";
import { isOperator, type Model, type Operator, type Subgraph } from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { quantizeInputsAsymmetrically } from "./dynamic-int8/index.ts";
import { tableDecision } from "./lookup-table.ts";
import { type Decide, storeWeights } from "./store-weights.ts";
import type { TechniqueContext, TechniqueResult } from "./technique.ts";
import { type PreparedWeights, prepareWeights } from "./weight-scales.ts";
import { weightShapeProblem } from "./weight-shape.ts";

const short: Partial<Record<WeightOp, string>> = {
  DEPTHWISE_CONV_2D: "depthwise",
  TRANSPOSE_CONV: "transposed convolution",
};

/** Integers behind DEQUANTIZE for the weights of every op that has some, as wide as `bitsOf` says for the op. */
export function weightOnly(
  minElements: number,
  bitsOf: (op: WeightOp) => 4 | 8,
  chosenFor: PreparedWeights["chosenFor"],
  blockSize = 0,
): Decide {
  const narrow = bitsOf("CONV_2D") === 4;
  return (use) => {
    const { model, graph, place, slot, elements, tensor, opName, op } = use;
    if (place === null) {
      const table = tableDecision(use, minElements);
      return table ?? (elements > 1 ? `weights of ${opName} are not stored in integers` : null);
    }
    // XNNPACK leaves an op to slow kernels whose weight and bias it would unpack from different types.
    if (slot !== place.weight) return { form: { kind: "dense" }, dequantize: false, detail: null };
    if (elements < minElements) return `its ${elements} weights are fewer than minElements`;
    const problem = weightShapeProblem(place, tensor);
    if (problem !== null) return problem;
    const chosen = chosenFor(op);
    if (chosen !== undefined && chosen.block > 0) {
      const { scales, block } = chosen;
      const detail = `weights to int4, one scale for every ${block} in a row; its inputs are quantized to int8 as they come`;
      return {
        form: { kind: "integer", bits: 4, axis: place.axis, scales, block },
        dequantize: false,
        detail,
      };
    }
    const bits = chosen?.bits ?? bitsOf(place.op);
    const usual = bitsOf(place.op);
    const detail =
      narrow && usual === 8
        ? `${short[place.op] ?? place.op} int4: no kernel takes it; int8 used, one scale per output channel`
        : bits !== usual
          ? "first layer: few weights that touch everything after them; int8 used, one scale per output channel"
          : `weights to int${bits}, one scale per output channel, dequantized at load${blockReason(blockSize, model, graph, op)}`;
    const form = { kind: "integer", bits, axis: place.axis, scales: chosen?.scales } as const;
    return { form, dequantize: true, detail };
  };
}

/** Stores weights as integers behind DEQUANTIZE, with their rounding solved on samples where that is asked for. */
export async function storeWeightOnly(
  model: Model,
  options: { readonly minElements: number; readonly rounding: string; readonly blockSize?: string },
  bitsOf: (op: WeightOp) => 4 | 8,
  nothing: string,
  context: TechniqueContext,
): Promise<TechniqueResult> {
  const blockSize = Number(options.blockSize ?? 0);
  const prepared = await prepareWeights(
    model,
    {
      bitsOf: (layer) => (layer.rows * layer.columns < options.minElements ? null : bitsOf(layer.name)),
      ...(blockSize > 0 && {
        blockOf: (plain: Model, { graph, op }: WeightLayer) => {
          const of = plain.subgraphs[graph]!;
          return blockProblem(blockSize, plain, of, of.operators[op]!) === null ? blockSize : 0;
        },
      }),
      solve: options.rounding === "solved",
    },
    context,
  );
  const decide = weightOnly(options.minElements, bitsOf, prepared.chosenFor, blockSize);
  const result = await storeWeights(
    prepared.model,
    { decide, nothing, ...(blockSize > 0 && { finish: quantizeBlockInputs }) },
    context,
  );
  return { ...result, warnings: [...prepared.warnings, ...result.warnings] };
}

/** Why an op's weights have no scale for each block, as the end of a sentence; nothing where none was asked for. */
function blockReason(size: number, model: Model, graph: Subgraph, op: Operator): string {
  const problem = size === 0 ? null : blockProblem(size, model, graph, op);
  return problem === null ? "" : `; no blocks: ${problem}`;
}

/** Why no kernel takes the op's weights in int4 with a scale for each block; null where one does. */
function blockProblem(size: number, model: Model, graph: Subgraph, op: Operator): string | null {
  if (!isOperator(model, op, "FULLY_CONNECTED")) return "the runtime takes them in FULLY_CONNECTED alone";
  const [input, weight] = op.inputs.map((t) => graph.tensors[t]);
  const output = graph.tensors[op.outputs[0] ?? -1];
  if (input?.type !== TensorType.FLOAT32 || output?.type !== TensorType.FLOAT32) {
    return "its activations are not float32";
  }
  const columns = weight?.shape.at(-1) ?? 0;
  return columns % size === 0 ? null : `its ${columns} inputs don't divide into runs of ${size}`;
}

function quantizeBlockInputs(model: Model, graph: Subgraph, op: Operator): void {
  const weight = graph.tensors[op.inputs[1] ?? -1];
  if (weight?.quantization?.details?.type === "BlockwiseQuantization") {
    quantizeInputsAsymmetrically(model, graph, op);
  }
}
