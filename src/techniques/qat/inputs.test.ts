import { describe, expect, test } from "vitest";
import type { Dataset } from "../../core/data/dataset.ts";
import { describeInputs } from "../../core/data/inputs/describe-inputs.ts";
import { syntheticDataset } from "../../core/data/synthetic/synthetic.ts";
import { type ModelBuilder, modelBuilder } from "../../core/graph/build.ts";
import { seededRandom } from "../../core/random.ts";
import type { Model, TensorIndex } from "../../core/tflite/model.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { denseOptions } from "../../test-fixtures/dense-options.ts";
import { runtimeForTests } from "../../test-fixtures/node/runtime.ts";
import { stridedOptions } from "../../test-fixtures/strided-options.ts";

const runtime = await runtimeForTests();

const random = seededRandom(5);
const noise = (count: number): Float32Array => Float32Array.from({ length: count }, () => random() - 0.5);

function dense(b: ModelBuilder, from: TensorIndex, shape: number[], name: string): TensorIndex {
  const [weights, out] = [b.constant(`${name}_w`, [4, 8], noise(32)), b.value(name, shape)];
  b.op("FULLY_CONNECTED", [from, weights, -1], [out], denseOptions({ keepNumDims: true }));
  return out;
}

/** Indices of a table, in int64. */
function indexed(): Model {
  const b = modelBuilder("indexed");
  const ids = b.input("ids", [1, 6], "INT64");
  const more = b.value("more", [1, 6], "INT64");
  const one = b.constant("one", [1], BigInt64Array.of(1n), "INT64");
  b.op("ADD", [ids, one], [more], { type: "AddOptions", fusedActivationFunction: 0, potScaleInt16: true });
  const [table, rows] = [b.constant("table", [16, 8], noise(128)), b.value("rows", [1, 6, 8])];
  b.op("GATHER", [table, ids], [rows], { type: "GatherOptions", axis: 0, batchDims: 0 });
  return b.finish([dense(b, rows, [1, 6, 4], "y"), more]);
}

/** A batch of four that the file has fixed. */
function fixedBatch(): Model {
  const b = modelBuilder("four");
  return b.finish([dense(b, b.input("x", [4, 8]), [4, 4], "y")]);
}

/** An open batch, folded into the rows of a matrix and back by computed shapes. */
function folded(): Model {
  const b = modelBuilder("folded");
  const x = b.input("x", [1, 3, 8]);
  const [sizes, first] = [b.value("sizes", [3], "INT32"), b.value("first", [1], "INT32")];
  const [zero, one] = [0, 1].map((i) => b.constant(`at${i}`, [1], Int32Array.of(i), "INT32"));
  b.op("SHAPE", [x], [sizes], { type: "ShapeOptions", outType: 2 });
  b.op("STRIDED_SLICE", [sizes, zero!, one!, one!], [first], stridedOptions());
  const flat = b.value("flat", [3, 8]);
  const rows = b.constant("rows", [2], Int32Array.of(-1, 8), "INT32");
  b.op("RESHAPE", [x, rows], [flat]);
  const y = dense(b, flat, [3, 4], "dense");
  const [shape, out] = [b.value("shape", [3], "INT32"), b.value("y", [1, 3, 4])];
  const rest = b.constant("rest", [2], Int32Array.of(3, 4), "INT32");
  b.op("CONCATENATION", [first, rest], [shape], {
    type: "ConcatenationOptions",
    axis: 0,
    fusedActivationFunction: 0,
  });
  b.op("RESHAPE", [y, shape], [out]);
  const model = b.finish([out]);
  const { tensors } = model.subgraphs[0]!;
  tensors[x]!.shapeSignature = [-1, 3, 8];
  tensors[out]!.shapeSignature = [-1, 3, 4];
  tensors[flat]!.shapeSignature = [-1, 8];
  tensors[y]!.shapeSignature = [-1, 4];
  return model;
}

function dataFor(model: Model): Dataset {
  const inputs = describeInputs(model);
  const data = syntheticDataset(inputs, 16, 1);
  if (inputs[0]!.type !== "INT64") return data;
  const ids = (count: number) => BigInt64Array.from({ length: 6 * count }, (_, i) => BigInt((i * 7) % 16));
  return { ...data, read: async (start, count) => ({ start, count, inputs: [ids(count)] }) };
}

const train = (model: Model) =>
  applyTechnique(model, "qat", { epochs: 1, learningRate: 1e-4 }, { runtime, data: dataFor(model) });

describe("quantization-aware training takes", () => {
  test.each([
    ["indices in int64", indexed],
    ["a batch that is fixed", fixedBatch],
    ["an open batch that is folded into rows", folded],
  ])("%s", async (_, make) => {
    const model = make();
    const { model: made, trained } = await train(model);
    expect(trained!.training).toBeGreaterThan(0);
    expect(writeModel(made).length).toBeGreaterThan(0);
    const session = await runtime.load(writeModel(made));
    expect(session.outputs.map((port) => port.shape)).toEqual(
      model.subgraphs[0]!.outputs.map((t) => model.subgraphs[0]!.tensors[t]!.shape),
    );
    session.close();
    // What the file leaves open stays open.
    const graph = made.subgraphs[0]!;
    expect(graph.tensors[graph.inputs[0]!]!.shapeSignature).toEqual(
      model.subgraphs[0]!.tensors[model.subgraphs[0]!.inputs[0]!]!.shapeSignature,
    );
  });
});

test("weights that are integers already are named before anything is computed", async () => {
  const b = modelBuilder("mixed");
  const x = b.input("x", [1, 8]);
  const codes = Int8Array.from(noise(32), (v) => Math.round(200 * v));
  const stored = b.constant("stored", [4, 8], codes, "INT8", { scale: 0.01, zeroPoint: 0 });
  const [y, other] = [b.value("y", [1, 4]), dense(b, x, [1, 4], "z")];
  b.op("FULLY_CONNECTED", [x, stored, -1], [y], denseOptions({ keepNumDims: true }));
  await expect(train(b.finish([y, other]))).rejects.toThrow(
    "FULLY_CONNECTED “stored” has INT8 weights already, and only float weights can be trained",
  );
});
