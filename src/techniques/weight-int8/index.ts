import { defineTechnique } from "../technique.ts";
import { storeWeightOnly } from "../weight-only.ts";
import { weightInt8Meta } from "./meta.ts";

/** int8 weights, a scale for each output channel, behind a DEQUANTIZE op: all arithmetic stays float. */
export const weightInt8 = defineTechnique({
  ...weightInt8Meta,
  apply: (model, options, context) => storeWeightOnly(model, options, () => 8, nothing, context),
});

const nothing = "No op of this model has constant float weights that can be stored as int8.";
