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
  type Subgraph,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType, tensorTypeName } from "../tflite/tensor-types.ts";
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
 * Throws InputError `nothing-to-train` where no weights or no output are left, and `train-unsupported` where weights
 * are integers already.
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
  const isConstant = (t: TensorIndex) => constantBytes(model, graph.tensors[t]!) !== null;
  const unsupported: string[] = [];
  // What the runtime places only as it runs cannot be handed from the given part to the trained one.
  const { unknown } = shapeFlow(model);
  const needed = neededOps(graph, producer);
  graph.operators.forEach((op, i) => {
    if (!needed.has(i)) return;
    const name = operatorName(model, op);
    const reads = op.inputs.filter((t) => t >= 0);
    // What is given to the trained part is given in float32.
    const given = reads.every((t) => isConstant(t) || graph.tensors[t]!.type === TensorType.FLOAT32);
    const shaped = given && !op.outputs.some((t) => unknown.has(t));
    if (isTrainable(name) && fusedActivation(op) <= 3 && shaped) {
      if (op.inputs.some((t) => unknown.has(t))) block(i);
      return;
    }
    if (!unsupported.includes(name)) unsupported.push(name);
    block(i);
  });
  const ops = graph.operators.flatMap((_, i) => (blocked.has(i) || !needed.has(i) ? [] : [i]));
  const made = new Set(ops.flatMap((i) => graph.operators[i]!.outputs));
  const read = new Set(ops.flatMap((i) => graph.operators[i]!.inputs));
  const boundary = [...read].filter((t) => t >= 0 && !made.has(t) && !isConstant(t));
  const outputs = graph.outputs.filter((t) => made.has(t) && graph.tensors[t]!.type === TensorType.FLOAT32);
  const names = unsupported.join(", ");
  if (outputs.length === 0 || parametersOf(model, ops).length === 0) {
    throw new InputError(
      "nothing-to-train",
      `No part of this model can be trained here: ${names || "its structure"} cannot be trained through, and no weights come after it.`,
    );
  }
  refuseIntegers(model, ops);
  const limit =
    blocked.size === 0
      ? null
      : `${names} cannot be trained through, so only what comes after it is trained (${ops.length} of ${ops.length + blocked.size} ops); the rest keeps its weights.`;
  return { ops, boundary, outputs, limit };
}

/** Ops that an output of the model depends on; those that computed a shape, now known, are not among them. */
function neededOps(graph: Subgraph, producer: Int32Array): Set<OperatorIndex> {
  const needed = new Set<OperatorIndex>();
  const need = (t: TensorIndex): void => {
    const op = t < 0 ? -1 : producer[t]!;
    if (op < 0 || needed.has(op)) return;
    needed.add(op);
    graph.operators[op]!.inputs.forEach(need);
  };
  graph.outputs.forEach(need);
  return needed;
}

const quantized: readonly number[] = [
  TensorType.INT8,
  TensorType.UINT8,
  TensorType.INT16,
  TensorType.INT4,
  TensorType.INT2,
];

function refuseIntegers(model: Model, ops: readonly OperatorIndex[]): void {
  const graph = model.subgraphs[0]!;
  for (const o of ops) {
    const op = graph.operators[o]!;
    const tensor = op.inputs
      .map((t) => graph.tensors[t])
      .find((t) => t !== undefined && quantized.includes(t.type) && constantBytes(model, t) !== null);
    if (tensor === undefined) continue;
    throw new InputError(
      "train-unsupported",
      `${operatorName(model, op)} “${tensor.name}” has ${tensorTypeName(tensor.type)} weights already, and only float weights can be trained: open the float model that this file was made from.`,
      { tensor: tensor.name },
    );
  }
}
