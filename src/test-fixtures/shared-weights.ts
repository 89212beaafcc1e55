import { modelBuilder } from "../core/graph/build.ts";
import { seededRandom } from "../core/random.ts";
import type { BuiltinOptions, Model, Subgraph } from "../core/tflite/model.ts";
import { newOperator, newTensor, operatorCodeIndex } from "../core/tflite/model.ts";
import { TensorType } from "../core/tflite/tensor-types.ts";
import { denseOptions } from "./dense-options.ts";

const dense: BuiltinOptions = denseOptions();
const add: BuiltinOptions = { type: "AddOptions", fusedActivationFunction: 0, potScaleInt16: true };
export const width = 16;

export const noise = (count: number, seed: number): Float32Array => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => random() * 2 - 1);
};

/**
 * One weight tensor read by two FULLY_CONNECTED ops, by an ADD and as an output of the graph; a second tensor over the
 * same buffer read by a third. Input `x` [1, 16], outputs [1, 16], [16, 16] and the weight itself.
 */
export function sharedWeights(): Model {
  const build = modelBuilder("shared weights");
  const x = build.input("x", [1, width]);
  const w = build.constant("w", [width, width], noise(width * width, 1));
  const twin = build.constant("twin", [width, width], new Float32Array(width * width));
  const bias = build.constant("bias", [width], noise(width, 2));
  const [a, b, c] = ["a", "b", "c"].map((name) => build.value(name, [1, width])) as [number, number, number];
  const sum = build.value("sum", [width, width]);
  build.op("FULLY_CONNECTED", [x, w, bias], [a], dense);
  build.op("FULLY_CONNECTED", [a, w, bias], [b], dense);
  build.op("FULLY_CONNECTED", [b, twin, bias], [c], dense);
  build.op("ADD", [c, w], [sum], add);
  const model = build.finish([c, sum, w], "serving_default");
  const { tensors } = model.subgraphs[0]!;
  tensors[twin]!.buffer = tensors[w]!.buffer;
  return model;
}

/**
 * IF with FULLY_CONNECTED in both branches, over the same buffer. Inputs `which` (bool) and `x` [1, 16].
 */
export function branches(): Model {
  const build = modelBuilder("branches");
  const which = build.input("which", [1], "BOOL");
  const x = build.input("x", [1, width]);
  const w = build.constant("w", [width, width], noise(width * width, 3));
  const y = build.value("y", [1, width]);
  build.op("IF", [which, x], [y], { type: "IfOptions", thenSubgraphIndex: 1, elseSubgraphIndex: 2 });
  const model = build.finish([y], "serving_default");
  const weights = model.subgraphs[0]!.tensors[w]!;
  const branch = (name: string, times: number): Subgraph => {
    const tensors = ["x", "w", ...Array.from({ length: times }, (_, i) => `y${i}`)].map((t) =>
      newTensor(`${name}/${t}`, TensorType.FLOAT32, t === "w" ? [width, width] : [1, width]),
    );
    tensors[1]!.buffer = weights.buffer;
    const code = operatorCodeIndex(model, "FULLY_CONNECTED");
    const operators = Array.from({ length: times }, (_, i) =>
      newOperator(code, [i === 0 ? 0 : i + 1, 1, -1], [i + 2], { ...dense }),
    );
    return { tensors, inputs: [0], outputs: [times + 1], operators, name, debugMetadataIndex: -1 };
  };
  model.subgraphs.push(branch("then", 1), branch("else", 2));
  return model;
}
