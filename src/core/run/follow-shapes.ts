import type { Operator, OperatorName, Subgraph, TensorIndex } from "../tflite/model.ts";

type Shape = readonly number[];

/** Ops whose output has the shape of their first input. */
const alike: readonly OperatorName[] = [
  "ABS",
  "CAST",
  "COS",
  "CUMSUM",
  "DEQUANTIZE",
  "ELU",
  "EXP",
  "GELU",
  "HARD_SWISH",
  "L2_NORMALIZATION",
  "LEAKY_RELU",
  "LOG",
  "LOG_SOFTMAX",
  "LOGISTIC",
  "NEG",
  "PRELU",
  "QUANTIZE",
  "RELU",
  "RELU6",
  "RELU_N1_TO_1",
  "RSQRT",
  "SIN",
  "SOFTMAX",
  "SQRT",
  "SQUARE",
  "TANH",
];

/** Ops whose inputs are broadcast to one shape. */
const broadcast: readonly OperatorName[] = [
  "ADD",
  "DIV",
  "FLOOR_DIV",
  "MAXIMUM",
  "MINIMUM",
  "MUL",
  "POW",
  "SELECT_V2",
  "SQUARED_DIFFERENCE",
  "SUB",
];

const sizeOf = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);

/** The shape that a RESHAPE gives, its −1 settled; null where the sizes don't match. */
export function reshaped(from: Shape, to: Shape): number[] | null {
  const given = sizeOf(to.filter((d) => d >= 0));
  const open = given > 0 ? sizeOf(from) / given : 0;
  const shape = to.map((d) => (d < 0 ? open : d));
  return shape.every(Number.isInteger) && sizeOf(shape) === sizeOf(from) ? shape : null;
}

/** The shape of an op's first output, from those of its inputs; null for ops that are not followed. */
export function followedShape(
  name: string,
  op: Operator,
  graph: Subgraph,
  shapeOf: (t: TensorIndex) => Shape,
  values: ReadonlyMap<TensorIndex, readonly number[]>,
): number[] | null {
  const [first = [], second = []] = op.inputs.filter((t) => t >= 0).map(shapeOf);
  if ((alike as readonly string[]).includes(name)) return [...first];
  if ((broadcast as readonly string[]).includes(name)) return broadcastShape(op.inputs.map(shapeOf));
  if (name === "FULLY_CONNECTED") {
    const [units = 1, width = 1] = second;
    const keeps = op.builtinOptions?.type === "FullyConnectedOptions" && op.builtinOptions.keepNumDims;
    return keeps ? [...first.slice(0, -1), units] : [sizeOf(first) / width, units];
  }
  if (name === "TRANSPOSE") {
    const order = values.get(op.inputs[1] ?? -1);
    return order?.every((d) => d < first.length) ? order.map((d) => first[d]!) : null;
  }
  if (name === "RESHAPE") {
    const to = values.get(op.inputs[1] ?? -1);
    return to === undefined ? null : reshaped(first, to);
  }
  return op.outputs.every((t) => graph.tensors[t]!.shape.length === 0) ? [] : null;
}

function broadcastShape(shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) =>
    Math.max(...shapes.map((shape) => shape[i - rank + shape.length] ?? 1)),
  );
}
