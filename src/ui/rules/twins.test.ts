import { expect, test } from "vitest";
import type { SubgraphView } from "../../core/graph/view.ts";
import { twins } from "./twins.ts";

/** Ops of these kinds, each with one output of the name. */
const graph = (...ops: (readonly [string, string])[]): SubgraphView => ({
  name: "",
  inputs: [],
  outputs: [],
  tensors: ops.map(([, name], index) => ({
    index,
    name,
    shape: [],
    type: "float32",
    constant: false,
    bytes: 0,
    sparse: false,
    quantization: null,
  })),
  ops: ops.map(([name], index) => ({ index, name, version: 1, inputs: [], outputs: [index], options: [] })),
});

test("ops of a variant are known again, conversions are not", () => {
  const source = graph(["CONV_2D", "a"], ["SOFTMAX", "out"]);
  const made = graph(
    ["QUANTIZE", "in_int8"],
    ["CONV_2D", "a"],
    ["SOFTMAX", "out_int8"],
    ["DEQUANTIZE", "out"],
  );
  const twinOf = twins(made, source);
  expect(made.ops.map((op) => twinOf(op)?.index ?? null)).toEqual([null, 0, 1, null]);
});
