// A search for the best variant: one at a time, for the model that is open. It goes on while its dialog is closed.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Failure, outcomeOfError } from "../../core/outcome.ts";
import type { Point, SearchState } from "../../core/search/state.ts";
import type { BestRequest } from "../../engine/facts/search.ts";
import type { VariantId } from "../../engine/facts/variant.ts";
import type { Step } from "../../techniques/pipeline.ts";
import { searchingNow } from "../changes.ts";
import { madeByRecipe } from "../recipes.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";

export interface Search {
  readonly status: "idle" | "running" | "ended";
  readonly request: BestRequest | null;
  /** The newest; a valid answer at any moment. */
  readonly found: SearchState | null;
  readonly failure: Failure | null;
}

const idleSearch: Search = { status: "idle", request: null, found: null, failure: null };
const searches = new WeakMap<StudioActions, StoreApi<Search>>();
const flags = new WeakMap<StudioActions, Int32Array>();

export function searchOf(studio: StudioActions): StoreApi<Search> {
  const known = searches.get(studio);
  if (known) return known;
  const store = createStore<Search>(() => idleSearch);
  searches.set(studio, store);
  // Another model: what was found for the last one says nothing about it.
  studio.store.subscribe((now, before) => {
    if (now.session === before.session) return;
    stopSearch(studio);
    store.setState(idleSearch);
  });
  return store;
}

/** Searches; at its end the answer becomes a row. */
export async function startSearch(studio: StudioActions, request: BestRequest): Promise<void> {
  const store = searchOf(studio);
  const { session, searching } = studio.store.getState();
  if (store.getState().status === "running" || searching !== null) return;
  const flag = studio.newFlag();
  flags.set(studio, flag);
  const current = () => flags.get(studio) === flag && studio.store.getState().session === session;
  store.setState({ status: "running", request, found: null, failure: null });
  apply(studio.store, searchingNow("best"));
  const outcome = await studio.api
    .findBest(request, { cancelFlag: flag, onProgress: () => {} }, (found) => {
      if (current()) store.setState({ found });
    })
    .catch(outcomeOfError);
  if (!current()) return;
  apply(studio.store, searchingNow(null));
  store.setState({ status: "ended", failure: outcome.state === "failed" ? outcome.failure : null });
  const answer = store.getState().found?.answer;
  if (answer) addFound(studio, answer);
}

/** Ends the search with what it has; its last state stays. */
export function stopSearch(studio: StudioActions): void {
  const flag = flags.get(studio);
  if (flag) Atomics.store(flag, 0, 1);
}

export const stepsOf = (point: Point): readonly Step[] => madeByRecipe(point.candidate).made.steps;

/** A row with a found recipe. */
export const addFound = (studio: StudioActions, point: Point): VariantId =>
  studio.recipe({ steps: stepsOf(point) });
