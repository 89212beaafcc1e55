// Short names for the ops that gradients are made of. All of them are ops that XNNPACK runs on float tensors whose
// operands are computed, unless a comment says otherwise.

import { ActivationFunctionType } from "../tflite/generated/enums.ts";
import type { OperatorName, TensorIndex } from "../tflite/model.ts";
import type { GraphBuilder } from "./builder.ts";

export type Shape = readonly number[];
export const count = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/** The shape of an elementwise op's result, by the usual broadcasting. */
export function broadcastShape(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Error(`shapes [${a}] and [${b}] do not fit`);
    return Math.max(x, y) * Math.min(x, y, 1);
  });
}

const { NONE, RELU_N1_TO_1 } = ActivationFunctionType;

function binary(name: OperatorName, type: "AddOptions" | "SubOptions" | "MulOptions" | "DivOptions") {
  return (b: GraphBuilder, x: TensorIndex, y: TensorIndex, activation: number = NONE): TensorIndex => {
    const shape = broadcastShape(b.shape(x), b.shape(y));
    const options =
      type === "AddOptions" || type === "SubOptions"
        ? { type, fusedActivationFunction: activation, potScaleInt16: false }
        : { type, fusedActivationFunction: activation };
    return b.op(name, [x, y], shape, options);
  };
}

export const add = binary("ADD", "AddOptions");
export const sub = binary("SUB", "SubOptions");
export const mul = binary("MUL", "MulOptions");
export const div = binary("DIV", "DivOptions");

const extreme = (name: "MAXIMUM" | "MINIMUM") => (b: GraphBuilder, x: TensorIndex, y: TensorIndex) =>
  b.op(name, [x, y], broadcastShape(b.shape(x), b.shape(y)), { type: "MaximumMinimumOptions" });
export const maximum = extreme("MAXIMUM");
export const minimum = extreme("MINIMUM");

/** An elementwise op without operands, e.g. `EXP`. */
export const unary = (b: GraphBuilder, name: OperatorName, x: TensorIndex): TensorIndex =>
  b.op(name, [x], b.shape(x));

export const times = (b: GraphBuilder, x: TensorIndex, factor: number): TensorIndex =>
  factor === 1 ? x : mul(b, x, b.scalar(factor));

/** The sum of one or more tensors of one shape. */
export const sumAll = (b: GraphBuilder, terms: readonly TensorIndex[]): TensorIndex =>
  terms.reduce((total, term) => add(b, total, term));

export function reshape(b: GraphBuilder, x: TensorIndex, shape: Shape): TensorIndex {
  if (sameShape(b.shape(x), shape)) return x;
  return b.op("RESHAPE", [x, b.ints(shape)], shape, { type: "ReshapeOptions", newShape: [...shape] });
}

export function transpose(b: GraphBuilder, x: TensorIndex, order: readonly number[]): TensorIndex {
  const shape = b.shape(x);
  if (order.every((axis, i) => axis === i)) return x;
  return b.op(
    "TRANSPOSE",
    [x, b.ints(order)],
    order.map((axis) => shape[axis]!),
    { type: "TransposeOptions" },
  );
}

export function slice(b: GraphBuilder, x: TensorIndex, begin: Shape, size: Shape): TensorIndex {
  if (sameShape(b.shape(x), size)) return x;
  return b.op("SLICE", [x, b.ints(begin), b.ints(size)], size, { type: "SliceOptions" });
}

/** Zeros around a tensor: `[before, after]` for each axis. */
export function pad(
  b: GraphBuilder,
  x: TensorIndex,
  pads: readonly (readonly [number, number])[],
): TensorIndex {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = b.shape(x).map((d, i) => d + pads[i]![0] + pads[i]![1]);
  return b.op("PAD", [x, b.ints(pads.flat(), [pads.length, 2])], shape, { type: "PadOptions" });
}

/** Joined along an axis. More than five parts leave XNNPACK for a kernel that is as fast. */
export function concat(b: GraphBuilder, parts: readonly TensorIndex[], axis: number): TensorIndex {
  if (parts.length === 1) return parts[0]!;
  const shape = [...b.shape(parts[0]!)];
  shape[axis] = parts.reduce((n, part) => n + b.shape(part)[axis]!, 0);
  return b.op("CONCATENATION", parts, shape, {
    type: "ConcatenationOptions",
    axis,
    fusedActivationFunction: NONE,
  });
}

/** Matrix product over the last two axes, either side transposed first. */
export function matmul(
  b: GraphBuilder,
  x: TensorIndex,
  y: TensorIndex,
  { adjX = false, adjY = false } = {},
): TensorIndex {
  const [xs, ys] = [b.shape(x), b.shape(y)];
  const rows = xs.at(adjX ? -1 : -2)!;
  const columns = ys.at(adjY ? -2 : -1)!;
  const shape = [...broadcastShape(xs.slice(0, -2), ys.slice(0, -2)), rows, columns];
  return b.op("BATCH_MATMUL", [x, y], shape, {
    type: "BatchMatMulOptions",
    adjX,
    adjY,
    asymmetricQuantizeInputs: false,
  });
}

/** Sums over axes, which stay with length 1. */
export function sumOver(b: GraphBuilder, x: TensorIndex, axes: readonly number[]): TensorIndex {
  if (axes.length === 0) return x;
  const shape = b.shape(x).map((d, i) => (axes.includes(i) ? 1 : d));
  return b.op("SUM", [x, b.ints(axes)], shape, { type: "ReducerOptions", keepDims: true });
}

/** Undoes broadcasting: sums a gradient down to the shape of the operand that was spread. */
export function sumTo(b: GraphBuilder, x: TensorIndex, shape: Shape): TensorIndex {
  const from = b.shape(x);
  const lead = from.length - shape.length;
  const axes = from.map((_, i) => i).filter((i) => from[i] !== 1 && (shape[i - lead] ?? 1) === 1);
  return reshape(b, sumOver(b, x, axes), shape);
}

/** Spreads a tensor to a shape that it broadcasts to. */
export function spread(b: GraphBuilder, x: TensorIndex, shape: Shape): TensorIndex {
  if (sameShape(b.shape(x), shape)) return x;
  return mul(b, x, b.floats(new Float32Array(count(shape)).fill(1), shape));
}

/** Big enough to lift any ordinary float over 1, so that clamping to [−1, 1] leaves its sign. */
const huge = 1e30;

/** −1, 0 or 1. One op, where a comparison and a selection would leave XNNPACK. */
export const sign = (b: GraphBuilder, x: TensorIndex): TensorIndex => mul(b, x, b.scalar(huge), RELU_N1_TO_1);

/** 1 where the tensor is over 0, else 0. */
export const isPositive = (b: GraphBuilder, x: TensorIndex): TensorIndex => unary(b, "RELU", sign(b, x));
