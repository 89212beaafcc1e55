import { beforeAll, describe, expect, test } from "vitest";
import { loadPatterns } from "../core/recipe/pattern.ts";
import type { RecipeRule } from "../core/recipe/recipe.ts";
import { readModel } from "../core/tflite/read.ts";
import { fixture } from "../test-fixtures/node/fixtures.ts";
import { readRecipeFile, referenceFile, writeRecipeFile } from "./recipe-file.ts";
import { ruleFacts } from "./rule-facts.ts";
import { baseRules, ownRules, withRules } from "./ruled-steps.ts";

beforeAll(loadPatterns);

const model = readModel(fixture("fm_mnv1.tflite"));
const int8 = [{ technique: "int8", options: { calibration: "mse" } }] as const;
const rule = (op: string, action: RecipeRule["action"], match = ".*"): RecipeRule => ({ match, op, action });

describe("rules of a variant", () => {
  test("about integers live in the step's option, others beside it, and both come back", () => {
    const integers = [rule("SOFTMAX", "float"), rule("CONV_2D", "int8-weight-int4"), rule("ADD", "int16x8")];
    const kept = withRules(int8, integers);
    expect(kept.rules).toEqual([]);
    expect(kept.steps[0]!.options).toMatchObject({ calibration: "mse" });
    expect(ownRules(kept)).toEqual(integers);
    const mixed = [...integers, rule("CONV_2D", "float16")];
    const beside = withRules(kept.steps, mixed);
    expect(beside).toEqual({ steps: int8, rules: mixed });
    expect(withRules(kept.steps, [])).toEqual({ steps: int8, rules: [] });
  });

  test("each is counted, and one that does nothing says why", () => {
    const rules = [
      rule("CONV_2D", "float"),
      rule("*", "int8", "nowhere"),
      rule("SOFTMAX", "weight-int4"),
      rule("CONV_2D", "weight-int8"),
    ];
    const facts = ruleFacts(model, { steps: [{ technique: "weight-int4", options: {} }], rules }, null);
    expect(facts.map(({ taken }) => taken)).toEqual([0, 0, 0, facts[0]!.matched]);
    expect(facts.map(({ problem }) => problem)).toEqual([
      expect.stringContaining("Later rules"),
      expect.stringContaining("No op"),
      expect.stringContaining("cannot be weight-int4"),
      null,
    ]);
  });

  test("what a making left as it was is told with its reason", () => {
    const name = model.subgraphs[0]!.tensors[model.subgraphs[0]!.operators[0]!.outputs[0]!]!.name;
    const line = { subgraph: 0, op: 0, opName: "CONV_2D", tensor: name, bytesBefore: 9, bytesAfter: 9 };
    const [facts] = ruleFacts(model, { steps: int8, rules: [rule("CONV_2D", "int16x8", "^")] }, [
      { ...line, action: "kept", detail: "its bias is computed" },
    ]);
    expect(facts).toMatchObject({ taken: facts!.matched - 1 });
    expect(facts!.problem).toMatch(/^1 of \d+ skipped: its bias is computed\.$/);
  });

  test("training takes none", () => {
    expect(() => baseRules([{ technique: "qat", options: {} }])).toThrow(/takes no rules/);
  });
});

describe("recipe files", () => {
  test("ours keeps steps and rules", () => {
    const recipe = withRules(int8, [rule("SOFTMAX", "float")]);
    const { name, steps, rules } = readRecipeFile(writeRecipeFile("mine", recipe));
    expect(name).toBe("mine");
    expect(ownRules({ steps, rules })).toEqual(ownRules(recipe));
  });

  test("the reference tool's brings steps, rules and borders back", () => {
    const recipe = withRules([{ technique: "int16x8", options: {} }], [rule("SOFTMAX", "float")]);
    const written = referenceFile(recipe);
    if (written.kind !== "file") throw new Error(written.reason);
    const read = readRecipeFile(written.text);
    expect(read.steps.map(({ technique }) => technique)).toEqual(["int16x8"]);
    expect(read.steps[0]!.options.io).toBeUndefined();
    expect(ownRules(read)).toEqual(ownRules(recipe));
  });

  test("what the reference tool leaves of small weights is kept, and what cannot be taken is told", () => {
    const entry = (op_config: object, algorithm_key = "min_max_uniform_quantize") =>
      JSON.stringify([{ regex: ".*", operation: "*", algorithm_key, op_config }]);
    const weights = { weight_tensor_config: { num_bits: 8, granularity: "CHANNELWISE" } };
    const legacy = readRecipeFile(
      entry({ ...weights, compute_precision: "INTEGER", min_weight_elements: 1024 }),
    );
    expect(legacy).toMatchObject({
      steps: [{ technique: "dynamic-int8", options: { minElements: 1024 } }],
      flags: [],
    });
    expect(() => readRecipeFile(entry(weights, "HADAMARD_ROTATION"))).toThrow(/No rule .* HADAMARD_ROTATION/);
    expect(() => readRecipeFile('{"embedder":[],"decoder":[]}')).toThrow(
      /several models \(embedder, decoder\)/,
    );
  });

  test.each([
    ["prune", [], /Pruning sets weights to zero/],
    ["qat", [], /Training changes weights/],
    ["int8", [rule("LEAKY_RELU", "int8")], /LEAKY_RELU/],
  ] as const)("%s cannot be said in the reference tool's form", (technique, rules, why) => {
    const written = referenceFile({ steps: [{ technique, options: {} }], rules });
    expect(written).toMatchObject({ kind: "none", reason: expect.stringMatching(why) });
  });
});
