import { describe, expect, it } from "vitest";
import { decodeRecipe, encodeRecipe } from "../core/report/recipe.ts";
import { madeByRecipe, recipeOf } from "./recipes.ts";

describe("recipes", () => {
  it("go out to a link and come back the same", () => {
    const steps = [
      { technique: "prune", options: { sparsity: 0.7 } },
      { technique: "int8", options: {} },
    ] as const;
    const rules = [{ match: "^conv1;$", op: "*", action: "float" }] as const;
    for (const made of [
      { steps, rules: [], name: "" },
      { steps, rules, name: "mine" },
      { steps: [], rules, name: "" },
    ]) {
      expect(madeByRecipe(decodeRecipe(encodeRecipe(recipeOf(made, "edge-tpu"))))).toEqual({
        made,
        target: "edge-tpu",
      });
    }
  });

  it.each([
    [{ technique: "magic", options: {} }],
    [{ technique: "prune", options: { sparsity: 7 } }],
    [{ technique: "prune", options: { constructor: 1 } }],
  ])("refuse what no technique takes: %j", (step) => {
    expect(() => madeByRecipe({ steps: [step] })).toThrow(/cannot be followed/);
  });

  it("refuse two quantizations", () => {
    const steps = ["int8", "float16"].map((technique) => ({ technique, options: {} }));
    expect(() => madeByRecipe({ steps })).toThrow(/only the last/);
  });
});
