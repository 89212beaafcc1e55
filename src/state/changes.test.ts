import { describe, expect, it } from "vitest";
import {
  answered,
  asked,
  type Change,
  dataChanged,
  dataProgressed,
  modelOpened,
  noticed,
  opening,
  removed,
  selected,
} from "./changes.ts";
import { fakeData, fakeModel, opened } from "./derived/test-facts.ts";
import { emptyState, type StudioState } from "./model.ts";

const messages = (...changes: readonly Change[]): readonly string[] =>
  changes
    .reduce((state: StudioState, change) => change(state), emptyState)
    .notices.map(({ message }) => message);

describe("notices", () => {
  const badModel = noticed("error", "This is a picture.", "model");
  const badData = noticed("error", "The archive is cut.", "data");
  const other = noticed("error", "The recipe is for another model.");

  it("go when the same is tried again, and only then", () => {
    expect(messages(badModel, badData, other, opening("b.tflite"))).toEqual([
      "The archive is cut.",
      "The recipe is for another model.",
    ]);
    expect(messages(badModel, badData, other, dataProgressed({ state: "running", progress: null }))).toEqual([
      "This is a picture.",
      "The recipe is for another model.",
    ]);
  });
});

const stateAfter = (...changes: readonly Change[]): StudioState =>
  changes.reduce((state: StudioState, change) => change(state), opened);

describe("a model", () => {
  const pruned = { steps: [{ technique: "prune", options: { sparsity: 0.8 } }] } as const;
  const trained = { steps: [{ technique: "qat", options: {} }] } as const;
  const work = [asked("prune", pruned), asked("qat", trained), removed("cluster"), selected("prune")];

  it("that is opened once more keeps rows, recipes, answers and what is chosen, and makes all anew", () => {
    const {
      variants,
      selected: chosen,
      answers,
    } = stateAfter(...work, answered("latency-accuracy", "yes"), modelOpened(fakeModel));
    const row = (id: string) => variants.find((variant) => variant.id === id);
    expect(row("prune")).toMatchObject({ ...pruned, wanted: true, make: { state: "idle" } });
    expect(row("qat")).toMatchObject({ wanted: false });
    expect(row("cluster")).toBeUndefined();
    expect(chosen).toBe("prune");
    expect(answers).toEqual({ "latency-accuracy": "yes" });
  });

  it("that follows another starts anew, with the answers that are about the person", () => {
    const own = { goal: "size", "max-loss": "1" };
    const {
      variants,
      selected: chosen,
      answers,
    } = stateAfter(
      ...work,
      ...Object.entries({ ...own, "size-weights": "yes" }).map(([id, choice]) => answered(id, choice)),
      modelOpened({ ...fakeModel, fingerprint: "another" }),
    );
    expect(variants.map(({ id }) => id)).toEqual(opened.variants.map(({ id }) => id));
    expect(chosen).toBeNull();
    expect(answers).toEqual(own);
  });
});

describe("data", () => {
  const added = (labelled: boolean) => dataChanged({ state: "done", value: { ...fakeData, labelled } });
  const denied = { "latency-data": "no", "latency-labels": "no", "latency-accuracy": "no" };
  const answers = Object.entries(denied).map(([id, choice]) => answered(id, choice));

  it("refute the answer that there are none, and labels that there are none", () => {
    expect(stateAfter(...answers, added(false)).answers).toEqual({
      "latency-labels": "no",
      "latency-accuracy": "no",
    });
    expect(stateAfter(...answers, added(true)).answers).toEqual({ "latency-accuracy": "no" });
  });
});
