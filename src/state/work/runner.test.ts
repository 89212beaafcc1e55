import { afterEach, describe, expect, it, vi } from "vitest";
import type { ModelFacts } from "../../core/graph/facts.ts";
import { done, type Outcome } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { VariantFacts } from "../../engine/facts/variant.ts";
import { selectRows } from "../derived/rows.ts";
import { selectActivity } from "../derived/status.ts";
import { fakeFidelity, fakeModel, fakeVariant, noAnswers } from "../derived/test-facts.ts";
import { createStudioStore } from "../store.ts";
import { StudioActions } from "../studio.ts";

/** An engine whose makings end when the test says so, and a page that has drawn when `drawn` says so. */
function steered(drawn?: () => Promise<void>) {
  const makings: { id: string; end: (outcome: Outcome<VariantFacts>) => void; flag: Int32Array }[] = [];
  const latencies: { ids: readonly string[]; flag: Int32Array; end: (outcome: Outcome<null>) => void }[] = [];
  const api: StudioApi = {
    ...noAnswers,
    openModel: async (name) =>
      name.endsWith(".tflite")
        ? done<ModelFacts>({ ...fakeModel, name })
        : { state: "failed", failure: { code: "not-tflite", message: `${name} is a picture.` } },
    openData: async () => ({ state: "cancelled" }),
    closeData: async () => {},
    makeVariant: ({ id }, { cancelFlag }) =>
      new Promise((end) => {
        makings.push({ id, end, flag: cancelFlag });
      }),
    gzipSize: async () => done(1000),
    fidelity: async () => (fakeFidelity.state === "done" ? done(fakeFidelity.value) : { state: "cancelled" }),
    latency: (ids, { cancelFlag }) =>
      new Promise((end) => {
        latencies.push({ ids, flag: cancelFlag, end });
      }),
    accuracy: async () => ({ state: "cancelled" }),
    tensorErrors: async () => ({ state: "cancelled" }),
    graph: async () => ({ state: "cancelled" }),
    file: async () => done(new Blob([new Uint8Array(4)])),
    environment: async () => ({ cores: 2, shared: true, webgpu: false }),
  };
  const store = createStudioStore();
  const studio = new StudioActions(store, api, () => new Int32Array(1), drawn);
  return { studio, store, makings, latencies };
}

const settle = () => vi.advanceTimersByTimeAsync(1);
const open = async (name = "a.tflite", drawn?: () => Promise<void>) => {
  vi.useFakeTimers();
  const all = steered(drawn);
  await all.studio.openModel(name, new Blob());
  await settle();
  return all;
};
const status = (all: ReturnType<typeof steered>, id: string) =>
  selectRows(all.store.getState()).find((row) => row.id === id)?.status.kind;

afterEach(() => {
  vi.useRealTimers();
});

/** The page has drawn a model that was just opened: its first files are made. */
async function drawFirst(
  all: { readonly makings: readonly unknown[] },
  waiting: (() => void)[],
): Promise<void> {
  for (const drawn of waiting.splice(0)) drawn();
  await settle();
  expect(all.makings).toHaveLength(4);
}

describe("the runner", () => {
  it("starts the four without data, shows results, measures, and ends ready", async () => {
    const all = await open();
    expect(all.makings.map((m) => m.id)).toEqual(["float16", "dynamic-int8", "weight-int8", "weight-int4"]);
    expect(selectActivity(all.store.getState()).text).toBe("Making 4 variants");
    for (const making of all.makings) making.end(done(fakeVariant(making.id)));
    await settle();
    expect(status(all, "float16")).toBe("done");
    expect(selectActivity(all.store.getState()).text).toBe("Measuring latency");
    all.latencies[0]!.end({ state: "cancelled" });
    await settle();
    expect(selectActivity(all.store.getState())).toMatchObject({ text: "Ready", busy: false });
  });

  it("measures nothing while the page draws, and nothing of a model that went meanwhile", async () => {
    const waiting: (() => void)[] = [];
    const all = await open("a.tflite", () => new Promise((resolve) => waiting.push(resolve)));
    await drawFirst(all, waiting);
    for (const making of all.makings) making.end(done(fakeVariant(making.id)));
    for (let measured = 0; measured < 4; measured++) {
      await settle();
      expect(all.latencies).toEqual([]);
      waiting.shift()!();
    }
    await settle();
    expect(selectActivity(all.store.getState()).text).toBe("Measuring latency");
    expect(all.latencies).toEqual([]);
    await all.studio.openModel("b.tflite", new Blob());
    waiting.shift()!();
    await settle();
    expect(all.latencies).toEqual([]);
  });

  it("makes nothing before a model is drawn, but for a moment at most", async () => {
    const waiting: (() => void)[] = [];
    const drawn = await open("a.tflite", () => new Promise((resolve) => waiting.push(resolve)));
    expect(drawn.makings).toEqual([]);
    await drawFirst(drawn, waiting);
    const never = await open("a.tflite", () => new Promise(() => {}));
    await vi.waitFor(() => expect(never.makings).toHaveLength(4));
  });

  it("drops what another model's work brings in late", async () => {
    const all = await open();
    const late = all.makings[0]!;
    await all.studio.openModel("b.tflite", new Blob());
    await settle();
    expect(late.flag[0]).toBe(1);
    late.end(done(fakeVariant("float16", 1)));
    await settle();
    expect(status(all, "float16")).toBe("running");
    expect(selectRows(all.store.getState()).find((r) => r.id === "float16")?.size.kind).not.toBe("value");
  });

  it("keeps the model and its results when the next file cannot be opened", async () => {
    const all = await open();
    all.makings[0]!.end(done(fakeVariant("float16")));
    await settle();
    await all.studio.openModel("photo.png", new Blob());
    const state = all.store.getState();
    expect(state.model?.name).toBe("a.tflite");
    expect(state.notices.map((n) => n.message)).toEqual(["photo.png is a picture."]);
    expect(selectRows(state).find((r) => r.id === "float16")?.size.kind).toBe("value");
  });

  it("drops the result of an earlier making of the same variant", async () => {
    const all = await open();
    const first = all.makings.find((m) => m.id === "float16")!;
    all.studio.run("float16", { steps: [{ technique: "float16", options: { overflow: "refuse" } }] });
    await settle();
    expect(first.flag[0]).toBe(1);
    first.end(done(fakeVariant("float16", 1)));
    await settle();
    const second = all.makings.filter((m) => m.id === "float16").at(-1)!;
    expect(second).not.toBe(first);
    second.end(done(fakeVariant("float16", 2)));
    await settle();
    expect(selectRows(all.store.getState()).find((r) => r.id === "float16")?.facts?.size.file).toBe(2);
  });

  it("cancels a row and goes on with the others", async () => {
    const all = await open();
    all.studio.cancel("weight-int4", "make");
    expect(status(all, "weight-int4")).toBe("stopped");
    expect(all.makings.find((m) => m.id === "weight-int4")?.flag[0]).toBe(1);
    expect(status(all, "float16")).toBe("running");
    all.studio.retry("weight-int4", "make");
    await settle();
    expect(status(all, "weight-int4")).toBe("running");
  });

  it("interrupts latency for a row that was asked for, and measures afterwards", async () => {
    const all = await open();
    for (const making of all.makings) making.end(done(fakeVariant(making.id)));
    await settle();
    expect(all.latencies).toHaveLength(1);
    all.studio.run("prune");
    await settle();
    expect(all.latencies[0]?.flag[0]).toBe(1);
    const prune = all.makings.at(-1)!;
    expect(prune.id).toBe("prune");
    prune.end(done(fakeVariant("prune")));
    await settle();
    expect(all.latencies.at(-1)?.ids).toContain("prune");
    expect(all.latencies.at(-1)?.ids).toContain("float16");
  });
});
