import { bytesOf, int32View, int64View } from "../tensor/views.ts";
import {
  addBuffer,
  constantBytes,
  type Model,
  newTensor,
  type Operator,
  operatorName,
  type Subgraph,
  type Tensor,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { calledGraphs } from "../tflite/validate.ts";
import { followedShape } from "./follow-shapes.ts";

/** What can be said before a run about the shapes in a subgraph. */
export interface ShapeFlow {
  /** Integers that only depend on constants and on shapes, by the tensor that holds them. */
  readonly values: ReadonlyMap<TensorIndex, readonly number[]>;
  /** Tensors whose shape depends on the data: the runtime places them as it runs and cannot hand them out. */
  readonly unknown: ReadonlySet<TensorIndex>;
  /** Shapes in a run of tensors whose open dimensions are not all 1 there. */
  readonly shapes: ReadonlyMap<TensorIndex, readonly number[]>;
}

/** Inputs that shape an op's output, for the ops that have some. */
const shapingInputs: Readonly<Record<string, readonly number[]>> = {
  RESHAPE: [1],
  SLICE: [1, 2],
  STRIDED_SLICE: [1, 2, 3],
  PAD: [1],
  PADV2: [1],
  MIRROR_PAD: [1],
  TILE: [1],
  FILL: [0],
  RANGE: [0, 1, 2],
  BROADCAST_TO: [1],
  RESIZE_BILINEAR: [1],
  RESIZE_NEAREST_NEIGHBOR: [1],
  TRANSPOSE: [1],
  TRANSPOSE_CONV: [0],
  CONV_3D_TRANSPOSE: [0],
  TOPK_V2: [1],
  SPACE_TO_BATCH_ND: [1, 2],
  BATCH_TO_SPACE_ND: [1, 2],
  SCATTER_ND: [2],
  SPARSE_TO_DENSE: [1],
  ONE_HOT: [1],
  EXPAND_DIMS: [1],
  SPLIT_V: [1, 2],
  RANDOM_UNIFORM: [0],
  RANDOM_STANDARD_NORMAL: [0],
};

/** Ops whose output has as many elements as the data says. */
const dataShaped = ["WHERE", "UNIQUE", "EMBEDDING_LOOKUP_SPARSE", "SEGMENT_SUM"];

/** Integer tensors beyond this are data, not shapes. */
const mostElements = 64;

/** Follows shapes through subgraph `g`, whose open dimensions are taken as 1, as they are for running. */
export function shapeFlow(model: Model, g = 0, depth = 0): ShapeFlow {
  const graph = model.subgraphs[g]!;
  const values = new Map<TensorIndex, readonly number[]>();
  const unknown = new Set<TensorIndex>();
  const shapes = new Map<TensorIndex, readonly number[]>();
  const shapeOf = (t: TensorIndex): readonly number[] => shapes.get(t) ?? runningShape(graph.tensors[t]!);
  graph.tensors.forEach((_, t) => {
    const found = constantIntegers(model, graph, t);
    if (found !== null) values.set(t, found);
  });
  for (const op of graph.operators) {
    const name = operatorName(model, op);
    const found = evaluate(name, op, graph, { values, unknown, shapeOf });
    if (found !== null) values.set(op.outputs[0]!, found);
    if (isDataShaped(model, op, name, values, depth)) {
      for (const t of op.outputs) unknown.add(t);
    } else if (op.inputs.some((t) => unknown.has(t)) && !settles(name, op, values)) {
      // The file itself says which of the following shapes stay open.
      for (const t of op.outputs) if (leavesOpen(graph.tensors[t]!)) unknown.add(t);
    } else if (name === "RESHAPE" || op.inputs.some((t) => shapes.has(t))) {
      const open = op.outputs.filter((t) => leavesOpen(graph.tensors[t]!));
      const shape = open.length === 0 ? null : followedShape(name, op, graph, shapeOf, values);
      for (const t of open) {
        if (shape === null) unknown.add(t);
        else if (String(shape) !== String(shapeOf(t))) shapes.set(t, shape);
      }
    }
  }
  return { values, unknown, shapes };
}

function isDataShaped(
  model: Model,
  op: Operator,
  name: string,
  values: ReadonlyMap<TensorIndex, readonly number[]>,
  depth: number,
): boolean {
  if (dataShaped.includes(name)) return true;
  const shaping = (shapingInputs[name] ?? []).filter((slot) => (op.inputs[slot] ?? -1) >= 0);
  if (shaping.some((slot) => !values.has(op.inputs[slot]!))) return true;
  return calledGraphs(op.builtinOptions).some((g) => depth > 8 || waitsForData(model, g, depth));
}

/** Whether a tensor leaves a dimension open: by its signature, or in older files by the shape itself. */
export const leavesOpen = ({ shape, shapeSignature }: Tensor): boolean =>
  shape.some((d) => d < 0) || (shapeSignature ?? []).some((d) => d < 0);

/** Open dimensions as 1. */
export const runningShape = ({ shape, shapeSignature }: Tensor): number[] =>
  shape.map((size, axis) => (size < 0 || (shapeSignature?.[axis] ?? 0) < 0 ? 1 : size));

/** Whether an op gives its output a whole shape, whatever comes in. */
const settles = (name: string, op: Operator, values: ReadonlyMap<TensorIndex, readonly number[]>): boolean =>
  name === "RESHAPE" && (values.get(op.inputs[1] ?? -1)?.every((d) => d >= 0) ?? false);

/** Whether a called subgraph has a tensor whose shape depends on the data; the runtime then plans none of its outputs. */
function waitsForData(model: Model, g: number, depth: number): boolean {
  return model.subgraphs[g] === undefined || shapeFlow(model, g, depth + 1).unknown.size > 0;
}

const isInteger = (type: number): boolean => type === TensorType.INT32 || type === TensorType.INT64;

function constantIntegers(model: Model, graph: Subgraph, t: TensorIndex): number[] | null {
  const tensor = graph.tensors[t]!;
  if (!isInteger(tensor.type) || tensor.isVariable) return null;
  const bytes = constantBytes(model, tensor);
  const size = tensor.type === TensorType.INT32 ? 4 : 8;
  if (bytes === null || bytes.length > size * mostElements) return null;
  return size === 4 ? [...int32View(bytes)] : Array.from(int64View(bytes), Number);
}

const pairwise: Readonly<Record<string, (a: number, b: number) => number>> = {
  ADD: (a, b) => a + b,
  SUB: (a, b) => a - b,
  MUL: (a, b) => a * b,
  DIV: (a, b) => Math.trunc(a / b),
  FLOOR_DIV: (a, b) => Math.floor(a / b),
  MAXIMUM: Math.max,
  MINIMUM: Math.min,
};

/** The integers an op computes, where all that it reads is known; null for anything else. */
function evaluate(
  name: string,
  op: Operator,
  graph: Subgraph,
  {
    values,
    unknown,
    shapeOf,
  }: Pick<ShapeFlow, "values" | "unknown"> & {
    readonly shapeOf: (t: TensorIndex) => readonly number[];
  },
): number[] | null {
  const output = graph.tensors[op.outputs[0] ?? -1];
  if (output === undefined || !isInteger(output.type)) return null;
  if (name === "SHAPE") {
    const t = op.inputs[0]!;
    return unknown.has(t) ? null : [...shapeOf(t)];
  }
  const given = op.inputs.filter((t) => t >= 0).map((t) => values.get(t));
  if (given.length === 0 || given.some((v) => v === undefined)) return null;
  const known = given as (readonly number[])[];
  const [a, b] = known as [readonly number[], readonly number[]];
  const combine = pairwise[name];
  if (combine !== undefined) {
    if (a.length !== b.length && a.length !== 1 && b.length !== 1) return null;
    const length = Math.max(a.length, b.length);
    const result = Array.from({ length }, (_, i) =>
      combine(a[a.length === 1 ? 0 : i]!, b[b.length === 1 ? 0 : i]!),
    );
    return result.every(Number.isFinite) ? result : null;
  }
  switch (name) {
    case "PACK":
      return known.every((v) => v.length === 1) ? known.flat() : null;
    case "CONCATENATION":
      return known.flat();
    case "GATHER":
      return b.every((i) => i >= 0 && i < a.length) ? b.map((i) => a[i]!) : null;
    case "REDUCE_PROD":
      return output.shape.length === 0 ? [a.reduce((x, y) => x * y, 1)] : null;
    case "CAST":
    case "SQUEEZE":
    case "EXPAND_DIMS":
    case "RESHAPE":
      return a.slice();
    case "STRIDED_SLICE":
      return strided(op, graph, known);
    default:
      return null;
  }
}

function strided(op: Operator, graph: Subgraph, known: readonly (readonly number[])[]): number[] | null {
  const o = op.builtinOptions;
  const [from, begin, end, step] = known;
  if (o?.type !== "StridedSliceOptions" || graph.tensors[op.inputs[0]!]!.shape.length !== 1) return null;
  if (o.ellipsisMask !== 0 || o.newAxisMask !== 0 || step?.[0] !== 1) return null;
  const n = from!.length;
  const wrap = (i: number): number => Math.min(n, Math.max(0, i < 0 ? i + n : i));
  const first = o.beginMask & 1 ? 0 : wrap(begin![0]!);
  if (o.shrinkAxisMask & 1) return first < n ? [from![first]!] : null;
  return from!.slice(first, o.endMask & 1 ? n : wrap(end![0]!));
}

/**
 * The model with every computed shape that is known before a run given as a constant instead, and nothing else
 * changed: ops and tensors keep their places. For running, where open dimensions are fixed.
 */
export function withKnownShapes(model: Model): Model {
  const graph = model.subgraphs[0];
  if (graph === undefined) return model;
  const { values } = shapeFlow(model);
  const result: Model = { ...model, buffers: model.buffers.slice() };
  const tensors = graph.tensors.slice();
  const constants = new Map<TensorIndex, TensorIndex>();
  const settle = (t: TensorIndex): TensorIndex => {
    const known = values.get(t);
    const tensor = graph.tensors[t];
    if (known === undefined || tensor === undefined || constantBytes(model, tensor) !== null) return t;
    const made = constants.get(t);
    if (made !== undefined) return made;
    const data =
      tensor.type === TensorType.INT32 ? Int32Array.from(known) : BigInt64Array.from(known, BigInt);
    const buffer = addBuffer(result, bytesOf(data));
    tensors.push(newTensor(`${tensor.name}_known`, tensor.type, tensor.shape, buffer));
    constants.set(t, tensors.length - 1);
    return tensors.length - 1;
  };
  const operators = graph.operators.map((op) => {
    const slots = shapingInputs[operatorName(model, op)];
    if (slots === undefined) return op;
    const inputs = op.inputs.map((t, slot) => (slots.includes(slot) ? settle(t) : t));
    return inputs.some((t, i) => t !== op.inputs[i]) ? { ...op, inputs } : op;
  });
  if (constants.size === 0) return model;
  return { ...result, subgraphs: [{ ...graph, tensors, operators }, ...model.subgraphs.slice(1)] };
}
