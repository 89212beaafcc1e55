// "Find the best": the pure search of core/search with real files and real runs behind it.
import type { Dataset } from "../../core/data/dataset.ts";
import { type CancelSignal, InputError } from "../../core/outcome.ts";
import { remeasured } from "../../core/search/remeasure.ts";
import { type Evaluate, refinedFamilyOf, type SearchHost, search } from "../../core/search/search.ts";
import { defaultSpace, candidate as newCandidate } from "../../core/search/space.ts";
import type { Level, Measured, SearchState } from "../../core/search/state.ts";
import { findTarget, judge, type TargetId } from "../../core/targets/index.ts";
import { techniques } from "../../techniques/index.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { BestRequest } from "../facts/search.ts";
import type { AccuracyFacts } from "../facts/variant.ts";
import { lossOf } from "./loss.ts";

/** What the search does to a candidate; the Studio has it. */
export interface CandidateWorks {
  /** Makes the candidate's file, at level `size` without costly care; it stays until `drop`. */
  make(
    key: string,
    steps: readonly Step[],
    level: Level,
  ): Promise<{ readonly bytes: number; readonly model: Parameters<typeof judge>[0] }>;
  gzip(key: string): Promise<number>;
  /** Accuracy on the first `samples` samples. */
  accuracy(key: string, samples: number): Promise<AccuracyFacts>;
  /** Milliseconds of each file, measured in turns while nothing else runs. */
  latencies(keys: readonly string[]): Promise<readonly number[]>;
  keepOps(key: string): Promise<readonly { readonly steps: readonly Step[]; readonly bytes: number }[]>;
  drop(key: string): void;
  now(): number;
}

/** Samples of a quick look. */
const quickSamples = 500;

/** Seconds that training on labels needs at least to be worth a try, and of a search that holds it. */
const [leastForTraining, leastWithTraining] = [120, 300];
/** Share of the time for the search itself where latency is limited; the rest is for measuring what it found again. */
const forSearch = 0.85;
/** Seconds that must be left to look at every op of a variant by itself. */
const leastForOps = 15;

/** Targets that compute with integers alone. */
const integerTargets: readonly TargetId[] = ["edge-tpu", "ethos-u", "hexagon"];

/** Searches and yields after every look. Files of candidates that are neither answer nor frontier are let go. */
export async function* findBest(
  request: BestRequest,
  data: Dataset | null,
  works: CandidateWorks,
  signal: CancelSignal,
): AsyncGenerator<SearchState, void> {
  if (data === null) {
    throw new InputError(
      "needs-data",
      "The search compares accuracy, so it needs data: a few hundred samples are plenty.",
    );
  }
  const { constraints, target, budget } = request;
  const integerOnly = target !== null && integerTargets.includes(target);
  const space = defaultSpace({
    hasData: true,
    allowed: request.techniques ?? techniques.map((t) => t.id),
    integerOnly,
    training: data.labels !== null && budget >= leastWithTraining,
  });
  const start = works.now();
  const made = new Set<string>();

  const evaluate: Evaluate = async (candidate, level, stop): Promise<Measured> => {
    stop.throwIfCancelled();
    const left = budget - (works.now() - start) / 1000;
    if (candidate.family === "qat" && left < leastForTraining) throw new Error("No time is left to train.");
    const { bytes, model } = await works.make(candidate.key, candidate.steps as readonly Step[], level);
    made.add(candidate.key);
    const gzip = await works.gzip(candidate.key);
    const targetProblem = target === null ? null : problemOn(target, model);
    const loss =
      level === "size" ? null : lossOf(await works.accuracy(candidate.key, samplesAt(level, data)));
    const milliseconds =
      level === "size" || constraints.maxMilliseconds === undefined ? null : await latencyOf(candidate.key);
    return { bytes, gzip, loss, targetProblem, milliseconds };
  };

  const latencies = new Map<string, number>();
  const latencyOf = async (key: string): Promise<number> => {
    const known = latencies.get(key) ?? (await works.latencies([key]))[0]!;
    latencies.set(key, known);
    return known;
  };

  /** Where plain int8 loses too much: the same with the ops that cost the most at a better precision. */
  const refine: NonNullable<SearchHost["refine"]> = async (candidate, measured, left) => {
    const { maxLoss } = constraints;
    const tooLossy = maxLoss !== undefined && measured.loss !== null && measured.loss.value > maxLoss;
    if (!tooLossy || integerOnly || candidate.family !== "int8" || left < leastForOps) return [];
    return (await works.keepOps(candidate.key)).map(({ steps, bytes }) => ({
      ...newCandidate(steps, candidate.size * (1 + bytes / measured.bytes)),
      family: refinedFamilyOf(candidate.family),
    }));
  };

  const limited = constraints.maxMilliseconds !== undefined;
  let last: SearchState | null = null;
  for await (const state of search(space, constraints, limited ? budget * forSearch : budget, evaluate, {
    now: () => works.now() / 1000,
    signal,
    quick: data.count > quickSamples,
    refine,
  })) {
    const kept = new Set([state.answer, ...state.frontier].map((p) => p?.candidate.key));
    for (const key of made) {
      if (kept.has(key) || key === state.last?.candidate.key) continue;
      works.drop(key);
      made.delete(key);
    }
    last = state;
    yield state;
  }
  // Measured one by one, at different moments: what is told in the end was measured together.
  if (last === null || !limited || signal.cancelled) return;
  const finalists = [
    ...new Map(
      [...(last.answer ? [last.answer] : []), ...last.frontier].map((p) => [p.candidate.key, p]),
    ).keys(),
  ];
  if (finalists.length === 0) return;
  const figures = await works.latencies(finalists).catch(() => null);
  if (figures !== null)
    yield remeasured(last, new Map(finalists.map((key, i) => [key, figures[i]!])), constraints);
}

const samplesAt = (level: Level, data: Dataset): number =>
  level === "full" ? data.count : Math.min(quickSamples, data.count);

function problemOn(target: TargetId, model: Parameters<typeof judge>[0]): string | null {
  const judgement = judge(model, findTarget(target));
  if (!judgement.loads) return `does not load on ${findTarget(target).label}`;
  return judgement.mapped === 0 ? `leaves nothing to ${findTarget(target).label}` : null;
}
