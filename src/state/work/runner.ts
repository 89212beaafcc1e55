// Carries out what plan.ts says: starts jobs, hands their progress and results to the store, cancels. Results for
// another session, or for an earlier making of a variant, are dropped here and nowhere else.
import { type Outcome, outcomeOfError, type Progress } from "../../core/outcome.ts";
import { type TrainCheckpoint, type TrainEvent, TrainFlag } from "../../core/train/events.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { JobControl } from "../../engine/facts/job.ts";
import type { LatencyFacts, VariantFacts, VariantId } from "../../engine/facts/variant.ts";
import {
  comparingNow,
  taskMoved,
  taskOf,
  taskStopped,
  trained,
  trainingRestored,
  trainingSteered,
} from "../changes.ts";
import type { StudioState, Task, Variant, VariantTask } from "../model.ts";
import { apply, type StudioStore } from "../store.ts";
import { isOriginal } from "../variants.ts";
import { type Job, plan } from "./plan.ts";
import { dataOf, type Shelf, takeOrMake } from "./shelf.ts";
import type { TrainingView } from "./training.ts";

interface RunningJob {
  readonly kind: VariantTask;
  readonly ids: readonly VariantId[];
  readonly flag: Int32Array;
  readonly trainFlag: Int32Array;
  /** Set where the plan stopped it: its tasks go back to waiting. */
  again: boolean;
}

export interface Runner {
  /** Stops a variant's task; cancelling one latency cancels the comparison that it is part of. */
  cancel(id: VariantId, kind: VariantTask): void;
  /** Pauses a training, lets it go on, or ends it with the best so far. */
  steer(id: VariantId, steering: TrainingView["steering"]): void;
  /** Stops everything, as for another model. */
  cancelAll(): void;
}

/** What trainings leave behind, so that they can go on later, and files of earlier visits. */
export interface RunnerDesk {
  /** Null where nothing is kept. */
  shelf(): Promise<Shelf | null>;
  /** Where the making of this row is to go on; asked once for each making. */
  resume(id: VariantId): TrainCheckpoint | null;
  told(variant: Variant, event: TrainEvent): void;
  /** Whether this making takes a change back; asked once for each. */
  isTakenBack(id: VariantId): boolean;
  /** Waited for before each measurement: what the page still draws would be held up by it, and disturb it. */
  drawn?: () => Promise<void>;
}

const isFirst = ({ id, run, make }: Variant): boolean =>
  isOriginal(id) || (run === 0 && make.state !== "done");

/** What a person does not notice. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

/** They keep all processors at work, and time can be what they measure. */
const measures: readonly VariantTask[] = ["fidelity", "accuracy", "latency"];

export function startRunner(
  store: StudioStore,
  api: StudioApi,
  newFlag: () => Int32Array,
  desk: RunnerDesk,
): Runner {
  const running = new Set<RunningJob>();
  let scheduled = false;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      const { start, stopLatency } = plan(store.getState());
      if (stopLatency) for (const job of running) if (job.kind === "latency") stop(job, true);
      for (const job of start) void run(job);
    });
  };

  const stop = (job: RunningJob, again: boolean): void => {
    job.again = again;
    Atomics.store(job.flag, 0, 1);
    running.delete(job);
    apply(store, ...job.ids.map((id) => taskStopped(id, job.kind, again)));
    if (job.kind === "latency") apply(store, comparingNow(false));
  };

  async function run(job: Job): Promise<void> {
    const { session, variants } = store.getState();
    const ids = job.kind === "latency" ? job.ids : [job.id];
    const runs = new Map(variants.filter((v) => ids.includes(v.id)).map((v) => [v.id, v.run]));
    // A latency that is known stays in sight while the original is measured beside others.
    const moved = ids.filter((id) => find(store.getState(), id)?.[job.kind].state !== "done");
    const record: RunningJob = {
      kind: job.kind,
      ids: moved,
      flag: newFlag(),
      trainFlag: newFlag(),
      again: false,
    };
    const current = (id: VariantId): boolean =>
      store.getState().session === session &&
      running.has(record) &&
      find(store.getState(), id)?.run === runs.get(id);
    running.add(record);
    if (job.kind === "latency") apply(store, comparingNow(true));
    const progressed = (progress: Progress | null): void =>
      apply(
        store,
        ...moved
          .filter((id) => find(store.getState(), id)?.[job.kind].state !== "done" && current(id))
          .map((id) => taskMoved(id, job.kind, { state: "running", progress })),
      );
    progressed(null);
    const control: JobControl = {
      cancelFlag: record.flag,
      onProgress: progressed,
      ...(job.kind === "make" && {
        trainFlag: record.trainFlag,
        onTrainEvent: (event) => {
          if (!current(job.id)) return;
          apply(store, trained(job.id, event));
          desk.told(find(store.getState(), job.id)!, event);
        },
      }),
    };
    const resume = job.kind === "make" ? desk.resume(job.id) : null;
    const state = store.getState();
    const make = (id: VariantId): Promise<Outcome<VariantFacts>> => {
      const variant = find(state, id)!;
      const { steps, rules } = variant;
      const onTaken = (training: TrainingView | null): void => {
        if (current(id)) apply(store, trainingRestored(id, training));
      };
      const request = { id, steps, rules, resume };
      const takenBack = desk.isTakenBack(id);
      return takeOrMake(desk.shelf, { api, state, variant, request, takenBack, control, onTaken });
    };
    if (measures.includes(job.kind)) await desk.drawn?.();
    // A model that was just opened is drawn first: the page takes longest then, and shares the processors.
    else if (job.kind === "make" && state.variants.every(isFirst))
      await Promise.race([desk.drawn?.(), aMoment()]);
    // Another model may have come meanwhile, or a person may have stopped it.
    if (!running.has(record)) return;
    const outcome = await attempt(api, job, make, control, (id, facts, baseline) => {
      if (current(id)) apply(store, taskMoved(id, "latency", { state: "done", value: { facts, baseline } }));
    });
    const landed = moved.filter(current);
    if (running.delete(record) && job.kind === "latency") apply(store, comparingNow(false));
    for (const id of landed) {
      if (job.kind !== "latency") apply(store, taskMoved(id, job.kind, taskOf(outcome)));
      else if (find(store.getState(), id)?.latency.state === "running")
        apply(store, taskMoved(id, "latency", unmeasured(outcome)));
    }
    if (job.kind === "make" && landed.length > 0) void put(state, job.id);
    schedule();
  }

  /** Offers the shelf what was just made, unless samples came or went meanwhile. */
  async function put(before: StudioState, id: VariantId): Promise<void> {
    const state = store.getState();
    const variant = find(state, id);
    if (variant?.make.state !== "done" || variant.make.value.keptSince !== null) return;
    if (dataOf(state, variant) !== dataOf(before, variant)) return;
    (await desk.shelf())?.put(state, variant, variant.make.value);
  }

  store.subscribe(schedule);
  schedule();
  return {
    cancel(id, kind) {
      for (const job of running) if (job.kind === kind && job.ids.includes(id)) stop(job, false);
    },
    steer(id, steering) {
      for (const job of running) {
        if (job.kind !== "make" || !job.ids.includes(id)) continue;
        Atomics.store(job.trainFlag, 0, TrainFlag[steering]);
        apply(store, trainingSteered(id, steering));
      }
    },
    cancelAll() {
      for (const job of running) Atomics.store(job.flag, 0, 1);
      running.clear();
    },
  };
}

const find = (state: StudioState, id: VariantId): Variant | undefined =>
  state.variants.find((variant) => variant.id === id);

/** A comparison that ended without a figure for this file. */
const unmeasured = (outcome: Outcome<unknown>): Task<unknown> =>
  outcome.state === "done"
    ? { state: "failed", failure: { code: "no-figure", message: "No latency came back for this file." } }
    : taskOf(outcome);

type OnLatency = (id: VariantId, facts: LatencyFacts, baseline: LatencyFacts | null) => void;

async function attempt(
  api: StudioApi,
  job: Job,
  make: (id: VariantId) => Promise<Outcome<VariantFacts>>,
  control: JobControl,
  onLatency: OnLatency,
): Promise<Outcome<unknown>> {
  try {
    switch (job.kind) {
      case "make":
        return await make(job.id);
      case "gzip":
        return await api.gzipSize(job.id);
      case "fidelity":
        return await api.fidelity(job.id, control);
      case "accuracy":
        return await api.accuracy(job.id, control);
      case "latency":
        return await compareLatencies(api, job.ids, control, onLatency);
    }
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** Pairs each figure with the original's of the same run, whichever comes first. */
function compareLatencies(
  api: StudioApi,
  ids: readonly VariantId[],
  control: JobControl,
  onLatency: OnLatency,
): Promise<Outcome<null>> {
  let baseline: LatencyFacts | null = null;
  const early = new Map<VariantId, LatencyFacts>();
  return api.latency(ids, control, (id, facts) => {
    if (isOriginal(id)) {
      baseline = facts;
      onLatency(id, facts, facts);
      for (const [other, known] of early) onLatency(other, known, facts);
    } else {
      early.set(id, facts);
      onLatency(id, facts, baseline);
    }
  });
}
