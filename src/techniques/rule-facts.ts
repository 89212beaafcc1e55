// What became of each rule that a person made: how many ops it decides about, and why it did nothing where it did.
import { matchRecipe } from "../core/recipe/match.ts";
import type { Model } from "../core/tflite/model.ts";
import { baseRules, ownRules, type RuledSteps, takesRules } from "./ruled-steps.ts";
import type { OpReport } from "./technique.ts";

export interface RuleFacts {
  /** Ops that its pattern finds. */
  readonly matched: number;
  /** Ops that it decides about: of those found, the ones that can be so and that no later rule takes. */
  readonly taken: number;
  /** Why it does nothing, or not all that it says; null where it does. */
  readonly problem: string | null;
}

/** One entry a rule, in order. With the report of a making, ops that stayed as they were count as not done. */
export function ruleFacts(
  model: Model,
  recipe: RuledSteps,
  report: readonly OpReport[] | null,
): readonly RuleFacts[] {
  const own = ownRules(recipe);
  if (own.length === 0 || !takesRules(recipe.steps)) return [];
  const base = baseRules(recipe.steps);
  const { counts, unused, rules } = matchRecipe(model, { rules: [...base, ...own] }, base.length);
  const { operators, tensors } = model.subgraphs[0]!;
  const lines = new Map(report?.map((line) => [line.tensor, line]));
  return own.map((rule, i): RuleFacts => {
    const r = base.length + i;
    const { matched, won } = counts[r]!;
    const idle = unused.find((entry) => entry.rule === r);
    if (idle !== undefined) return { matched, taken: 0, problem: idle.reason };
    const kept = operators.flatMap((op, o) => {
      const line = rules[o] === r ? lines.get(tensors[op.outputs[0] ?? -1]?.name ?? "") : undefined;
      return line?.action === "kept" && rule.action !== "float" ? [line] : [];
    });
    if (kept.length === 0) return { matched, taken: won, problem: null };
    const who = kept.length === won ? "Skipped" : `${kept.length} of ${won} skipped`;
    return { matched, taken: won - kept.length, problem: `${who}: ${kept[0]!.detail}.` };
  });
}
