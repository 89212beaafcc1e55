import type { Candidate } from "./space.ts";
import type { Level } from "./state.ts";

/** Seconds that looks took, to foretell those of others: reconstruction can take a hundred times a plain rounding. */
export class Costs {
  private readonly seen = new Map<string, { seconds: number; count: number }>();

  note(candidate: Candidate, level: Level, seconds: number): void {
    const key = `${level} ${candidate.family}`;
    const before = this.seen.get(key) ?? { seconds: 0, count: 0 };
    this.seen.set(key, { seconds: before.seconds + seconds, count: before.count + 1 });
  }

  /**
   * Expected seconds: the mean of the family at this level or the one below, else of the dearest family that shares
   * a technique; 0 where nothing is known.
   */
  expected(candidate: Candidate, level: Level): number {
    const own = this.mean(`${level} ${candidate.family}`) ?? this.mean(`quick ${candidate.family}`);
    if (own !== null) return own;
    const techniques = new Set(candidate.steps.map((s) => s.technique));
    const related = [...this.seen.keys()].filter((key) => {
      const [at, family] = key.split(" ");
      return at === level && family!.split("+").some((t) => techniques.has(t));
    });
    return Math.max(0, ...related.map((key) => this.mean(key)!));
  }

  private mean(key: string): number | null {
    const known = this.seen.get(key);
    return known === undefined ? null : known.seconds / known.count;
  }
}
