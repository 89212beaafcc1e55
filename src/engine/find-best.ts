// "Find the best": the pure search of core/search with real files and real runs behind it.
import type { Dataset } from "../core/data/dataset.ts";
import { type CancelSignal, InputError } from "../core/outcome.ts";
import { type Evaluate, search } from "../core/search/search.ts";
import { defaultSpace } from "../core/search/space.ts";
import type { Constraints, Level, Measured, SearchState } from "../core/search/state.ts";
import { findTarget, judge, type TargetId } from "../core/targets/index.ts";
import { techniques } from "../techniques/index.ts";
import type { Step } from "../techniques/pipeline.ts";
import type { AccuracyFacts } from "./api.ts";
import { lossOf } from "./loss.ts";

export interface BestRequest {
  readonly constraints: Constraints;
  readonly target: TargetId | null;
  /** Seconds. */
  readonly budget: number;
}

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
  drop(key: string): void;
  now(): number;
}

/** Samples of a quick look. */
const quickSamples = 500;

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
  const allowed = techniques.map((t) => t.id).filter((id) => id !== "qat");
  const space = defaultSpace({
    hasData: true,
    allowed,
    integerOnly: target !== null && integerTargets.includes(target),
  });
  const made = new Set<string>();

  const evaluate: Evaluate = async (candidate, level, stop): Promise<Measured> => {
    stop.throwIfCancelled();
    const { bytes, model } = await works.make(candidate.key, candidate.steps as readonly Step[], level);
    made.add(candidate.key);
    const gzip = await works.gzip(candidate.key);
    const targetProblem = target === null ? null : problemOn(target, model);
    const loss =
      level === "size" ? null : lossOf(await works.accuracy(candidate.key, samplesAt(level, data)));
    return { bytes, gzip, loss, targetProblem };
  };

  for await (const state of search(space, constraints, budget, evaluate, {
    now: () => works.now() / 1000,
    signal,
    quick: data.count > quickSamples,
  })) {
    const kept = new Set([state.answer, ...state.frontier].map((p) => p?.candidate.key));
    for (const key of made) {
      if (kept.has(key) || key === state.last?.candidate.key) continue;
      works.drop(key);
      made.delete(key);
    }
    yield state;
  }
}

const samplesAt = (level: Level, data: Dataset): number =>
  level === "full" ? data.count : Math.min(quickSamples, data.count);

function problemOn(target: TargetId, model: Parameters<typeof judge>[0]): string | null {
  const judgement = judge(model, findTarget(target));
  if (!judgement.loads) return `does not load on ${findTarget(target).label}`;
  return judgement.mapped === 0 ? `leaves nothing to ${findTarget(target).label}` : null;
}
