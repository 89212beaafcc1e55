import { type StoredWeight, storedWeights, weightFacts } from "../core/graph/stored-weights.ts";
import type { Model } from "../core/tflite/model.ts";
import type { OpReport, TechniqueWarning } from "./technique.ts";
import { percent } from "./weights-report.ts";

/**
 * Looks at the finished file: are the zeros of the pruned and the equal values of the clustered weights still there?
 * What is kept for each tensor: a weight that was zero has the code 0; where weights had few values, their integers
 * have no more. Adds the figures to the report's lines and warns of every tensor that lost some.
 */
export function checkKept(
  before: Model,
  after: Model,
  report: readonly OpReport[],
): { readonly report: OpReport[]; readonly warnings: TechniqueWarning[] } {
  const old = new Map(storedWeights(before).map((w) => [w.output, w]));
  const notes = new Map<string, string>();
  const warnings: TechniqueWarning[] = [];
  for (const now of storedWeights(after)) {
    const was = old.get(now.output);
    if (was === undefined || was.values.length !== now.values.length) continue;
    const facts = weightFacts(now);
    const given = weightFacts(was);
    notes.set(
      now.output,
      `${percent(facts.zeros / now.values.length)} zeros, ${facts.different} different values in the file`,
    );
    const lost = lostZeros(was, now);
    const split = given.different <= 256 && facts.different > given.different;
    if (lost === 0 && !split) continue;
    warnings.push({
      code: "structure-lost",
      message: `“${now.tensor.name}” ${lost > 0 ? `lost ${lost} of its zeros` : `has ${facts.different} different values, not ${given.different}`} in quantization.`,
      tensor: now.tensor.name,
    });
  }
  return {
    report: report.map((line) => {
      const note = notes.get(line.tensor);
      return note === undefined ? line : { ...line, detail: `${line.detail}; ${note}` };
    }),
    warnings,
  };
}

function lostZeros(was: StoredWeight, now: StoredWeight): number {
  let lost = 0;
  for (let i = 0; i < was.values.length; i++) if (was.values[i] === 0 && now.values[i] !== 0) lost++;
  return lost;
}
