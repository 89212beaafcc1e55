import { expect, test } from "vitest";
import { recipeActions } from "../../core/recipe/actions.ts";
import { exactly } from "../../techniques/rules.ts";
import { actionGroups, opsText } from "./rule-text.ts";

test("rules say which ops they are about", () => {
  const text = (match: string, op = "*"): string => opsText({ match, op, action: "float" });
  expect(text(".*")).toBe("All ops");
  expect(text("", "CONV_2D")).toBe("All CONV_2D");
  expect(text(exactly(["long/a/b.c;long/d;"]), "ADD")).toBe("ADD a/b.c");
  expect(text(exactly(["a(1);", "b;c;"]))).toBe("2 ops: a(1), b");
  expect(text("^block[12]", "ADD")).toBe("ADD with an output like ^block[12]");
});

test("every action can be chosen", () => {
  expect(actionGroups.flatMap(({ actions }) => actions.map(([id]) => id)).sort()).toEqual(
    [...recipeActions].sort(),
  );
});
