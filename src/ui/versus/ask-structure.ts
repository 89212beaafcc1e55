import type { SubgraphView } from "../../core/graph/view.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { StructureFacts } from "../../engine/facts/answers.ts";
import type { VariantId } from "../../engine/facts/variant.ts";

export interface PairGraphs {
  readonly graphA: readonly SubgraphView[];
  readonly graphB: readonly SubgraphView[];
}

/** How two files' ops are aligned, and what there is to draw of them. */
export async function askStructure(
  api: StudioApi,
  a: VariantId,
  b: VariantId,
): Promise<Outcome<StructureFacts & PairGraphs>> {
  const [facts, first, second] = await Promise.all([api.structure(a, b), api.graph(a), api.graph(b)]);
  if (facts.state !== "done") return facts;
  if (first.state !== "done") return first;
  if (second.state !== "done") return second;
  return { state: "done", value: { ...facts.value, graphA: first.value, graphB: second.value } };
}
