import { beforeEach, describe, expect, it } from "vitest";
import type { StudioApi } from "../engine/api.ts";
import { answered, combined, modelOpened } from "./changes.ts";
import { apply, createStudioStore } from "./store.ts";
import { StudioActions } from "./studio.ts";
import { fakeModel, noAnswers } from "./test-facts.ts";
import { changeAnswers, did, removeVariant, undoLast, undoStore } from "./undo.ts";

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
    apply(studio.store, modelOpened(fakeModel));
    expect(await undoLast()).toBe(false);
    expect(ids(studio).filter((id) => id === "prune")).toHaveLength(1);
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

  it("keeps fifty steps", () => {
    for (let i = 0; i < 60; i++) did({ text: `${i}`, possible: () => true, undo: () => {} });
    expect(undoStore.getState().stack).toHaveLength(50);
    expect(undoStore.getState().stack.at(-1)?.text).toBe("59");
  });
});
