import { integerTechnique } from "../integer.ts";
import { defineTechnique } from "../technique.ts";
import { int16x8Meta } from "./meta.ts";

/** 8-bit weights with symmetric 16-bit activations and 64-bit biases. */
export const int16x8 = defineTechnique({
  ...int16x8Meta,
  apply: (model, options, context) => integerTechnique(model, "int16x8", options, context),
});
