// A curve over one option of a recipe: one at a time, for the model that is open. It goes on while its row is closed.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Failure, outcomeOfError } from "../../core/outcome.ts";
import type { SweepAxis, SweepPoint } from "../../engine/facts/search.ts";
import type { VariantId } from "../../engine/facts/variant.ts";
import type { Step } from "../../techniques/pipeline.ts";
import { searchingNow } from "../changes.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";

export interface Sweep {
  readonly status: "idle" | "running" | "ended";
  /** The row that it was asked for, and its option. */
  readonly id: VariantId | null;
  readonly axis: SweepAxis;
  /** As they came. */
  readonly points: readonly SweepPoint[];
  /** How many there will be. */
  readonly planned: number;
  /** The value that is worked on. */
  readonly now: string | null;
  readonly failure: Failure | null;
}

const idleSweep: Sweep = {
  status: "idle",
  id: null,
  axis: "sparsity",
  points: [],
  planned: 0,
  now: null,
  failure: null,
};

/** The middle and the ends first, so that the whole curve is in sight early. */
const values: Readonly<Record<SweepAxis, readonly number[]>> = {
  sparsity: [0.5, 0.9, 0.25, 0.75, 0.6, 0.85, 0.4, 0.8],
  clusters: [16, 64, 4, 256, 32, 8, 128],
};

const sweeps = new WeakMap<StudioActions, StoreApi<Sweep>>();
const flags = new WeakMap<StudioActions, Int32Array>();

export function sweepOf(studio: StudioActions): StoreApi<Sweep> {
  const known = sweeps.get(studio);
  if (known) return known;
  const store = createStore<Sweep>(() => idleSweep);
  sweeps.set(studio, store);
  studio.store.subscribe((now, before) => {
    // Another model or other data: the curve says nothing about them.
    const other = now.session !== before.session;
    if (!other && now.data.state === before.data.state) return;
    stopSweep(studio);
    if (other) store.setState(idleSweep);
  });
  return store;
}

/** Draws the curve of a row's recipe; nothing happens while a search or another sweep is on. */
export async function startSweep(
  studio: StudioActions,
  id: VariantId,
  steps: readonly Step[],
  axis: SweepAxis,
): Promise<void> {
  const store = sweepOf(studio);
  const { session, searching } = studio.store.getState();
  if (searching !== null) return;
  const flag = studio.newFlag();
  flags.set(studio, flag);
  const current = () => flags.get(studio) === flag && studio.store.getState().session === session;
  store.setState({ ...idleSweep, status: "running", id, axis, planned: values[axis].length });
  apply(studio.store, searchingNow("curve"));
  const outcome = await studio.api
    .sweep(
      { steps, axis, values: values[axis] },
      {
        cancelFlag: flag,
        onProgress: ({ subject = "" }) => {
          if (current()) store.setState({ now: subject });
        },
      },
      (point) => {
        if (current()) store.setState(({ points }) => ({ points: [...points, point] }));
      },
    )
    .catch(outcomeOfError);
  if (!current()) return;
  apply(studio.store, searchingNow(null));
  const failure = outcome.state === "failed" ? outcome.failure : null;
  store.setState({ status: "ended", now: null, failure });
}

/** Ends it with the points that are there. */
export function stopSweep(studio: StudioActions): void {
  const flag = flags.get(studio);
  if (flag) Atomics.store(flag, 0, 1);
}
