import { describe, expect, it, vi } from "vitest";
import { done, type Outcome } from "../../core/outcome.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { VariantFacts } from "../../engine/facts/variant.ts";
import { combined, dataChanged, modelOpened } from "../changes.ts";
import { fakeData, fakeModel, fakeVariant, noAnswers } from "../derived/test-facts.ts";
import type { StudioState } from "../model.ts";
import { apply, createStudioStore } from "../store.ts";
import { StudioActions } from "../studio.ts";
import { type Shelf, takeOrMake } from "./shelf.ts";
import { type KeptFiles, takeKept } from "./take-kept.ts";

const failed: Outcome<never> = { state: "failed", failure: { code: "bad-output", message: "Cut off." } };
const made: VariantFacts = { ...fakeVariant("made"), seconds: 60 };
const kept = { key: "k", file: new Blob(), facts: { ...made, keptSince: 7 }, training: null };

/** A shelf that has one file, or none. */
function shelfWith(file: typeof kept | null) {
  const find = vi.fn<KeptFiles["find"]>(async () => file);
  const drop = vi.fn<KeptFiles["drop"]>();
  const take: Shelf["take"] = (args) => takeKept({ find, drop }, args);
  return { find, drop, take, put: vi.fn<Shelf["put"]>() };
}

/** An engine that makes at once, and takes kept files with this outcome. */
const engine = (taken: Outcome<VariantFacts> = done(kept.facts)) =>
  ({
    ...noAnswers,
    environment: () => new Promise<never>(() => {}),
    makeVariant: vi.fn(async () => done(made)),
    takeVariant: vi.fn(async () => taken),
  }) as unknown as StudioApi & { makeVariant: ReturnType<typeof vi.fn> };

const opened = (changed: (state: StudioState) => StudioState = (state) => state) => {
  const store = createStudioStore();
  apply(store, modelOpened(fakeModel), changed);
  return store.getState();
};

const take = (id: string, api: StudioApi, shelf: Shelf, state = opened(), resume: unknown = null) =>
  takeOrMake(async () => shelf, {
    api,
    state,
    variant: state.variants.find((variant) => variant.id === id)!,
    request: { id, steps: [], resume: resume as null },
    control: { cancelFlag: new Int32Array(1), onProgress: () => {} },
    takenBack: false,
    onTaken: () => {},
  });

describe("files that were kept", () => {
  it("are taken in place of making the same again", async () => {
    const api = engine();
    expect(await take("prune", api, shelfWith(kept))).toEqual(done(kept.facts));
    expect(api.makeVariant).not.toHaveBeenCalled();
    expect(await take("prune", api, shelfWith(null))).toEqual(done(made));
  });

  it("are not looked for where making is quick, nor where a training goes on", async () => {
    const shelf = shelfWith(kept);
    await take("float16", engine(), shelf);
    await take("qat", engine(), shelf, opened(), {});
    expect(shelf.find).not.toHaveBeenCalled();
    const withData = opened(dataChanged({ state: "done", value: fakeData }));
    await take("weight-int4", engine(), shelf, withData);
    expect(shelf.find).toHaveBeenCalledOnce();
  });

  it("that do not pass are let go and made anew, but for trainings, which wait for a person", async () => {
    const shelf = shelfWith(kept);
    expect(await take("prune", engine(failed), shelf)).toEqual(done(made));
    expect(shelf.drop).toHaveBeenCalledWith("k");
    const api = engine(failed);
    const outcome = await take("qat", api, shelf);
    expect(outcome).toMatchObject({ state: "failed", failure: { message: /Try again to train.*Cut off/ } });
    expect(api.makeVariant).not.toHaveBeenCalled();
  });

  it("where the shelf cannot be read, all is made", async () => {
    const shelf = shelfWith(kept);
    shelf.find.mockRejectedValue(new DOMException("denied"));
    expect(await take("prune", engine(), shelf)).toEqual(done(made));
  });

  it("are offered the shelf once made, and not again once taken", async () => {
    for (const file of [kept, null]) {
      const shelf = shelfWith(file);
      const store = createStudioStore();
      const studio = new StudioActions(store, engine(), () => new Int32Array(1));
      studio.shelf = Promise.resolve(shelf);
      apply(store, modelOpened(fakeModel));
      apply(store, combined("prune", { steps: [{ technique: "prune", options: {} }] }));
      const row = () => store.getState().variants.find(({ id }) => id === "prune")!;
      await vi.waitFor(() => expect(row().make.state).toBe("done"));
      await vi.waitFor(() => expect(shelf.put.mock.calls.length).toBe(file === null ? 5 : 4));
      const put = shelf.put.mock.calls.map(([, variant]) => variant.id);
      expect(put.includes("prune")).toBe(file === null);
    }
  });
});
