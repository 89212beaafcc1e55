import { integerTechnique } from "../integer.ts";
import { defineTechnique } from "../technique.ts";
import { int8Meta } from "./meta.ts";

/** 8-bit weights and activations throughout, after the TFLite int8 specification. */
export const int8 = defineTechnique({
  ...int8Meta,
  apply: (model, options, context) => integerTechnique(model, "int8", options, context),
});
