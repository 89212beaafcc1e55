import type { WeightOp } from "../../core/graph/weights.ts";
import { defineTechnique } from "../technique.ts";
import { storeWeightOnly } from "../weight-only.ts";
import { weightInt4Meta } from "./meta.ts";

/** Ops that runtimes take with int4 weights in this form; the others get int8. */
const int4Ops: ReadonlySet<WeightOp> = new Set([
  "BATCH_MATMUL",
  "CONV_2D",
  "EMBEDDING_LOOKUP",
  "FULLY_CONNECTED",
]);

/** int4 weights, a scale for each output channel, behind a DEQUANTIZE op; int8 for ops that no kernel takes in int4. */
export const weightInt4 = defineTechnique({
  ...weightInt4Meta,
  apply: (model, options, context) =>
    storeWeightOnly(model, options, (op) => (int4Ops.has(op) ? 4 : 8), nothing, context),
});

const nothing = "No op of this model has constant float weights that can be stored as int4 or int8.";
