// A person who does anything at any moment, and an engine that answers late, out of order, and after it was told to
// stop: no result may ever stand on another model than the one it was made from, and in the end nothing hangs.
import { afterEach, expect, it, vi } from "vitest";
import { done, type Outcome } from "../core/outcome.ts";
import { seededRandom } from "../core/random.ts";
import type { StudioApi } from "../engine/api.ts";
import type { JobControl } from "../engine/facts/job.ts";
import type { LatencyFacts } from "../engine/facts/variant.ts";
import { original } from "../engine/facts/variant.ts";
import { selectActivity } from "./derived/status.ts";
import { fakeData, fakeModel, fakeVariant, noAnswers } from "./derived/test-facts.ts";
import type { StudioState } from "./model.ts";
import { createStudioStore } from "./store.ts";
import { StudioActions } from "./studio.ts";

const models = ["a.tflite", "b.tflite", "c.tflite", "broken.png"];

/** An engine that stamps all it answers with the model it worked on. */
function lateEngine(random: () => number): StudioApi {
  let model = "";
  let epoch = 0;
  let asked = 0;
  const wait = (most: number) => new Promise((resolve) => setTimeout(resolve, 1 + random() * most));
  /** Heeds the flag half of the time only, and fails now and then. */
  const work = async <T>(control: JobControl | null, value: (of: string) => T): Promise<Outcome<T>> => {
    const of = model;
    for (let i = 0; i < 4; i++) {
      await wait(40);
      if (control?.cancelFlag[0] === 1 && random() < 0.5) return { state: "cancelled" };
      control?.onProgress({ phase: of, done: i, total: 4 });
    }
    if (random() < 0.1) return { state: "failed", failure: { code: "late", message: of } };
    if (random() < 0.02) throw new Error(of);
    return done(value(of));
  };
  const figure = { median: 1, p10: 1, p90: 1, low: 1, high: 1, runs: 9, settled: true };
  return {
    ...noAnswers,
    async openModel(name) {
      const mine = ++asked;
      await wait(120);
      if (!name.endsWith(".tflite"))
        return { state: "failed", failure: { code: "not-tflite", message: `${name} is a picture.` } };
      if (mine < epoch) return { state: "cancelled" };
      epoch = mine;
      model = name;
      return done({ ...fakeModel, name });
    },
    openData: (_files, _options, control) =>
      work(control, (of) => ({ ...fakeData, source: of, previews: [] })),
    closeData: async () => {},
    makeVariant: ({ id, steps }, control) =>
      work(control, (of) => ({ ...fakeVariant(id), fileName: of, label: JSON.stringify(steps) })),
    gzipSize: () => work(null, (of) => models.indexOf(of)),
    fidelity: (_id, control) =>
      work(control, (of) => ({ samples: 1, synthetic: true, source: of, outputs: [] })),
    accuracy: async (_id, control) => {
      const outcome = await work(control, () => null);
      const failure = { code: "no-labels", message: "These samples have no labels." };
      return outcome.state === "done" ? { state: "failed", failure } : outcome;
    },
    async latency(ids, control, onFigure) {
      for (const column of [1, 2]) {
        for (const id of ids) {
          const outcome = await work(control, (environment): LatencyFacts => {
            return { oneThread: figure, allThreads: null, webgpu: null, threads: column, environment };
          });
          if (outcome.state === "cancelled") return outcome;
          if (outcome.state === "done") onFigure(id, outcome.value);
        }
      }
      return done(null);
    },
    tensorErrors: async () => ({ state: "cancelled" }),
    graph: async () => ({ state: "cancelled" }),
    file: async () => done(new Blob([new Uint8Array(4)])),
    environment: async () => ({ cores: 2, shared: true, webgpu: false }),
  } as StudioApi;
}

/** What stands on a model that was not made from it. */
function strangers(state: StudioState): string[] {
  if (state.model === null) return state.variants.map(({ id }) => `${id} without a model`);
  const { name } = state.model;
  const found: string[] = [];
  const hold = (what: string, of: string): void => {
    if (of !== name) found.push(`${what} of ${of} on ${name}`);
  };
  if (state.data.state === "done") hold("data", state.data.value.source);
  for (const { id, steps, make, gzip, fidelity, latency } of state.variants) {
    for (const task of [make, gzip, fidelity, latency])
      if (task.state === "running" && task.progress) hold(`progress of ${id}`, task.progress.phase);
    if (make.state === "done") {
      hold(id, make.value.fileName);
      if (id !== original && make.value.label !== JSON.stringify(steps)) found.push(`an earlier ${id}`);
    }
    if (gzip.state === "done") hold(`gzip of ${id}`, models[gzip.value] ?? "nothing");
    if (fidelity.state === "done") hold(`fidelity of ${id}`, fidelity.value.source);
    if (latency.state === "done") hold(`latency of ${id}`, latency.value.facts.environment);
    const { baseline } = latency.state === "done" ? latency.value : {};
    if (baseline) hold(`baseline of ${id}`, baseline.environment);
  }
  return found;
}

/** One thing that a person can do, by chance. */
function act(studio: StudioActions, random: () => number): void {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const { variants } = studio.store.getState();
  const variant = variants.length > 0 ? pick(variants) : null;
  const file = { path: "x.npy", file: new Blob() };
  const task = pick(["make", "gzip", "fidelity", "latency"] as const);
  const acts: (() => void)[] = [
    () => void studio.openModel(pick(models), new Blob()),
    () => void studio.openData([file]),
    () => void studio.changeData({ range: "0..1" }),
    () => studio.closeData(),
  ];
  if (variant !== null && variant.id !== original) {
    const { id } = variant;
    acts.push(
      () => studio.run(id),
      () =>
        studio.run(id, { steps: [{ technique: "float16", options: { tries: Math.floor(random() * 9) } }] }),
      () => studio.cancel(id, task),
      () => studio.cancel(id, "latency"),
      () => studio.retry(id, task),
      () => studio.remove(id),
      () => void studio.combine([{ technique: "prune", options: {} }, ...variant.steps.slice(0, 1)]),
      () =>
        void studio.recipe({
          steps: [{ technique: "cluster", options: { clusters: Math.floor(random() * 3) } }],
        }),
      () => void studio.file(id),
    );
  }
  pick(acts)();
}

afterEach(() => {
  vi.useRealTimers();
});

it.each(Array.from({ length: 30 }, (_, seed) => [seed]))(
  "nothing stale is shown and nothing hangs, whatever is done when (seed %i)",
  async (seed) => {
    vi.useFakeTimers();
    const random = seededRandom(seed + 1);
    const store = createStudioStore();
    const studio = new StudioActions(store, lateEngine(random), () => new Int32Array(1));
    const seen = new Set<string>();
    store.subscribe((state) => {
      for (const stranger of strangers(state)) seen.add(stranger);
    });
    void studio.openModel("a.tflite", new Blob());
    for (let i = 0; i < 120; i++) {
      act(studio, random);
      await vi.advanceTimersByTimeAsync(random() < 0.3 ? 0 : random() * 150);
      if (random() < 0.02) await vi.advanceTimersByTimeAsync(20_000);
    }
    expect([...seen]).toEqual([]);
    await vi.advanceTimersByTimeAsync(300_000);
    const state = store.getState();
    expect([...seen]).toEqual([]);
    expect(selectActivity(state)).toMatchObject({ text: "Ready", busy: false });
    for (const { id, make } of state.variants) expect(make.state, id).not.toBe("running");
  },
);
