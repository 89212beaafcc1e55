import { describe, expect, it } from "vitest";
import { decodeRecipe, encodeRecipe } from "../core/report/recipe.ts";
import { recipeOf, stepsOfRecipe } from "./recipes.ts";

describe("recipes", () => {
  it("go out to a link and come back the same", () => {
    const steps = [
      { technique: "prune", options: { sparsity: 0.7 } },
      { technique: "int8", options: {} },
    ] as const;
    expect(stepsOfRecipe(decodeRecipe(encodeRecipe(recipeOf(steps, "edge-tpu"))))).toEqual({
      steps,
      target: "edge-tpu",
    });
  });

  it.each([
    [{ technique: "magic", options: {} }],
    [{ technique: "prune", options: { sparsity: 7 } }],
    [{ technique: "prune", options: { constructor: 1 } }],
  ])("refuse what no technique takes: %j", (step) => {
    expect(() => stepsOfRecipe({ steps: [step] })).toThrow(/cannot be followed/);
  });

  it("refuse two quantizations", () => {
    const steps = ["int8", "float16"].map((technique) => ({ technique, options: {} }));
    expect(() => stepsOfRecipe({ steps })).toThrow(/only the last/);
  });
});
