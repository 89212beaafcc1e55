import type { WeightOp } from "../core/graph/weights.ts";
import type { Decide } from "./store-weights.ts";
import { weightShapeProblem } from "./weight-shape.ts";

const short: Partial<Record<WeightOp, string>> = {
  DEPTHWISE_CONV_2D: "depthwise",
  TRANSPOSE_CONV: "transposed convolution",
};

/** Integers behind DEQUANTIZE for the weights of every op that has some, as wide as `bitsOf` says for the op. */
export function weightOnly(minElements: number, bitsOf: (op: WeightOp) => 4 | 8): Decide {
  const narrow = bitsOf("CONV_2D") === 4;
  return ({ place, slot, elements, tensor, opName }) => {
    if (place === null) return elements > 1 ? `weights of ${opName} are not stored in integers` : null;
    if (slot !== place.weight) return null;
    if (elements < minElements) return `its ${elements} weights are fewer than minElements`;
    const problem = weightShapeProblem(place, tensor);
    if (problem !== null) return problem;
    const bits = bitsOf(place.op);
    const detail =
      narrow && bits === 8
        ? `${short[place.op] ?? place.op} int4: no kernel takes it; int8 used, one scale per output channel`
        : `weights to int${bits}, one scale per output channel, dequantized at load`;
    return { form: { kind: "integer", bits, axis: place.axis }, dequantize: true, detail };
  };
}
