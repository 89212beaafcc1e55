import { indexGraph } from "../graph/index.ts";
import { type WeightLayer, weightLayers } from "../graph/weight-layers.ts";
import { int32View } from "../tensor/views.ts";
import { ActivationFunctionType as Activation } from "../tflite/generated/enums.ts";
import { constantBytes, type Model, type Operator, operatorName, type TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";

/**
 * Activations whose channels can be scaled together without changing what the model computes: the layers that
 * write them multiply their output channels by the scales, the layers that read them divide their input channels.
 */
export interface ScaleGroup {
  readonly channels: number;
  readonly tensors: readonly TensorIndex[];
  readonly writers: readonly WeightLayer[];
  readonly readers: readonly WeightLayer[];
  /** Tensors of the group that a RELU6 writes, cut off at 6 whatever the scale; none unless asked for. */
  readonly bounded: readonly TensorIndex[];
}

/** Ops that give each channel the same factor that their input has, when their options allow it. */
const passing = new Set([
  "RELU",
  "LEAKY_RELU",
  "PRELU",
  "MAX_POOL_2D",
  "AVERAGE_POOL_2D",
  "MEAN",
  "SUM",
  "PAD",
  "RESHAPE",
  "SQUEEZE",
  "EXPAND_DIMS",
  "RESIZE_BILINEAR",
  "RESIZE_NEAREST_NEIGHBOR",
  "ADD",
  "SUB",
]);

/**
 * The groups of the primary subgraph. ReLU and linear ends scale exactly; RELU6, sigmoids and other bends don't, so
 * what they touch is left alone, as are the graph's own inputs and outputs and layers that share their weights.
 * With `bounds`, RELU6 is taken in too: it scales exactly as long as no scaled value passes 6.
 */
export function scaleGroups(model: Model, bounds = false): ScaleGroup[] {
  const graph = model.subgraphs[0];
  if (graph === undefined) return [];
  const layers = new Map(
    weightLayers(model)
      .filter((l) => l.graph === 0)
      .map((l) => [l.op, l]),
  );
  const index = indexGraph(graph);
  const sets = new Sets(graph.tensors.length);
  const block = (tensors: readonly TensorIndex[]): void => {
    for (const t of tensors) if (t >= 0) sets.block(t);
  };
  const bounded = new Set<TensorIndex>();
  /** Whether f(s·x) = s·f(x) holds for what the op does, but for a bound that is taken note of. */
  const scales = (op: Operator): boolean => {
    if (!bounds || !isBounded(model, op)) return homogeneous(op);
    bounded.add(op.outputs[0]!);
    return true;
  };
  block(graph.inputs);
  block(graph.outputs);
  graph.operators.forEach((op, o) => {
    const layer = layers.get(o);
    if (layer !== undefined) {
      if (!readable(model, layer)) block([layer.input]);
      if (layer.shared || layer.name === "BATCH_MATMUL" || !scales(op)) block(op.outputs);
      return;
    }
    const flowing = op.inputs.filter((t) => t >= 0 && constantBytes(model, graph.tensors[t]!) === null);
    if (passes(model, op, flowing, bounds) && scales(op))
      for (const t of flowing) sets.join(t, op.outputs[0]!);
    else block([...op.inputs, ...op.outputs]);
  });
  graph.tensors.forEach((tensor, t) => {
    if (tensor.type !== TensorType.FLOAT32 || tensor.isVariable || index.producer[t]! < 0) sets.block(t);
  });
  return sets.open().flatMap((tensors) => {
    const channels = Math.min(...tensors.map((t) => graph.tensors[t]!.shape.at(-1) ?? 0));
    const inside = new Set(tensors);
    const writers = [...layers.values()].filter((l) => inside.has(l.output));
    const readers = [...layers.values()].filter((l) => inside.has(l.input));
    const fits =
      channels > 1 &&
      writers.length > 0 &&
      readers.length > 0 &&
      writers.every((l) => l.rows === channels) &&
      tensors.every((t) => graph.tensors[t]!.shape.at(-1)! % channels === 0);
    return fits
      ? [{ channels, tensors, writers, readers, bounded: tensors.filter((t) => bounded.has(t)) }]
      : [];
  });
}

const readable = (model: Model, layer: WeightLayer): boolean => {
  const last = model.subgraphs[0]!.tensors[layer.input]!.shape.at(-1) ?? 0;
  if (layer.shared || layer.name === "BATCH_MATMUL" || last <= 0) return false;
  return layer.name === "DEPTHWISE_CONV_2D" ? layer.rows % last === 0 : layer.columns % last === 0;
};

function isBounded(model: Model, op: Operator): boolean {
  const options = op.builtinOptions as { fusedActivationFunction?: number } | null;
  return operatorName(model, op) === "RELU6" || options?.fusedActivationFunction === Activation.RELU6;
}

/** Whether f(s·x) = s·f(x) for every s > 0 holds for the fused activation. */
function homogeneous(op: Operator): boolean {
  const options = op.builtinOptions as { fusedActivationFunction?: number } | null;
  const fused = options?.fusedActivationFunction ?? Activation.NONE;
  return fused === Activation.NONE || fused === Activation.RELU;
}

function passes(model: Model, op: Operator, flowing: readonly TensorIndex[], bounds: boolean): boolean {
  const name = operatorName(model, op);
  if (!passing.has(name) && !(bounds && name === "RELU6")) return false;
  if (op.outputs.length !== 1) return false;
  const tensors = model.subgraphs[0]!.tensors;
  const shape = (t: TensorIndex): readonly number[] => tensors[t]!.shape;
  const out = shape(op.outputs[0]!);
  const last = out.at(-1) ?? 0;
  if (flowing.length === 0 || last <= 0) return false;
  if (name === "ADD" || name === "SUB") {
    return flowing.length === 2 && flowing.every((t) => `${shape(t)}` === `${out}`);
  }
  if (name === "PAD" && lastPadding(model, op) !== 0) return false;
  if ((name === "MEAN" || name === "SUM") && reducesLast(model, op, flowing[0]!)) return false;
  if (flowing.length !== 1) return false;
  const own = shape(flowing[0]!).at(-1) ?? 0;
  // A picture laid out as a vector repeats its channels: [1, 7, 7, 64] becomes 49 times 64.
  if (name === "RESHAPE") return own > 0 && last % own === 0 && last >= own;
  return own === last;
}

const constantInts = (model: Model, t: TensorIndex | undefined): Int32Array | null => {
  const tensor = model.subgraphs[0]!.tensors[t ?? -1];
  const bytes = tensor === undefined ? null : constantBytes(model, tensor);
  return tensor?.type !== TensorType.INT32 || bytes === null ? null : int32View(bytes);
};

function reducesLast(model: Model, op: Operator, input: TensorIndex): boolean {
  const axes = constantInts(model, op.inputs[1]);
  const rank = model.subgraphs[0]!.tensors[input]!.shape.length;
  return axes === null || axes.some((axis) => axis === -1 || axis === rank - 1);
}

/** Elements that PAD adds to the last dimension; they would be channels of their own. */
function lastPadding(model: Model, op: Operator): number {
  const pads = constantInts(model, op.inputs[1]);
  return pads === null ? -1 : (pads.at(-2) ?? 0) + (pads.at(-1) ?? 0);
}

/** Sets that can be joined, some of them closed. */
class Sets {
  private readonly parent: Int32Array;
  private readonly blocked: Uint8Array;
  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, i) => i);
    this.blocked = new Uint8Array(count);
  }
  private root(t: number): number {
    let r = t;
    while (this.parent[r] !== r) r = this.parent[r]!;
    this.parent[t] = r;
    return r;
  }
  join(a: number, b: number): void {
    const [x, y] = [this.root(a), this.root(b)];
    this.parent[x] = y;
    if (this.blocked[x]) this.blocked[y] = 1;
  }
  block(t: number): void {
    this.blocked[this.root(t)] = 1;
  }
  open(): number[][] {
    const sets = new Map<number, number[]>();
    for (let t = 0; t < this.parent.length; t++) {
      const r = this.root(t);
      if (this.blocked[r]) continue;
      const set = sets.get(r);
      if (set) set.push(t);
      else sets.set(r, [t]);
    }
    return [...sets.values()];
  }
}
