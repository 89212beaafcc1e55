import type { CancelSignal } from "../outcome.ts";
import { Costs } from "./costs.ts";
import { bracketNext, type Family, groupFamilies } from "./families.ts";
import { type Candidate, plainest } from "./space.ts";
import {
  type Constraints,
  type Dropped,
  fits,
  frontierOf,
  type Level,
  type Measured,
  type Point,
  type SearchState,
  sizeOf,
  sizeProblem,
} from "./state.ts";

/** Measures a candidate at a level. Throws for one that cannot be made; it is dropped with the error's words. */
export type Evaluate = (candidate: Candidate, level: Level, signal: CancelSignal) => Promise<Measured>;

export interface SearchHost {
  /** Seconds on any clock. */
  now(): number;
  readonly signal: CancelSignal;
  /** Results of earlier searches on the same model and data, by `level key`; filled as the search goes. */
  readonly cache?: Map<string, Measured>;
  /** False where a look on a few samples would be one on all, as there are no more. */
  readonly quick?: boolean;
  /** More candidates after a look at one, e.g. the same with some ops kept at higher precision. */
  refine?(
    candidate: Candidate,
    measured: Measured,
    left: number,
  ): readonly Candidate[] | Promise<readonly Candidate[]>;
}

/**
 * Looks for the smallest variant within the loss, or the most accurate one within the size, in `budget` seconds.
 * Cheap looks come first: plain quantization, then structure with the quantization that held, then both structures.
 * Each family of recipes is halved between too mild and too strong; what is beaten is dropped before the costly look
 * on all samples, which only answers need. One plain recipe has that look at once, so that there is an answer to stop
 * at, and no part in the choice of what comes next. Yields after every look, so that it can be
 * left at any time with the best answer so far.
 */
export async function* search(
  space: readonly Candidate[],
  constraints: Constraints,
  budget: number,
  evaluate: Evaluate,
  host: SearchHost,
): AsyncGenerator<SearchState, SearchState> {
  const run = new Run(constraints, budget, evaluate, host);
  for (const c of space) run.add(c);
  let state = run.state(null, null);
  const plain = plainest(space);
  if (plain !== null && budget > 0 && !host.signal.cancelled) {
    await run.lookFirst(plain);
    state = run.state({ candidate: plain, level: "full" }, null);
    yield state;
  }
  while (state.finished === null) {
    const next = run.choose();
    if (next === null) {
      state = run.state(null, "exhausted");
    } else if (host.signal.cancelled) {
      state = run.state(null, "stopped");
    } else if (!run.affords(next)) {
      state = run.state(null, "budget");
    } else {
      await run.look(next.candidate, next.level);
      state = run.state(next, host.signal.cancelled ? "stopped" : null);
    }
    yield state;
  }
  return state;
}

const refinedFamily = " repaired";

/** Family of a recipe that was refined: it stands apart from what the plain one is found to be. */
export const refinedFamilyOf = (family: string): string => `${family}${refinedFamily}`;

const isRefined = (candidate: Candidate): boolean => candidate.family.endsWith(refinedFamily);

const quantizationOf = (candidate: Candidate): string => candidate.steps.at(-1)?.technique ?? "";

interface Task {
  readonly candidate: Candidate;
  readonly level: Level;
}

class Run {
  private readonly families: Family[] = [];
  private readonly points = new Map<string, Point>();
  private readonly dropped = new Map<string, Dropped>();
  /** What answers where nothing else does; see {@link lookFirst}. */
  private plain: Point | null = null;
  private readonly costs = new Costs();
  /** Quantizations that lose too much by themselves; nothing built on them loses less. */
  private readonly lost = new Set<string>();
  private readonly cache: Map<string, Measured>;
  private readonly start: number;
  private readonly constraints: Constraints;
  private readonly budget: number;
  private readonly evaluate: Evaluate;
  private readonly host: SearchHost;
  /** Without a limit on the loss, the size is what must hold, and the loss what is made small. */
  private readonly smallest: boolean;

  constructor(constraints: Constraints, budget: number, evaluate: Evaluate, host: SearchHost) {
    this.constraints = constraints;
    this.budget = budget;
    this.evaluate = evaluate;
    this.host = host;
    this.cache = host.cache ?? new Map();
    this.start = host.now();
    this.smallest =
      constraints.maxLoss !== undefined ||
      (constraints.maxBytes === undefined && constraints.maxGzip === undefined);
  }

  add(candidate: Candidate): void {
    groupFamilies(this.families, candidate);
  }

  private left(): number {
    return this.budget - (this.host.now() - this.start);
  }

  /** Whether the time left is enough for a look, as far as earlier ones tell. */
  affords({ candidate, level }: Task): boolean {
    return this.left() > this.costs.expected(candidate, level);
  }

  /** Measures a recipe that stands by as an answer. */
  async lookFirst(candidate: Candidate): Promise<void> {
    // By a name of its own, as its file may be gone when it is looked at again.
    const measured = await this.measure(candidate, "full", `first ${candidate.key}`);
    if (measured !== null) this.plain = { candidate, level: "full", measured };
  }

  async look(candidate: Candidate, level: Level): Promise<void> {
    const measured = await this.measure(candidate, level);
    if (measured === null) return;
    this.points.set(candidate.key, { candidate, level, measured });
    this.judge(candidate, level, measured);
    if (level === "size") return;
    try {
      for (const c of (await this.host.refine?.(candidate, measured, this.left())) ?? []) this.add(c);
    } catch {
      // Without refinements the search goes on as it was.
    }
  }

  /** Null where the candidate cannot be made, which drops it, or the search was ended meanwhile. */
  private async measure(
    candidate: Candidate,
    level: Level,
    key = `${level} ${candidate.key}`,
  ): Promise<Measured | null> {
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const began = this.host.now();
    try {
      const measured = await this.evaluate(candidate, level, this.host.signal);
      this.cache.set(key, measured);
      this.costs.note(candidate, level, this.host.now() - began);
      return measured;
    } catch (error) {
      if (this.host.signal.cancelled) return null;
      this.drop(candidate, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Draws the conclusions from a look: the family's bracket, and who is dropped. */
  private judge(candidate: Candidate, level: Level, measured: Measured): void {
    const family = this.families.find((f) => f.candidates.includes(candidate));
    const tooLarge = sizeProblem(measured, this.constraints);
    if (tooLarge !== null) {
      this.drop(candidate, `It ${tooLarge}.`);
      if (measured.targetProblem == null) family?.tooMild.add(candidate.key);
      return;
    }
    const { maxLoss } = this.constraints;
    if (measured.loss === null) {
      const answer = this.answer();
      if (
        this.smallest &&
        answer !== null &&
        maxLoss !== undefined &&
        this.sizeOf(measured) >= this.sizeOf(answer.measured)
      ) {
        this.drop(candidate, `It is no smaller than ${answer.candidate.key}.`);
        family?.tooMild.add(candidate.key);
      }
      return;
    }
    const lost = level === "full" ? measured.loss.value : measured.loss.low;
    if (maxLoss !== undefined && lost > maxLoss) {
      this.drop(candidate, `It loses ${(100 * measured.loss.value).toFixed(2)} points.`);
      family?.tooStrong.add(candidate.key);
      if (candidate.steps.length === 1) this.lost.add(quantizationOf(candidate));
      // A few samples had said otherwise: what is milder is of interest again.
      family?.tooMild.delete(candidate.key);
    } else if (maxLoss !== undefined && measured.loss.value > maxLoss) {
      // Within the noise of a few samples, but more likely too much than not.
      family?.tooStrong.add(candidate.key);
    } else if (this.smallest) {
      family?.tooMild.add(candidate.key);
    } else {
      family?.tooStrong.add(candidate.key);
    }
  }

  private drop(candidate: Candidate, reason: string): void {
    this.dropped.set(candidate.key, { candidate, reason });
  }

  private sizeOf(measured: Measured): number {
    return sizeOf(measured, this.constraints);
  }

  private answer(points: readonly Point[] = [...this.points.values()]): Point | null {
    const { maxLoss } = this.constraints;
    const valid = points.filter(
      (p) =>
        p.level === "full" &&
        fits(p.measured, this.constraints) &&
        (maxLoss === undefined || p.measured.loss!.value <= maxLoss),
    );
    return valid.sort((a, b) => this.compare(a, b))[0] ?? null;
  }

  /** The better point first. */
  private compare(a: Point, b: Point): number {
    const size = this.sizeOf(a.measured) - this.sizeOf(b.measured);
    const loss = a.measured.loss!.value - b.measured.loss!.value;
    return this.smallest && this.constraints.maxLoss !== undefined ? size || loss : loss || size;
  }

  /** What to look at next; null where nothing is left that could better the answer. */
  choose(): Task | null {
    const answer = this.answer();
    const promising = this.promising(answer);
    if (promising !== null && (answer === null || this.hurries(promising) || this.familyDone(promising))) {
      return { candidate: promising.candidate, level: "full" };
    }
    const unfinished = [...this.points.values()].find(
      (p) => p.level === "size" && !this.dropped.has(p.candidate.key) && this.couldBeat(p, answer),
    );
    if (unfinished !== undefined) {
      return { candidate: unfinished.candidate, level: this.host.quick === false ? "full" : "quick" };
    }
    const fresh = this.fresh(answer);
    if (fresh !== null) return { candidate: fresh, level: "size" };
    return promising === null ? null : { candidate: promising.candidate, level: "full" };
  }

  private couldBeat(point: Point, answer: Point | null): boolean {
    if (answer === null) return true;
    const smaller = this.sizeOf(point.measured) < this.sizeOf(answer.measured);
    if (this.smallest && this.constraints.maxLoss !== undefined) return smaller;
    return smaller || (point.measured.loss?.low ?? 0) < answer.measured.loss!.value;
  }

  /** The candidate measured on a few samples that would be the best answer if it holds on all. */
  private promising(answer: Point | null): Point | null {
    const { maxLoss } = this.constraints;
    const found = [...this.points.values()].filter(
      (p) => p.level === "quick" && !this.dropped.has(p.candidate.key) && this.couldBeat(p, answer),
    );
    const likely = (p: Point): boolean => maxLoss === undefined || p.measured.loss!.value <= maxLoss;
    found.sort((a, b) => Number(likely(b)) - Number(likely(a)) || this.compare(a, b));
    const first = found[0];
    if (first === undefined || likely(first)) return first ?? null;
    // Doubtful ones get the costly look only where nothing else is left and nothing was found.
    return answer === null && this.fresh(answer) === null ? first : null;
  }

  /** The time left is just enough to confirm an answer on all samples. */
  private hurries(point: Point): boolean {
    const full = this.costs.expected(point.candidate, "full");
    return this.left() < 2 * full + 2 * this.costs.expected(point.candidate, "quick");
  }

  /** The family has nothing left that is likely better, so that a look on all samples is a considered step. */
  private familyDone(point: Point): boolean {
    const family = this.families.find((f) => f.name === point.candidate.family);
    return family === undefined || bracketNext(family, this.dropped, this.points, this.smallest) === null;
  }

  private fresh(answer: Point | null): Candidate | null {
    const limit = answer === null ? null : this.sizeOf(answer.measured);
    const scale = this.sizeScale();
    // A fifth of doubt in the foretold size before a candidate is given up as beaten.
    const hopeful = (c: Candidate): boolean =>
      limit === null ||
      scale === null ||
      !this.smallest ||
      this.constraints.maxLoss === undefined ||
      c.size * scale * 0.8 <= limit;
    const offers = this.families.flatMap((family) => {
      const next = bracketNext(family, this.dropped, this.points, this.smallest, hopeful);
      if (next === null || (this.lost.has(quantizationOf(next)) && !isRefined(next))) return [];
      return [{ next, looks: family.looks(this.points), rank: this.rank(next, answer) }];
    });
    offers.sort(
      (a, b) =>
        a.rank - b.rank ||
        a.next.steps.length - b.next.steps.length ||
        a.looks - b.looks ||
        a.next.size - b.next.size,
    );
    // What cannot be done in the time left must not stand in the way of what can.
    return (
      (offers.find(({ next }) => this.affords({ candidate: next, level: "full" })) ?? offers[0])?.next ?? null
    );
  }

  /** The quantization that held goes first, one that was found wanting by itself last. */
  private rank(candidate: Candidate, answer: Point | null): number {
    const quantization = quantizationOf(candidate);
    // Training takes as long as everything else together.
    if (quantization === "qat") return 3;
    if (answer !== null && quantization === quantizationOf(answer.candidate)) return 0;
    const wanting = this.families.some(
      (f) => f.candidates[0]?.steps.length === 1 && f.name === quantization && f.tooStrong.size > 0,
    );
    return wanting ? 2 : 1;
  }

  /** Bytes for each unit of foretold size, from what was made so far. */
  private sizeScale(): number | null {
    const ratios = [...this.points.values()].map((p) => this.sizeOf(p.measured) / p.candidate.size);
    if (ratios.length === 0) return null;
    return ratios.sort((a, b) => a - b)[ratios.length >> 1]!;
  }

  state(last: Task | null, finished: SearchState["finished"]): SearchState {
    const known = new Map(this.points);
    const { plain } = this;
    if (plain !== null && known.get(plain.candidate.key)?.level !== "full")
      known.set(plain.candidate.key, plain);
    const points = [...known.values()];
    const total = this.families.reduce((n, f) => n + f.candidates.length, 0);
    return {
      answer: this.answer(points),
      frontier: frontierOf(points, this.constraints),
      measured: points.length,
      dropped: [...this.dropped.values()],
      open: total - points.length,
      seconds: this.host.now() - this.start,
      last,
      finished,
    };
  }
}
