import type { BuiltinOptions } from "../core/tflite/model.ts";

type Dense = Extract<BuiltinOptions, { type: "FullyConnectedOptions" }>;

/** Options of a FULLY_CONNECTED; rows only, nothing fused, unless said otherwise. */
export const denseOptions = (over: Partial<Omit<Dense, "type">> = {}): Dense => ({
  type: "FullyConnectedOptions",
  fusedActivationFunction: 0,
  weightsFormat: 0,
  keepNumDims: false,
  asymmetricQuantizeInputs: false,
  quantizedBiasType: 0,
  ...over,
});
