import { beforeAll, describe, expect, test } from "vitest";
import { loadPatterns } from "../core/recipe/pattern.ts";
import { readModel } from "../core/tflite/read.ts";
import { fixture } from "../test-fixtures/node/fixtures.ts";
import { choosePrecision, rulesForOps } from "./choose-precision.ts";
import { parseRules, writeRules } from "./rules.ts";

beforeAll(loadPatterns);

const model = readModel(fixture("fm_mnv1.tflite"));
const ops = model.subgraphs[0]!.operators.map((_, o) => o);

describe("rules", () => {
  test("name exactly the ops they were made for, through their text", () => {
    const wanted = new Map([
      [3, "float" as const],
      [7, "int16x8" as const],
    ]);
    const rules = parseRules(writeRules(rulesForOps(model, wanted)));
    const { choose, warnings } = choosePrecision(model, "int8", rules);
    expect(ops.map((o) => choose(o).precision)).toEqual(ops.map((o) => wanted.get(o) ?? "int8"));
    expect(warnings).toEqual([]);
  });

  test("the last one that matches wins; one that matches nothing is warned of", () => {
    const rules = parseRules(
      '[{"regex":".","precision":"float"},{"regex":".","operation":"CONV_2D","precision":"int8","weightBits":4},{"regex":"^nowhere$","precision":"float"}]',
    );
    const { choose, warnings } = choosePrecision(model, "int8", rules);
    expect(new Set(ops.map((o) => JSON.stringify(choose(o))))).toEqual(
      new Set(['{"precision":"float"}', '{"precision":"int8","weightBits":4}']),
    );
    expect(warnings).toMatchObject([{ code: "rule-unmatched" }]);
  });

  test.each(["{", "{}", '[{"regex":"a","precision":"int3"}]'])("refuses %s", (text) =>
    expect(() => parseRules(text)).toThrow(/rules must be a list/),
  );

  test("refuses what is no pattern", () => {
    const rules = parseRules('[{"regex":"(","precision":"float"}]');
    expect(() => choosePrecision(model, "int8", rules)).toThrow("“(” of a rule is no regular expression");
  });
});
