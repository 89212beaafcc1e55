import type { Decision, WeightUse } from "./store-weights.ts";

/** Below this many elements DEQUANTIZE and a scale for each row take what integers save. */
const leastTable = 512;

/**
 * What becomes of a table that GATHER looks rows up in, most of a text model's bytes: int8 with a scale for each row,
 * which no kernel looks up, so that DEQUANTIZE makes it float when the file is loaded. Null for all other constants.
 */
export function tableDecision(use: WeightUse, minElements: number): Decision | null {
  const { opName, op, slot, tensor, elements } = use;
  const options = op.builtinOptions;
  if (opName !== "GATHER" || slot !== 0 || options?.type !== "GatherOptions") return null;
  const [rows = 0, ...row] = tensor.shape;
  const wide = row.length > 0 && elements >= 8 * rows;
  if (options.axis !== 0 || !wide || elements < Math.max(leastTable, minElements)) return null;
  return {
    form: { kind: "integer", bits: 8, axis: 0 },
    dequantize: true,
    detail: "table to int8, one scale per row, dequantized at load",
  };
}
