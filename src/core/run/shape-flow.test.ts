import { describe, expect, it } from "vitest";
import { denseOptions } from "../../test-fixtures/dense-options.ts";
import { modelBuilder } from "../graph/build.ts";
import { constantBytes, type Model } from "../tflite/model.ts";
import { fixDynamicShapes } from "./fix-shapes.ts";
import { shapeFlow, withKnownShapes } from "./shape-flow.ts";

const ints = (values: number[]): Int32Array => Int32Array.from(values);

/** What converters write for a flatten of an open batch: [SHAPE(x)[0], 12] as the target of a RESHAPE. */
function flatten(axisOfBatch = 0): Model {
  const b = modelBuilder("flatten");
  const x = b.input("x", [1, 3, 4]);
  const shape = b.value("shape", [3], "INT32");
  b.op("SHAPE", [x], [shape], { type: "ShapeOptions", outType: 2 });
  const batch = b.value("batch", [], "INT32");
  const at = (name: string, i: number) => b.constant(name, [1], ints([i]), "INT32");
  b.op(
    "STRIDED_SLICE",
    [shape, at("begin", axisOfBatch), at("end", axisOfBatch + 1), at("step", 1)],
    [batch],
    {
      type: "StridedSliceOptions",
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 1,
      offset: false,
    },
  );
  const target = b.value("target", [2], "INT32");
  b.op("PACK", [batch, b.constant("rest", [], ints([12]), "INT32")], [target], {
    type: "PackOptions",
    valuesCount: 2,
    axis: 0,
  });
  const flat = b.value("flat", [1, 12]);
  b.op("RESHAPE", [x, target], [flat]);
  return b.finish([flat]);
}

/** A slice that begins where an input says. */
function slice(): Model {
  const b = modelBuilder("slice");
  const x = b.input("x", [1, 8]);
  const begin = b.input("begin", [2], "INT32");
  const part = b.value("part", [1, 4]);
  b.op("SLICE", [x, begin, b.constant("size", [2], ints([1, 4]), "INT32")], [part]);
  const moved = b.value("moved", [1, -1]);
  b.op("RELU", [part], [moved]);
  const whole = b.value("whole", [2, 2]);
  b.op("RESHAPE", [moved, b.constant("to", [2], ints([2, 2]), "INT32")], [whole]);
  return b.finish([whole]);
}

const index = (model: Model, name: string): number =>
  model.subgraphs[0]!.tensors.findIndex((t) => t.name === name);

describe("shapes before a run", () => {
  it("follows a shape through the ops that take it apart and put it together", () => {
    const model = flatten();
    const { values, unknown } = shapeFlow(model);
    expect(values.get(index(model, "shape"))).toEqual([1, 3, 4]);
    expect(values.get(index(model, "batch"))).toEqual([1]);
    expect(values.get(index(model, "target"))).toEqual([1, 12]);
    expect(unknown.size).toBe(0);
    const other = flatten(2);
    expect(shapeFlow(other).values.get(index(other, "target"))).toEqual([4, 12]);
  });

  it("gives the reader of a computed shape a constant, and moves nothing", () => {
    const model = flatten();
    const fixed = withKnownShapes(model);
    const graph = fixed.subgraphs[0]!;
    const reshape = graph.operators.at(-1)!;
    const target = graph.tensors[reshape.inputs[1]!]!;
    expect([...new Int32Array(constantBytes(fixed, target)!.slice().buffer)]).toEqual([1, 12]);
    expect(graph.operators.length).toBe(model.subgraphs[0]!.operators.length);
    expect(graph.tensors.slice(0, -1)).toEqual(model.subgraphs[0]!.tensors);
    expect(withKnownShapes(fixed)).toBe(fixed);
  });

  it("knows which shapes wait for the data, up to where a constant settles them", () => {
    const model = slice();
    const { unknown } = shapeFlow(model);
    expect([...unknown].map((t) => model.subgraphs[0]!.tensors[t]!.name)).toEqual(["part", "moved"]);
    expect(withKnownShapes(model)).toBe(model);
  });
});

/** Batch and sequence in one, as Keras writes a dense layer on a sequence of an open batch. */
function folded(): Model {
  const b = modelBuilder("folded");
  const x = b.input("x", [-1, 3, 4]);
  const rows = b.value("rows", [-1, -1]);
  b.op("RESHAPE", [x, b.constant("to", [2], ints([-1, 4]), "INT32")], [rows]);
  const dense = b.value("dense", [-1, 2]);
  const weights = b.constant("weights", [2, 4], new Float32Array(8));
  b.op("FULLY_CONNECTED", [rows, weights, -1], [dense], denseOptions());
  const unfolded = b.value("unfolded", [-1, 3, 2]);
  b.op("RESHAPE", [dense, b.constant("back", [3], ints([-1, 3, 2]), "INT32")], [unfolded]);
  const sorted = b.value("sorted", [-1, 2]);
  b.op("HASHTABLE_FIND", [dense], [sorted]);
  return b.finish([unfolded, sorted]);
}

describe("open dimensions that are not the batch", () => {
  it("have in a run what follows from a batch of 1", () => {
    const model = folded();
    const { shapes, unknown } = shapeFlow(model);
    expect(shapes.get(index(model, "rows"))).toEqual([3, 4]);
    expect(shapes.get(index(model, "dense"))).toEqual([3, 2]);
    expect(unknown).toEqual(new Set([index(model, "sorted")]));
    const fixed = fixDynamicShapes(model).subgraphs[0]!.tensors;
    const shapeOf = (name: string) => fixed[index(model, name)]!.shape;
    expect([shapeOf("x"), shapeOf("rows"), shapeOf("dense"), shapeOf("unfolded")]).toEqual([
      [1, 3, 4],
      [3, 4],
      [3, 2],
      [1, 3, 2],
    ]);
  });
});
