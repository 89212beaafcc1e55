import type { SensitivityFacts } from "../facts/precision.ts";
import type { KeptOps } from "../facts/search.ts";
import type { PrecisionLab } from "../precision/precision-lab.ts";

/** How many ops are kept, from few to many. */
const counts = [1, 2, 4, 8, 16];

/** Recipes that keep the ops that make the most noise for their bytes; what each adds to the file. */
export const keptOps = (lab: PrecisionLab, { ops }: SensitivityFacts): KeptOps[] =>
  counts
    .filter((count) => count <= ops.length)
    .map((count) => {
      const kept = ops.slice(0, count);
      return {
        steps: lab.steps(new Map(kept.map(({ op }) => [op, lab.better(op)]))),
        bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    });
