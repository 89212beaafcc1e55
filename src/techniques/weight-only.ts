import type { WeightOp } from "../core/graph/weights.ts";
import type { Model } from "../core/tflite/model.ts";
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
): Decide {
  const narrow = bitsOf("CONV_2D") === 4;
  return ({ place, slot, elements, tensor, opName, op }) => {
    if (place === null) return elements > 1 ? `weights of ${opName} are not stored in integers` : null;
    // XNNPACK leaves an op to slow kernels whose weight and bias it would unpack from different types.
    if (slot !== place.weight) return { form: { kind: "dense" }, dequantize: false, detail: null };
    if (elements < minElements) return `its ${elements} weights are fewer than minElements`;
    const problem = weightShapeProblem(place, tensor);
    if (problem !== null) return problem;
    const chosen = chosenFor(op);
    const bits = chosen?.bits ?? bitsOf(place.op);
    const usual = bitsOf(place.op);
    const detail =
      narrow && usual === 8
        ? `${short[place.op] ?? place.op} int4: no kernel takes it; int8 used, one scale per output channel`
        : bits !== usual
          ? "first layer: few weights that touch everything after them; int8 used, one scale per output channel"
          : `weights to int${bits}, one scale per output channel, dequantized at load`;
    const form = { kind: "integer", bits, axis: place.axis, scales: chosen?.scales } as const;
    return { form, dequantize: true, detail };
  };
}

/** Stores weights as integers behind DEQUANTIZE, with their rounding solved on samples where that is asked for. */
export async function storeWeightOnly(
  model: Model,
  options: { readonly minElements: number; readonly rounding: string },
  bitsOf: (op: WeightOp) => 4 | 8,
  nothing: string,
  context: TechniqueContext,
): Promise<TechniqueResult> {
  const prepared = await prepareWeights(
    model,
    {
      bitsOf: (layer) => (layer.rows * layer.columns < options.minElements ? null : bitsOf(layer.name)),
      solve: options.rounding === "solved",
    },
    context,
  );
  const decide = weightOnly(options.minElements, bitsOf, prepared.chosenFor);
  const result = await storeWeights(prepared.model, { decide, nothing }, context);
  return { ...result, warnings: [...prepared.warnings, ...result.warnings] };
}
