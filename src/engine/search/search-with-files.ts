// The search of find-best.ts over a Studio's files: candidates are made beside the rows' variants, never in their place.

import type { Dataset } from "../../core/data/dataset.ts";
import { type Outcome, sharedCancelSignal } from "../../core/outcome.ts";
import type { SearchState } from "../../core/search/state.ts";
import type { Model } from "../../core/tflite/model.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { JobControl } from "../facts/job.ts";
import type { BestRequest, KeptOps } from "../facts/search.ts";
import type { AccuracyFacts, VariantId } from "../facts/variant.ts";
import { unwrap } from "../outcomes.ts";
import { type CandidateWorks, findBest } from "./find-best.ts";

/** Under which id a candidate's file stands; no row is called that. */
export const candidateId = (key: string): VariantId => `search/${key}`;

/** What the search needs of the Studio. */
export interface CandidateFiles {
  now(): number;
  /** A cancel flag that workers see. */
  newFlag(): Int32Array;
  data(): Dataset | null;
  make(
    id: VariantId,
    steps: readonly Step[],
    control: JobControl,
    frugal: boolean,
  ): Promise<Outcome<unknown>>;
  bytesOf(id: VariantId): { readonly model: Model; readonly bytes: Uint8Array };
  has(id: VariantId): boolean;
  drop(id: VariantId): void;
  gzip(id: VariantId): Promise<Outcome<number>>;
  accuracy(id: VariantId, samples: number, control: JobControl): Promise<Outcome<AccuracyFacts>>;
  /** Milliseconds of one run of each at all threads, while nothing else runs. */
  latencies(ids: readonly VariantId[], control: JobControl): Promise<Outcome<readonly number[]>>;
  /** Recipes with more and more ops at a better precision, the most telling first, and the bytes that each adds. */
  keepOps(id: VariantId, control: JobControl): Promise<Outcome<readonly KeptOps[]>>;
}

/** Ends what is running when the person stops it, and when the time is up. */
export async function* searchWithFiles(
  request: BestRequest,
  control: JobControl,
  files: CandidateFiles,
): AsyncGenerator<SearchState, void> {
  const start = files.now();
  const cancelFlag = files.newFlag();
  const watch = setInterval(() => {
    const late = files.now() - start > 1000 * request.budget;
    if (control.cancelFlag[0] !== 0 || late) Atomics.store(cancelFlag, 0, 1);
  }, 50);
  const quiet: JobControl = { cancelFlag, onProgress: () => {} };
  const complete = new Set<VariantId>();
  const works: CandidateWorks = {
    async make(key, steps, level) {
      const id = candidateId(key);
      // Training cannot be done by halves: the first look already is the whole of it.
      if ((level !== "size" || isTrained(steps)) && !complete.has(id)) {
        unwrap(await files.make(id, steps, quiet, false));
        complete.add(id);
      } else if (!files.has(id)) {
        unwrap(await files.make(id, steps, quiet, true));
      }
      const { model, bytes } = files.bytesOf(id);
      return { model, bytes: bytes.length };
    },
    gzip: async (key) => unwrap(await files.gzip(candidateId(key))),
    accuracy: async (key, samples) => unwrap(await files.accuracy(candidateId(key), samples, quiet)),
    latencies: async (keys) => unwrap(await files.latencies(keys.map(candidateId), quiet)),
    keepOps: async (key) => unwrap(await files.keepOps(candidateId(key), quiet)),
    drop(key) {
      files.drop(candidateId(key));
      complete.delete(candidateId(key));
    },
    now: () => files.now(),
  };
  try {
    for await (const state of findBest(request, files.data(), works, sharedCancelSignal(cancelFlag))) {
      const timeUp = state.finished === "stopped" && control.cancelFlag[0] === 0;
      yield timeUp ? { ...state, finished: "budget" } : state;
    }
  } finally {
    clearInterval(watch);
  }
}

const isTrained = (steps: readonly Step[]): boolean => steps.some(({ technique }) => technique === "qat");
