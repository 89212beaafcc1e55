import { beforeAll, describe, expect, test } from "vitest";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import type { Model } from "../tflite/model.ts";
import { recipeActions } from "./actions.ts";
import { matchRecipe } from "./match.ts";
import { loadPatterns } from "./pattern.ts";
import { readRecipe } from "./read.ts";
import { parseRecipe, type Recipe } from "./recipe.ts";
import { exportReferenceRecipe, importReferenceRecipe } from "./reference.ts";

beforeAll(loadPatterns);

/** conv, depthwise, conv, add. */
function net(): Model {
  const builder = new NetBuilder([1, 8, 8, 4]);
  const first = builder.conv(0, 4);
  const second = builder.conv(builder.depthwise(first), 4);
  builder.model.subgraphs[0]!.outputs = [builder.add(first, second)];
  return builder.model;
}

const recipe = (...rules: Partial<Recipe["rules"][number]>[]): Recipe => parseRecipe({ rules });

describe("matching", () => {
  test("the last rule that an op can take wins", () => {
    const matched = matchRecipe(net(), recipe({ action: "int8" }, { action: "dynamic-int4" }));
    expect(matched.actions).toEqual(["dynamic-int4", "int8", "dynamic-int4", "int8"]);
    expect(matched.unused).toEqual([]);
  });

  test("by the names of outputs and of ops", () => {
    const rules = recipe({ action: "int8" }, { match: "CONV_2D_0", op: "CONV_2D", action: "float" });
    expect(matchRecipe(net(), rules).actions).toEqual(["float", "int8", "int8", "int8"]);
  });

  test("says which rules did nothing, and why", () => {
    const rules = recipe(
      { match: "nowhere", action: "int8" },
      { op: "ADD", action: "weight-int8" },
      { action: "int16x8" },
      { action: "int8" },
    );
    const messages = matchRecipe(net(), rules).unused.map((u) => u.message);
    expect(messages).toHaveLength(3);
    expect(messages[0]).toContain("No op matches");
    expect(messages[1]).toContain("cannot be weight-int8");
    expect(messages[2]).toContain("Later rules");
  });
});

describe("the reference tool's form", () => {
  test("every action comes back as it went", () => {
    const ours = recipe(...recipeActions.map((action) => ({ match: action, op: "TRANSPOSE_CONV", action })));
    const { recipe: back, flags } = importReferenceRecipe(
      JSON.parse(JSON.stringify(exportReferenceRecipe(ours.rules))),
    );
    expect(back.rules).toEqual(ours.rules);
    expect(flags).toEqual([]);
  });

  test("algorithms that are not here are flagged", () => {
    const op_config = {
      weight_tensor_config: { num_bits: 8, granularity: "CHANNELWISE" },
      compute_precision: "INTEGER",
    };
    const list = ["GPTQ", "HADAMARD_ROTATION", "min_max_uniform_quantize", "no_such"].map(
      (algorithm_key) => ({
        regex: algorithm_key,
        operation: "*",
        algorithm_key,
        op_config,
      }),
    );
    const { recipe: read, flags } = readRecipe(JSON.stringify(list));
    expect(read.rules.map((r) => r.action)).toEqual(["dynamic-int8", "dynamic-int8"]);
    expect(flags.map(({ rule, skipped }) => [rule, skipped])).toEqual([
      [0, false],
      [1, true],
      [3, true],
    ]);
  });

  test("rules of one pattern stand where its first stood, and one for all ops drops those before it", () => {
    const entry = (regex: string, operation: string, num_bits: number) => ({
      regex,
      operation,
      algorithm_key: "min_max_uniform_quantize",
      op_config: { weight_tensor_config: { num_bits }, compute_precision: "INTEGER" },
    });
    const list = [entry("a", "ADD", 8), entry("b", "*", 8), entry("a", "*", 4), entry("a", "CONV_2D", 8)];
    expect(importReferenceRecipe(list).recipe.rules).toEqual([
      { match: "a", op: "*", action: "dynamic-int4" },
      { match: "a", op: "CONV_2D", action: "dynamic-int8" },
      { match: "b", op: "*", action: "dynamic-int8" },
    ]);
    const ours = recipe({ action: "int8" }, { match: "x", action: "float" }, { op: "ADD", action: "float" });
    const written = exportReferenceRecipe(ours.rules).map(({ regex }) => regex);
    expect(new Set(written).size).toBe(3);
    expect(
      importReferenceRecipe(exportReferenceRecipe(ours.rules)).recipe.rules.map((r) => r.action),
    ).toEqual(["int8", "float", "float"]);
  });

  test("inputs and outputs are ops too", () => {
    const all = recipe({ action: "int8" }).rules;
    expect(importReferenceRecipe(exportReferenceRecipe(all)).border).toBe("int8");
    const float = importReferenceRecipe(exportReferenceRecipe(all, { border: "float32" }));
    expect(float.border).toBe("float32");
    expect(float.recipe.rules).toHaveLength(1);
  });

  test("refuses what is no recipe", () => {
    for (const text of [
      "{",
      "[1]",
      "{}",
      '{"rules":[{"action":"int7"}]}',
      '{"rules":[{"match":"(","action":"int8"}]}',
    ]) {
      expect(() => readRecipe(text)).toThrow(expect.objectContaining({ code: "bad-recipe" }));
    }
  });
});

test.each([
  ['{"steps":[{"technique":"int8"}],"extra":1}', "there is no field “extra”."],
  ['{"rules":[{"op":"CONV_2D"}]}', "“rules.0.action” is missing."],
  ['{"rules":[{"action":"int9"}]}', '“rules.0.action” is "int9", where one of "float", "float16", '],
  ['{"rules":[{"match":"(","action":"float"}]}', "“rules.0.match” is no regular expression."],
  ['{"rules":1}', "“rules” is 1, where Array is taken."],
  ["{}", "“the top” has neither steps nor rules."],
  ['[{"regex":".*","operation":"*"}]', "This is no quantization recipe: “0.algorithm_key” is missing."],
])("%s is refused in words", (text, reason) => {
  expect(() => readRecipe(text)).toThrow(reason);
});
