import { storeWeights } from "../store-weights.ts";
import { defineTechnique } from "../technique.ts";
import { weightOnly } from "../weight-only.ts";
import { weightInt8Meta } from "./meta.ts";

/** int8 weights, a scale for each output channel, behind a DEQUANTIZE op: all arithmetic stays float. */
export const weightInt8 = defineTechnique({
  ...weightInt8Meta,
  apply: (model, { minElements }, context) =>
    storeWeights(model, { decide: weightOnly(minElements, () => 8), nothing }, context),
});

const nothing = "No op of this model has constant float weights that can be stored as int8.";
