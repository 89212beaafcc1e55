// What must run next, from the state alone. The runner starts and stops accordingly; it decides nothing.
import type { VariantId } from "../../engine/facts/variant.ts";
import type { StudioState, Variant, VariantTask } from "../model.ts";
import { isCheap, isOriginal, needsData } from "../variants.ts";

export type Job =
  | { readonly kind: "make" | "gzip" | "fidelity" | "accuracy"; readonly id: VariantId }
  | { readonly kind: "latency"; readonly ids: readonly VariantId[] };

export interface Plan {
  readonly start: readonly Job[];
  /** True when the measurement of latencies must give way; it starts again once all else is done. */
  readonly stopLatency: boolean;
}

/**
 * Variants made side by side. The worker pool shares the kernels' work among them, so that one alone takes hardly
 * longer; of a large model more would only hold memory.
 */
const cheapTogether = ({ bytes }: { readonly bytes: number }): number => (bytes > 64e6 ? 1 : 4);

const nothing: Plan = { start: [], stopLatency: false };

export function plan(state: StudioState): Plan {
  if (state.model === null || state.opening !== null) return nothing;
  const { variants } = state;
  const running = (kind: VariantTask) => variants.filter((v) => v[kind].state === "running");
  const jobs: Job[] = [];

  const makeable = variants.filter((v) => v.wanted && v.make.state === "idle" && hasItsData(state, v));
  const cheap = makeable.filter((v) => isCheap(v));
  const making = running("make");
  const cheapMaking = making.filter((v) => isCheap(v));
  for (const { id } of cheap.slice(0, cheapTogether(state.model) - cheapMaking.length))
    jobs.push({ kind: "make", id });
  const heavy = makeable.find((v) => !isCheap(v));
  if (heavy && making.length === cheapMaking.length) jobs.push({ kind: "make", id: heavy.id });

  // The first sizes are what a person waits for: nothing is measured before they are there.
  if (cheap.length === 0 && cheapMaking.length === 0) jobs.push(...nextMeasurements(state));

  const measuring = state.comparing;
  if (jobs.length > 0) return { start: jobs, stopLatency: measuring };
  const busy =
    making.length > 0 ||
    state.searching !== null ||
    state.data.state === "running" ||
    (["gzip", "fidelity", "accuracy"] as const).some((kind) => running(kind).length > 0);
  if (busy) return { start: [], stopLatency: measuring };
  const unmeasured = variants.filter((v) => runnable(v) && v.latency.state === "idle" && !isOriginal(v.id));
  const source = variants.find((v) => isOriginal(v.id));
  const alone = unmeasured.length === 0;
  if (measuring || !source || (alone && source.latency.state !== "idle")) return nothing;
  // The original runs in every comparison, so that a ratio never mixes two moments of the machine.
  return {
    start: [{ kind: "latency", ids: [source.id, ...unmeasured.map((v) => v.id)] }],
    stopLatency: false,
  };
}

/** One of each kind at a time, in the table's order. */
function nextMeasurements(state: StudioState): Job[] {
  const { variants } = state;
  const free = (kind: VariantTask) => variants.every((v) => v[kind].state !== "running");
  const jobs: Job[] = [];
  const gzip = variants.find((v) => v.make.state === "done" && v.gzip.state === "idle");
  if (gzip && free("gzip")) jobs.push({ kind: "gzip", id: gzip.id });
  if (!free("fidelity") || !free("accuracy")) return jobs;
  const near = variants.find(
    (v) => v.make.state === "done" && !isOriginal(v.id) && v.fidelity.state === "idle",
  );
  if (near) jobs.push({ kind: "fidelity", id: near.id });
  else if (state.data.state === "done") {
    const judged = variants.find((v) => runnable(v) && v.accuracy.state === "idle");
    if (judged) jobs.push({ kind: "accuracy", id: judged.id });
  }
  return jobs;
}

const hasItsData = (state: StudioState, variant: Variant): boolean =>
  state.data.state === "done" || (state.data.state !== "running" && !needsData(variant));

/** The runtime has run it: its outputs were compared with the original's. */
const runnable = (variant: Variant): boolean =>
  variant.make.state === "done" && (isOriginal(variant.id) || variant.fidelity.state === "done");
