import type { WeightLayer } from "../../core/graph/weight-layers.ts";
import { type PrunePattern, patternMisfit } from "../../core/prune/pattern.ts";

export type Scope = "inner" | "inner+depthwise" | "inner+ends" | "all";

/** Why a layer stays dense under the scope; null where it is pruned. */
export function leftDense(
  layer: Pick<WeightLayer, "name" | "first" | "last" | "columns"> & { readonly graph?: number },
  scope: Scope,
  pattern: PrunePattern,
): string | null {
  const depthwise = layer.name === "DEPTHWISE_CONV_2D";
  if (depthwise && (scope === "inner" || scope === "inner+ends")) {
    return "depthwise: few weights that each matter much; left dense (scope)";
  }
  if (depthwise && pattern !== "unstructured")
    return "depthwise: a pattern along rows does not fit; left dense";
  if (scope === "inner" || scope === "inner+depthwise") {
    if ((layer.graph ?? 0) > 0)
      return "in a loop or a branch, which samples cannot be followed into; left dense (scope)";
    if (layer.first) return "first layer: it sees the input itself; left dense (scope)";
    if (layer.last) return "last layer: it makes the decision; left dense (scope)";
  }
  const misfit = patternMisfit(pattern, layer.columns);
  return misfit === null ? null : `${misfit}; left dense`;
}
