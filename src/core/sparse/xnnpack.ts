// Whether XNNPACK will run a model's 1x1 convolutions on its sparse kernels. From its source as of 2026-08:
// https://github.com/google/XNNPACK/blob/75db3c09/src/subgraph.c (xnn_check_nchw_compatibility,
// xnn_subgraph_rewrite_for_nchw); the hint comes from the delegate, which sets it when it meets a static DENSIFY.

import { indexConstants } from "../graph/constants.ts";
import { elementCount, indexGraph } from "../graph/index.ts";
import { decodeFloat16Bytes } from "../tensor/float16.ts";
import { float32View, int32View } from "../tensor/views.ts";
import { ActivationFunctionType, Padding } from "../tflite/generated/enums.ts";
import {
  constantBytes,
  isOperator,
  type Model,
  type Operator,
  type OperatorIndex,
  operatorName,
  type Tensor,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

export type SparseRule = "stored-sparse" | "float" | "entry" | "exit" | "interior" | "zeros";

export interface SparseVerdict {
  /** True on Arm and in WebAssembly; x86 processors with AVX never use the sparse kernels. */
  readonly used: boolean;
  /** The first rule that fails, and where. Null when the kernels will be used. */
  readonly failing: { readonly rule: SparseRule; readonly message: string } | null;
  /** Share of zeros over the 1x1 convolutions that the rule counts; null where there are none. */
  readonly zeros: number | null;
  /** Ops of the stretch that runs channels first, when the kernels will be used. */
  readonly ops: number;
}

/** Part that an op can play in a stretch of ops that keep channels first (NCHW). */
type Role = "entry" | "interior" | "exit" | "outside" | "folded";

/** More than this share of the stretch's 1x1 weights must be zero. */
export const neededZeros = 2 / 3;

/**
 * Judges the primary subgraph. Weights may be dense, in float16, or sparse; with `asIfStored` it is judged as if those
 * with zeros were stored sparse.
 */
export function xnnpackSparse(model: Model, asIfStored = false): SparseVerdict {
  const graph = model.subgraphs[0]!;
  const index = indexGraph(graph);
  const constants = indexConstants(model, 0, index);
  const pads = foldedPads(model, index);
  const roles = graph.operators.map((op, o): Role => {
    if (constants.unpackers.has(o) || pads.has(op.outputs[0]!)) return "folded";
    return roleOf(model, op, constants.byTensor, pads);
  });
  const fail = (rule: SparseRule, message: string, zeros: number | null = null): SparseVerdict => ({
    used: false,
    failing: { rule, message },
    zeros,
    ops: 0,
  });
  const stored = graph.operators.some(
    (op, o) => isOperator(model, op, "DENSIFY") && constants.unpackers.has(o),
  );
  if (!stored && !asIfStored) {
    return fail(
      "stored-sparse",
      "No weight is stored sparse (behind DENSIFY), which is what asks for the sparse kernels.",
    );
  }
  if (!graph.operators.some((op) => multipliesFloats(model, op, constants.byTensor))) {
    return fail("float", "No layer has float32 or float16 weights, and the sparse kernels take no others.");
  }
  const name = (o: OperatorIndex): string =>
    `${operatorName(model, graph.operators[o]!)} “${graph.tensors[graph.operators[o]!.outputs[0]!]!.name}”`;
  if (!roles.includes("entry")) {
    return fail(
      "entry",
      "No stretch can begin: it takes a 3x3 convolution with stride 2 over 3 channels, explicitly padded by 1 on all sides (PAD, then VALID).",
    );
  }
  if (!roles.includes("exit")) {
    return fail(
      "exit",
      "No stretch can end: it takes a mean or sum over height and width, or DEPTH_TO_SPACE.",
    );
  }
  const clusters = clustersOf(model, roles, pads);
  let best: SparseVerdict | null = null;
  for (const cluster of clusters) {
    if (!cluster.ops.some((o) => roles[o] === "interior")) continue;
    if (cluster.broken !== null) {
      best ??= fail("interior", `${name(cluster.broken)} breaks the stretch: ${cluster.why}.`);
      continue;
    }
    const { zeros, total } = countZeros(model, cluster.ops, constants.byTensor);
    const share = total === 0 ? null : zeros / total;
    if (zeros * 3 > total * 2) return { used: true, failing: null, zeros: share, ops: cluster.ops.length };
    best = fail(
      "zeros",
      `${((share ?? 0) * 100).toFixed(1)} % of the 1x1 weights are zero; more than 66.7 % must be.`,
      share,
    );
  }
  return best ?? fail("interior", "Nothing between a beginning and an end can run channels first.");
}

/** A convolution or fully connected op of constant float weights on float values. */
function multipliesFloats(model: Model, op: Operator, constants: Constants): boolean {
  if (!(isOperator(model, op, "CONV_2D") || isOperator(model, op, "FULLY_CONNECTED"))) return false;
  const { tensors } = model.subgraphs[0]!;
  const slots = op.inputs.slice(0, 2);
  return slots.every((t) => tensors[t]?.type === TensorType.FLOAT32) && constants.has(slots[1] ?? -1);
}

type Constants = ReturnType<typeof indexConstants>["byTensor"];
type Pads = ReadonlyMap<number, { readonly input: number; readonly amounts: readonly number[] }>;

/** PADs by zeros over height and width that XNNPACK folds into the one convolution behind them, by output tensor. */
function foldedPads(model: Model, index: ReturnType<typeof indexGraph>): Pads {
  const graph = model.subgraphs[0]!;
  const found = new Map<number, { input: number; amounts: number[] }>();
  for (const op of graph.operators) {
    if (!isOperator(model, op, "PAD")) continue;
    const bytes = constantBytes(model, graph.tensors[op.inputs[1] ?? -1] ?? graph.tensors[0]!);
    const output = op.outputs[0]!;
    const readers = index.consumers[output]!;
    if (bytes === null || bytes.length !== 32 || readers.length !== 1 || index.isOutput[output]) continue;
    const reader = graph.operators[readers[0]!.op]!;
    const valid =
      (reader.builtinOptions as { padding?: number } | null)?.padding === Padding.VALID &&
      (isOperator(model, reader, "CONV_2D") || isOperator(model, reader, "DEPTHWISE_CONV_2D"));
    const p = [...int32View(bytes)];
    if (!valid || p[0] !== 0 || p[1] !== 0 || p[6] !== 0 || p[7] !== 0) continue;
    found.set(output, { input: op.inputs[0]!, amounts: p.slice(2, 6) });
  }
  return found;
}

function roleOf(model: Model, op: Operator, constants: Constants, pads: Pads): Role {
  const graph = model.subgraphs[0]!;
  const shape = (t: number | undefined): readonly number[] => graph.tensors[t ?? -1]?.shape ?? [];
  const isFloat = (t: number): boolean => graph.tensors[t]?.type === TensorType.FLOAT32;
  const flowing = op.inputs.filter((t) => t >= 0 && !constants.has(t));
  if (![...flowing, ...op.outputs].every(isFloat)) return "outside";
  const four = [...flowing, ...op.outputs].every((t) => shape(t).length === 4);
  const name = operatorName(model, op);
  const input = shape(op.inputs[0]);
  switch (name) {
    case "CONV_2D":
    case "DEPTHWISE_CONV_2D":
      return convolutionRole(op, name, graph.tensors, constants, pads);
    case "FULLY_CONNECTED":
      return multipliesFloats(model, op, constants) ? "interior" : "outside";
    case "ADD":
    case "MUL": {
      if (!four) return "outside";
      const sides = op.inputs.filter((t) => constants.has(t));
      return sides.every((t) => elementCount(shape(t)) === Math.max(1, shape(t).at(-1) ?? 1))
        ? "interior"
        : "outside";
    }
    case "RESIZE_BILINEAR":
      return four && input[1]! > 1 && input[2]! > 1 ? "interior" : "outside";
    case "MEAN":
    case "SUM": {
      const axes = constantInts(model, op.inputs[1]);
      const spatial =
        axes !== null && axes.length === 2 && axes.every((a) => a === 1 || a === 2 || a === -3 || a === -2);
      return input.length === 4 && spatial ? "exit" : "outside";
    }
    case "DEPTH_TO_SPACE":
      return "exit";
    case "AVERAGE_POOL_2D": {
      const o = op.builtinOptions;
      const global =
        o?.type === "Pool2DOptions" &&
        o.filterHeight === input[1] &&
        o.filterWidth === input[2] &&
        shape(op.outputs[0])[1] === 1 &&
        shape(op.outputs[0])[2] === 1;
      return global ? "exit" : "outside";
    }
    default:
      return four && unary.has(name) ? "interior" : "outside";
  }
}

const unary = new Set([
  ...["ABS", "CEIL", "ELU", "EXP", "FLOOR", "GELU", "HARD_SWISH", "LEAKY_RELU", "LOG", "LOGISTIC", "NEG"],
  ...["RELU", "RELU6", "RELU_N1_TO_1", "ROUND", "RSQRT", "SQRT", "SQUARE", "TANH"],
]);

function convolutionRole(
  op: Operator,
  name: "CONV_2D" | "DEPTHWISE_CONV_2D",
  tensors: readonly Tensor[],
  constants: Constants,
  pads: Pads,
): Role {
  const o = op.builtinOptions;
  if (o?.type !== "Conv2DOptions" && o?.type !== "DepthwiseConv2DOptions") return "outside";
  const fused = o.fusedActivationFunction;
  if (fused === ActivationFunctionType.TANH || fused === ActivationFunctionType.SIGN_BIT) return "outside";
  const w = tensors[op.inputs[1] ?? -1]?.shape ?? [];
  const x = tensors[op.inputs[0] ?? -1]?.shape ?? [];
  const floats = tensors[op.inputs[1] ?? -1]?.type === TensorType.FLOAT32;
  if (!floats || !constants.has(op.inputs[1]!) || w.length !== 4 || x.length !== 4) return "outside";
  if (o.dilationHFactor > 1 || o.dilationWFactor > 1) return "outside";
  const [kernelH, kernelW] = [w[1]!, w[2]!];
  const one = o.strideH === 1 && o.strideW === 1;
  // Explicit padding, or SAME at stride 1, which pads alike on both sides; SAME at other strides stays TensorFlow's.
  const same = o.padding === Padding.SAME;
  if (same && !one && (kernelH > 1 || kernelW > 1)) return "outside";
  const around = pads.get(op.inputs[0]!)?.amounts ?? [0, 0, 0, 0];
  const halves = [(kernelH - 1) >> 1, kernelH >> 1, (kernelW - 1) >> 1, kernelW >> 1];
  const padding = same ? halves : around;
  const paddedBy = (n: number): boolean => padding.every((p) => p === n);
  if (name === "DEPTHWISE_CONV_2D") {
    const two = o.strideH === 2 && o.strideW === 2;
    const fits =
      (kernelH === 3 && kernelW === 3 && paddedBy(1)) || (kernelH === 5 && kernelW === 5 && paddedBy(2));
    return fits && (one || two) && w[3] === x[3] ? "interior" : "outside";
  }
  if (w[3] !== x[3]) return "outside";
  if (kernelH === 1 && kernelW === 1 && one && paddedBy(0)) return "interior";
  const entry =
    kernelH === 3 && kernelW === 3 && o.strideH === 2 && o.strideW === 2 && paddedBy(1) && x[3] === 3;
  return entry ? "entry" : "outside";
}

interface Cluster {
  readonly ops: OperatorIndex[];
  broken: OperatorIndex | null;
  why: string;
}

/** Ops that hand channels-first tensors to each other, with the first op at which a stretch touches the outside. */
function clustersOf(model: Model, roles: readonly Role[], pads: Pads): Cluster[] {
  const graph = model.subgraphs[0]!;
  const index = indexGraph(graph);
  const outputs = new Set(graph.outputs);
  const parent = graph.operators.map((_, o) => o);
  const root = (o: number): number => {
    let r = o;
    while (parent[r] !== r) r = parent[r]!;
    return r;
  };
  const breaks = new Map<OperatorIndex, { by: OperatorIndex; why: string }>();
  const breaking = (member: OperatorIndex, by: OperatorIndex, why: string): void => {
    if (!breaks.has(member)) breaks.set(member, { by, why });
  };
  graph.operators.forEach((op, o) => {
    const role = roles[o]!;
    if (role === "folded") return;
    for (const t of op.inputs) {
      const from = pads.get(t)?.input ?? t;
      if (from < 0 || constantBytes(model, graph.tensors[from]!) !== null) continue;
      const p = index.producer[from]!;
      const made = p < 0 ? "outside" : roles[p]!;
      if (made === "folded") continue;
      const gives = made === "entry" || made === "interior";
      const takes = role === "interior" || role === "exit";
      if (gives && takes) parent[root(o)] = root(p);
      else if (gives) breaking(p, o, "it needs its input channels last");
      else if (takes)
        breaking(
          o,
          p < 0 ? o : p,
          p < 0 ? "it reads the model's input" : "it makes its output channels last",
        );
    }
    if ((role === "entry" || role === "interior") && op.outputs.some((t) => outputs.has(t))) {
      breaking(o, o, "its output leaves the model");
    }
  });
  const clusters = new Map<number, Cluster>();
  roles.forEach((role, o) => {
    if (role === "outside" || role === "folded") return;
    const cluster = clusters.get(root(o)) ?? { ops: [], broken: null, why: "" };
    cluster.ops.push(o);
    const own = breaks.get(o);
    if (own !== undefined && cluster.broken === null) {
      cluster.broken = own.by;
      cluster.why = own.why;
    }
    clusters.set(root(o), cluster);
  });
  return [...clusters.values()];
}

function countZeros(
  model: Model,
  ops: readonly OperatorIndex[],
  constants: Constants,
): { zeros: number; total: number } {
  const graph = model.subgraphs[0]!;
  let zeros = 0;
  let total = 0;
  for (const o of ops) {
    const op = graph.operators[o]!;
    const w = graph.tensors[op.inputs[1] ?? -1];
    const counted = isOperator(model, op, "CONV_2D") && w?.shape[1] === 1 && w.shape[2] === 1;
    if (w === undefined || !(counted || isOperator(model, op, "FULLY_CONNECTED"))) continue;
    const source = graph.tensors[constants.get(op.inputs[1]!)?.source ?? -1];
    const bytes = source === undefined ? null : constantBytes(model, source);
    if (source === undefined || bytes === null) continue;
    const values = source.type === TensorType.FLOAT16 ? decodeFloat16Bytes(bytes) : float32View(bytes);
    const count = elementCount(w.shape);
    // A sparse tensor stores what is not zero, and sometimes some zeros.
    let stored = 0;
    for (const v of values) if (v !== 0) stored++;
    zeros += count - stored;
    total += count;
  }
  return { zeros, total };
}

function constantInts(model: Model, t: number | undefined): Int32Array | null {
  const tensor = model.subgraphs[0]!.tensors[t ?? -1];
  const bytes = tensor === undefined ? null : constantBytes(model, tensor);
  return bytes === null ? null : int32View(bytes);
}
