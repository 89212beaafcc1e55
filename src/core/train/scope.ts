import { fusedActivation } from "../autodiff/activation.ts";
import { isTrainable } from "../autodiff/site.ts";
import { indexGraph } from "../graph/index.ts";
import { InputError } from "../outcome.ts";
import { shapeFlow } from "../run/shape-flow.ts";
import {
  constantBytes,
  type Model,
  type OperatorIndex,
  operatorName,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { parametersOf } from "./parameters.ts";

/** The part of a model that can be trained. */
export interface TrainingScope {
  /** Ops that are trained through, in order. */
  readonly ops: readonly OperatorIndex[];
  /** Computed tensors and model inputs that these ops read from outside; they are given, not trained. */
  readonly boundary: readonly TensorIndex[];
  /** Float outputs of the model that these ops make. */
  readonly outputs: readonly TensorIndex[];
  /** Set where the scope is not the whole model: a sentence that says why. */
  readonly limit: string | null;
}

/**
 * What comes after the last op that cannot be trained through: all ops but those that such an op depends on.
 * Throws InputError `nothing-to-train` where no weights or no output are left.
 */
export function trainingScope(model: Model): TrainingScope {
  const graph = model.subgraphs[0]!;
  const { producer } = indexGraph(graph);
  const blocked = new Set<OperatorIndex>();
  const block = (index: OperatorIndex): void => {
    if (index < 0 || blocked.has(index)) return;
    blocked.add(index);
    for (const t of graph.operators[index]!.inputs) if (t >= 0) block(producer[t]!);
  };
  const unsupported: string[] = [];
  // What the runtime places only as it runs cannot be handed from the given part to the trained one.
  const { unknown } = shapeFlow(model);
  graph.operators.forEach((op, i) => {
    const name = operatorName(model, op);
    const shaped = !op.outputs.some((t) => unknown.has(t));
    if (isTrainable(name) && fusedActivation(op) <= 3 && shaped) {
      if (op.inputs.some((t) => unknown.has(t))) block(i);
      return;
    }
    if (!unsupported.includes(name)) unsupported.push(name);
    block(i);
  });
  const ops = graph.operators.flatMap((_, i) => (blocked.has(i) ? [] : [i]));
  const made = new Set(ops.flatMap((i) => graph.operators[i]!.outputs));
  const read = new Set(ops.flatMap((i) => graph.operators[i]!.inputs));
  const isConstant = (t: TensorIndex) => constantBytes(model, graph.tensors[t]!) !== null;
  const boundary = [...read].filter((t) => t >= 0 && !made.has(t) && !isConstant(t));
  const outputs = graph.outputs.filter((t) => made.has(t) && graph.tensors[t]!.type === TensorType.FLOAT32);
  const names = unsupported.join(", ");
  if (outputs.length === 0 || parametersOf(model, ops).length === 0) {
    throw new InputError(
      "nothing-to-train",
      `No part of this model can be trained here: ${names || "its structure"} cannot be trained through, and no weights come after it.`,
    );
  }
  const limit =
    blocked.size === 0
      ? null
      : `${names} cannot be trained through, so only what comes after it is trained (${ops.length} of ${ops.length + blocked.size} ops); the rest keeps its weights.`;
  return { ops, boundary, outputs, limit };
}
