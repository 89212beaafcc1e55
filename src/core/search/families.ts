import type { Candidate } from "./space.ts";
import type { Dropped, Point } from "./state.ts";

/**
 * Recipes of the same techniques, from mild (large) to strong (small). What is milder than one that is too mild is
 * not worth a look, and what is stronger than one that is too strong is not either: the rest is halved.
 */
export class Family {
  readonly name: string;
  readonly candidates: Candidate[] = [];
  /** Keys of those after which only stronger ones are worth a look. */
  readonly tooMild = new Set<string>();
  /** Keys of those after which only milder ones are. */
  readonly tooStrong = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  looks(points: ReadonlyMap<string, Point>): number {
    return this.candidates.filter((c) => points.has(c.key)).length;
  }
}

/** Puts a candidate into its family, which is made where it is the first; nothing happens to one that is there. */
export function groupFamilies(families: Family[], candidate: Candidate): void {
  let family = families.find((f) => f.name === candidate.family);
  if (family === undefined) {
    family = new Family(candidate.family);
    families.push(family);
  }
  if (family.candidates.some((c) => c.key === candidate.key)) return;
  family.candidates.push(candidate);
  family.candidates.sort((a, b) => b.size - a.size);
}

/** At least as strong in every option of every step. Both are of one family. */
function atLeastAsStrong(a: Candidate, b: Candidate): boolean {
  return a.steps.every((step, i) =>
    Object.entries(step.options).every(([name, value]) => {
      const other = b.steps[i]?.options[name];
      if (typeof value !== "number" || typeof other !== "number") return value === other;
      // More zeros are stronger, fewer different values are.
      return name === "clusters" ? value <= other : value >= other;
    }),
  );
}

/** The middle of what is left between too mild and too strong, and gives hope; null where nothing is. */
export function bracketNext(
  family: Family,
  dropped: ReadonlyMap<string, Dropped>,
  points: ReadonlyMap<string, Point>,
  towardsStrong: boolean,
  hopeful: (candidate: Candidate) => boolean = () => true,
): Candidate | null {
  const named = (keys: ReadonlySet<string>): Candidate[] => family.candidates.filter((c) => keys.has(c.key));
  const mild = named(family.tooMild);
  const strong = named(family.tooStrong);
  const left = family.candidates.filter(
    (c) =>
      !points.has(c.key) &&
      hopeful(c) &&
      !dropped.has(c.key) &&
      !mild.some((m) => atLeastAsStrong(m, c)) &&
      !strong.some((s) => atLeastAsStrong(c, s)),
  );
  if (left.length === 0) return null;
  const middle = (left.length - 1) / 2;
  return left[towardsStrong ? Math.floor(middle) : Math.ceil(middle)]!;
}
