import { describe, expect, it } from "vitest";
import { type Change, dataProgressed, noticed, opening } from "./changes.ts";
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
