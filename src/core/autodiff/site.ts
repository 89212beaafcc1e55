import { InputError } from "../outcome.ts";
import { float32View, int32View } from "../tensor/views.ts";
import {
  constantBytes,
  type Model,
  type OperatorIndex,
  type OperatorName,
  operatorName,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType, tensorTypeName } from "../tflite/tensor-types.ts";
import { fusedActivation } from "./activation.ts";
import type { GraphBuilder } from "./builder.ts";
import type { Recorded, Site, Value } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** Whether there is a rule for the op. */
export const isTrainable = (name: string): boolean => rules[name as OperatorName] !== undefined;

/** Writes one op by its rule. Inputs without a value are constants of the model. */
export function applyRule(
  model: Model,
  b: GraphBuilder,
  index: OperatorIndex,
  values: readonly (Value | null)[],
  batch: number,
): { recorded: Recorded; batched: boolean } {
  const graph = model.subgraphs[0]!;
  const op = graph.operators[index]!;
  const name = operatorName(model, op);
  const rule = rules[name as OperatorName];
  const place = { op: graph.tensors[op.outputs[0]!]?.name ?? `${index}` };
  const refuse = (why: string) => new InputError("train-unsupported", `${name} ${why}`, place);
  if (rule === undefined) throw refuse("cannot be trained through.");
  const batched = values.some((v) => v?.batched === true);
  const scaled = (shape: readonly number[]): number[] =>
    batched ? shape.map((d, axis) => (axis === 0 ? d * batch : d)) : [...shape];
  const site: Site = {
    b,
    inputs: op.inputs.map((tensor, slot) => values[slot]?.at ?? constantValue(model, b, tensor)),
    wanted: values.map((v) => v?.wanted === true),
    options: op.builtinOptions,
    activation: fusedActivation(op),
    outputShapes: op.outputs.map((t) => scaled(graph.tensors[t]!.shape)),
    modelShapes: op.inputs.map((t) => graph.tensors[t]?.shape ?? []),
    ints(slot) {
      const tensor = graph.tensors[op.inputs[slot] ?? -1];
      const bytes = tensor === undefined ? null : constantBytes(model, tensor);
      if (bytes === null || tensor!.type !== TensorType.INT32)
        throw refuse(`computes its input ${slot}; only constants can be trained through.`);
      return [...int32View(bytes)];
    },
  };
  return { recorded: rule(site), batched };
}

/** A float constant that is not trained; integer ones are read by the rules. */
function constantValue(model: Model, b: GraphBuilder, index: TensorIndex): TensorIndex {
  const tensor = model.subgraphs[0]!.tensors[index];
  if (tensor === undefined) return -1;
  const bytes = constantBytes(model, tensor);
  if (bytes === null) throw new Error(`${tensor.name} is computed but was not written`);
  if (tensor.type === TensorType.FLOAT32) return b.floats(float32View(bytes), tensor.shape);
  if (tensor.type === TensorType.INT32) return -1;
  throw new InputError(
    "train-unsupported",
    `“${tensor.name}” holds ${tensorTypeName(tensor.type)} values; only float32 is trained.`,
    { tensor: tensor.name },
  );
}
