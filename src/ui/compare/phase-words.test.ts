import { expect, it } from "vitest";
import { progressText } from "./phase-words.ts";

it("says in words what goes on, and on what, by the end of its name", () => {
  const progress = { phase: "weights", done: 1, total: 2 };
  expect(progressText(progress)).toBe("Converting weights");
  expect(progressText({ ...progress, subject: "model/block/conv;model/bias" })).toBe(
    "Converting weights: block/conv",
  );
  expect(progressText({ ...progress, phase: "Sorting files" })).toBe("Sorting files");
});
