import { indexGraph } from "../graph/index.ts";
import { bytesOf } from "../tensor/views.ts";
import {
  addBuffer,
  copyModel,
  isOperator,
  type Model,
  newTensor,
  type OperatorIndex,
  operatorCodeIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { type OpChoice, planOps } from "./plan.ts";

/**
 * The same model with NEG as MUL by a constant −1 wherever an op beside it runs on integers: the int8 kernel of NEG
 * knows nothing of zero points, that of MUL does, and −1 is a whole step of its own scale. Ops and tensors keep their
 * places, the constant comes behind them. Returns the model itself where nothing was to be done.
 */
export function negationsAsProducts(model: Model, choose: (op: OperatorIndex) => OpChoice): Model {
  const source = model.subgraphs[0]!;
  const found = source.operators.flatMap((op, o) =>
    isOperator(model, op, "NEG") && source.tensors[op.inputs[0]!]!.type === TensorType.FLOAT32 ? [o] : [],
  );
  if (found.length === 0) return model;
  const rewritten = withProducts(model, found);
  const index = indexGraph(source);
  const planned = planOps(rewritten, index, choose);
  const kept = found.filter((o) => {
    if (planned[o]!.kind !== "integer") return false;
    const { inputs, outputs } = source.operators[o]!;
    const before = inputs.map((t) => index.producer[t]!).filter((p) => p >= 0);
    const around = [...before, ...outputs.flatMap((t) => index.consumers[t]!.map(({ op }) => op))];
    return around.length === 0 || around.some((other) => planned[other]!.kind === "integer");
  });
  if (kept.length === found.length) return rewritten;
  return kept.length === 0 ? model : withProducts(model, kept);
}

function withProducts(model: Model, ops: readonly OperatorIndex[]): Model {
  const result = copyModel(model);
  const graph = result.subgraphs[0]!;
  const code = operatorCodeIndex(result, "MUL");
  const buffer = addBuffer(result, bytesOf(Float32Array.of(-1)));
  const factor = graph.tensors.push(newTensor("minus_one", TensorType.FLOAT32, [1], buffer)) - 1;
  for (const o of ops) {
    const op = graph.operators[o]!;
    graph.operators[o] = {
      ...op,
      opcodeIndex: code,
      inputs: [op.inputs[0]!, factor],
      builtinOptions: { type: "MulOptions", fusedActivationFunction: 0 },
    };
  }
  return result;
}
