import { describe, expect, it } from "vitest";
import { fixture, openBatch } from "../../test-fixtures/node/fixtures.ts";
import type { Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { fixDynamicShapes, hasDynamicShapes } from "./fix-shapes.ts";

describe("fixDynamicShapes", () => {
  it("leaves a model with fixed shapes as it is", () => {
    const model = readModel(fixture("fm_mnv1.tflite"));
    expect(hasDynamicShapes(model)).toBe(false);
    expect(fixDynamicShapes(model)).toBe(model);
  });

  it.each(["signature", "shape"] as const)("sets the batch to 1 where the %s leaves it open", (where) => {
    const open = openBatch(where);
    expect(hasDynamicShapes(open)).toBe(true);
    const fixed = fixDynamicShapes(open);
    expect(hasDynamicShapes(fixed)).toBe(false);
    const shapes = (model: Model) => model.subgraphs[0]!.tensors.map(({ shape }) => shape);
    expect(shapes(fixed)).toEqual(shapes(readModel(fixture("fm_mnv1.tflite"))));
    expect(hasDynamicShapes(open)).toBe(true);
  });
});
