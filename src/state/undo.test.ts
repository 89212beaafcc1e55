import { beforeEach, describe, expect, it, vi } from "vitest";
import { done } from "../core/outcome.ts";
import type { StudioApi } from "../engine/api.ts";
import { answered, combined, modelOpened, taskMoved } from "./changes.ts";
import { fakeData, fakeMade, fakeModel, noAnswers } from "./derived/test-facts.ts";
import { idle } from "./model.ts";
import { apply, createStudioStore } from "./store.ts";
import { StudioActions } from "./studio.ts";
import { did, undoLast, undoStore } from "./undo.ts";
import { changeAnswers, changeRecipe, removeData, removeVariant } from "./undoable.ts";

const never = () => new Promise<never>(() => {});

function opened(): StudioActions {
  const api = { ...noAnswers, makeVariant: never, environment: never } as unknown as StudioApi;
  const studio = new StudioActions(createStudioStore(), api, () => new Int32Array(1));
  apply(studio.store, modelOpened(fakeModel));
  return studio;
}

const ids = (studio: StudioActions) => studio.store.getState().variants.map(({ id }) => id);

describe("undo", () => {
  beforeEach(() => undoStore.setState({ stack: [], told: null }));

  it("puts a removed row back in its place, once", async () => {
    const studio = opened();
    const steps = [
      { technique: "prune", options: {} },
      { technique: "int8", options: {} },
    ] as const;
    apply(studio.store, combined("prune+int8", { steps }), combined("cluster+int8", { steps }));
    const before = ids(studio);
    removeVariant(studio, "prune+int8");
    expect(ids(studio)).not.toContain("prune+int8");
    expect(undoStore.getState().told?.text).toBe("Pruned + Full integer int8 was removed");
    expect(await undoLast()).toBe(true);
    expect(ids(studio)).toEqual(before);
    expect(await undoLast()).toBe(false);
  });

  it("passes over what another model, or a new row of that name, has made impossible", async () => {
    const studio = opened();
    removeVariant(studio, "prune");
    changeAnswers(studio, answered("goal", "size"), "answered");
    apply(studio.store, modelOpened({ ...fakeModel, fingerprint: "another" }));
    expect(await undoLast()).toBe(false);
    expect(ids(studio).filter((id) => id === "prune")).toHaveLength(1);
    expect(studio.store.getState().answers).toEqual({ goal: "size" });
  });

  it("takes answers back one by one, and says only what is asked to be said", async () => {
    const studio = opened();
    changeAnswers(studio, answered("goal", "size"), "answered", true);
    expect(undoStore.getState().told).toBeNull();
    changeAnswers(studio, answered("goal", "latency"), "changed");
    expect(undoStore.getState().told?.text).toBe("changed");
    await undoLast();
    expect(studio.store.getState().answers).toEqual({ goal: "size" });
    await undoLast();
    expect(studio.store.getState().answers).toEqual({});
  });

  it("gives a row that was not made its recipe back, and lets a made one be made as before", async () => {
    const studio = opened();
    const row = (id: string) => studio.store.getState().variants.find((variant) => variant.id === id)!;
    const prune = (sparsity: number) => ({ steps: [{ technique: "prune", options: { sparsity } }] }) as const;
    changeRecipe(studio, "prune", prune(0.7), "The options");
    expect(row("prune")).toMatchObject({ ...prune(0.7), wanted: true });
    expect(undoStore.getState().told?.text).toBe("The options of Pruned were changed");
    await undoLast();
    expect(row("prune")).toMatchObject({ steps: [{ options: {} }], wanted: false, make: idle });
    expect(await undoLast()).toBe(false);

    changeRecipe(studio, "prune", prune(0.7), "The options");
    apply(studio.store, taskMoved("prune", "make", fakeMade("prune")));
    changeRecipe(studio, "prune", prune(0.8), "The options");
    const { run } = row("prune");
    await undoLast();
    expect(row("prune")).toMatchObject({ ...prune(0.7), wanted: true, run: run + 1 });
    // The same again is nothing to take back.
    changeRecipe(studio, "float16", { steps: row("float16").steps }, "The options");
    expect(undoStore.getState().stack).toHaveLength(1);
  });

  it("reads removed samples again in the same way, and what was made with them stays", async () => {
    const studio = opened();
    const openData = vi.fn(async () => done({ ...fakeData, previews: [] }));
    Object.assign(studio.api, { openData, closeData: async () => {} });
    const files = [{ path: "a.npy", file: new Blob() }];
    await studio.openData(files, { range: "0..1" });
    apply(
      studio.store,
      taskMoved("int8", "make", { state: "running", progress: null }),
      taskMoved("int8", "make", fakeMade("int8")),
    );
    removeData(studio);
    expect(studio.store.getState().data.state).toBe("idle");
    await undoLast();
    expect(openData).toHaveBeenLastCalledWith(files, { range: "0..1" }, expect.anything());
    const { data, variants } = studio.store.getState();
    expect(data.state).toBe("done");
    expect(variants.find(({ id }) => id === "int8")?.make.state).toBe("done");

    openData.mockResolvedValue(done({ ...fakeData, fingerprint: "d2", previews: [] }));
    await studio.openData(files);
    expect(studio.store.getState().variants.find(({ id }) => id === "int8")?.make.state).not.toBe("done");
  });

  it("keeps fifty steps", () => {
    for (let i = 0; i < 60; i++) did({ text: `${i}`, possible: () => true, undo: () => {} });
    expect(undoStore.getState().stack).toHaveLength(50);
    expect(undoStore.getState().stack.at(-1)?.text).toBe("59");
  });
});
