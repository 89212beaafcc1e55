import { describe, expect, it, vi } from "vitest";
import { done } from "../../core/outcome.ts";
import type { Point, SearchState } from "../../core/search/state.ts";
import type { StudioApi } from "../../engine/api.ts";
import { fakeModel, noAnswers } from "../derived/test-facts.ts";
import { createStudioStore } from "../store.ts";
import { StudioActions } from "../studio.ts";
import { searchOf, startSearch } from "./search.ts";

const point: Point = {
  candidate: {
    key: "prune sparsity=0.6",
    family: "prune",
    steps: [{ technique: "prune", options: { sparsity: 0.6 } }],
    size: 0.5,
  },
  level: "full",
  measured: { bytes: 10, gzip: 8, loss: { value: 0.001, low: 0, high: 0.002 } },
};
const found: SearchState = {
  answer: point,
  frontier: [point],
  measured: 3,
  dropped: [],
  open: 2,
  seconds: 1,
  last: null,
  finished: "stopped",
};

function studioWith(findBest: StudioApi["findBest"]): StudioActions {
  const never = () => new Promise<never>(() => {});
  const api: StudioApi = {
    ...noAnswers,
    findBest,
    openModel: async () => done(fakeModel),
    openData: never,
    closeData: async () => {},
    makeVariant: never,
    gzipSize: never,
    fidelity: never,
    latency: never,
    accuracy: never,
    tensorErrors: never,
    graph: never,
    file: never,
    environment: never,
  } as StudioApi;
  return new StudioActions(createStudioStore(), api, () => new Int32Array(1));
}

describe("a search from the page", () => {
  const request = { constraints: { maxLoss: 0.01 }, target: null, budget: 5 };

  it("holds latencies back while it runs, and its answer becomes a row with its settings", async () => {
    let end = () => {};
    const studio = studioWith((_request, _control, onState) => {
      onState(found);
      return new Promise((resolve) => {
        end = () => resolve(done(null));
      });
    });
    await studio.openModel("a.tflite", new Blob());
    const search = startSearch(studio, request);
    expect(studio.store.getState().searching).toBe("best");
    expect(searchOf(studio).getState().found).toBe(found);
    end();
    await search;
    expect(studio.store.getState().searching).toBeNull();
    expect(searchOf(studio).getState().status).toBe("ended");
    const row = studio.store.getState().variants.find(({ id }) => id === "prune~2");
    expect(row?.steps).toEqual(point.candidate.steps);
  });

  it("is stopped and forgotten when another model is opened", async () => {
    const seen = vi.fn();
    const studio = studioWith((_request, { cancelFlag }) => {
      seen(cancelFlag);
      return new Promise(() => {});
    });
    await studio.openModel("a.tflite", new Blob());
    void startSearch(studio, request);
    await studio.openModel("b.tflite", new Blob());
    expect((seen.mock.calls[0]![0] as Int32Array)[0]).toBe(1);
    expect(searchOf(studio).getState().status).toBe("idle");
    expect(studio.store.getState().searching).toBeNull();
  });
});
