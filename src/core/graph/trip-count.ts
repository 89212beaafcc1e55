import { int32View } from "../tensor/views.ts";
import { constantBytes, isOperator, type Model, type Operator, type Subgraph } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

/**
 * How often the body of a WHILE runs, where the graph itself says it: its condition compares counters with
 * constants, and the body adds a constant to each counter, as loops over the steps of a sequence do. Null elsewhere.
 */
export function tripCount(model: Model, caller: Subgraph, loop: Operator): number | null {
  const options = loop.builtinOptions;
  if (options?.type !== "WhileOptions") return null;
  const condition = model.subgraphs[options.condSubgraphIndex];
  const body = model.subgraphs[options.bodySubgraphIndex];
  const result = condition?.outputs[0];
  if (condition === undefined || body === undefined || result === undefined) return null;
  const bounds = conjunction(model, condition, result, new Set());
  if (bounds === null) return null;
  const counts = bounds.map(({ argument, limit }) => {
    const start = loop.inputs[argument];
    const first = start === undefined ? null : integer(model, caller, start);
    const step = stepOf(model, body, argument);
    return first === null || step === null || step <= 0
      ? null
      : Math.max(0, Math.ceil((limit - first) / step));
  });
  return counts.some((n) => n === null) ? null : Math.min(...(counts as number[]));
}

interface Bound {
  /** Position among the loop's variables. */
  readonly argument: number;
  readonly limit: number;
}

/** The bounds that must all hold; null where the condition is of another form, or holds a tensor twice. */
function conjunction(model: Model, graph: Subgraph, tensor: number, seen: Set<number>): Bound[] | null {
  const op = graph.operators.find((o) => o.outputs[0] === tensor);
  if (op === undefined || seen.has(tensor)) return null;
  seen.add(tensor);
  const [a, b] = op.inputs;
  if (a === undefined || b === undefined) return null;
  if (isOperator(model, op, "LOGICAL_AND")) {
    const left = conjunction(model, graph, a, seen);
    const right = conjunction(model, graph, b, seen);
    return left === null || right === null ? null : [...left, ...right];
  }
  if (!isOperator(model, op, "LESS")) return null;
  const argument = graph.inputs.indexOf(a);
  const limit = integer(model, graph, b);
  return argument < 0 || limit === null ? null : [{ argument, limit }];
}

/** The constant that the body adds to a variable. */
function stepOf(model: Model, body: Subgraph, argument: number): number | null {
  const op = body.operators.find((o) => o.outputs[0] === body.outputs[argument]);
  if (op === undefined || !isOperator(model, op, "ADD")) return null;
  const [a, b] = op.inputs;
  if (a === undefined || b === undefined) return null;
  if (a === body.inputs[argument]) return integer(model, body, b);
  return b === body.inputs[argument] ? integer(model, body, a) : null;
}

function integer(model: Model, graph: Subgraph, index: number): number | null {
  const tensor = graph.tensors[index];
  if (tensor === undefined || tensor.type !== TensorType.INT32) return null;
  const bytes = constantBytes(model, tensor);
  if (bytes === null || bytes.length !== 4) return null;
  return int32View(bytes)[0]!;
}
