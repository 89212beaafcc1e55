import { float32View } from "../tensor/views.ts";
import {
  constantBytes,
  type Model,
  type Operator,
  type OperatorIndex,
  type Subgraph,
  type SubgraphIndex,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { indexGraph } from "./index.ts";
import { type WeightOp, weightPlace } from "./weights.ts";

/** Ops that multiply their input by a constant float32 matrix. */
export type WeightOpName = Exclude<WeightOp, "EMBEDDING_LOOKUP">;

/**
 * One op with constant float32 weights, seen as a matrix: `rows` outputs, `columns` inputs to each. Weights lie as
 * [rows, columns] but for depthwise ([columns, rows]: kernel places, then channels) and BATCH_MATMUL, whose rows
 * are its last or, with adjY, its last but one dimension.
 */
export interface WeightLayer {
  readonly graph: SubgraphIndex;
  readonly op: OperatorIndex;
  readonly name: WeightOpName;
  readonly input: TensorIndex;
  readonly weights: TensorIndex;
  /** −1 where the op has none. */
  readonly bias: TensorIndex;
  readonly output: TensorIndex;
  readonly rows: number;
  readonly columns: number;
  /** Distance in the weight tensor from a row to the next, and from a column to the next. */
  readonly rowStride: number;
  readonly columnStride: number;
  /** No other weight layer between the model's inputs and this one. */
  readonly first: boolean;
  /** No other weight layer between this one and the model's outputs. */
  readonly last: boolean;
  /** Another op, or a graph output, reads the same weight tensor or buffer. */
  readonly shared: boolean;
}

/** All weight layers of all subgraphs, in op order. Weights must be plain float32 constants. */
export function weightLayers(model: Model): WeightLayer[] {
  const uses = constantUses(model);
  return model.subgraphs.flatMap((graph, g) => {
    const found = graph.operators.flatMap((op, o) => {
      const layer = describe(model, graph, g, op, o);
      if (layer === null) return [];
      const { buffer } = graph.tensors[layer.weights]!;
      return [{ ...layer, shared: (uses.get(buffer) ?? 0) > 1 }];
    });
    return markEnds(graph, found);
  });
}

function describe(
  model: Model,
  graph: Subgraph,
  g: SubgraphIndex,
  op: Operator,
  o: OperatorIndex,
): Omit<WeightLayer, "first" | "last" | "shared"> | null {
  const place = weightPlace(model, op);
  if (place === null || place.op === "EMBEDDING_LOOKUP") return null;
  const { op: name, bias } = place;
  const input = op.inputs[place.input] ?? -1;
  const weights = op.inputs[place.weight] ?? -1;
  const tensor = graph.tensors[weights];
  if (tensor === undefined || input < 0 || tensor.type !== TensorType.FLOAT32) return null;
  if (constantBytes(model, tensor) === null || tensor.sparsity !== null || tensor.isVariable) return null;
  const matrix = matrixOf(name, tensor.shape, op);
  if (matrix === null || matrix.rows * matrix.columns === 0) return null;
  return {
    graph: g,
    op: o,
    name,
    input,
    weights,
    bias: bias < 0 ? -1 : (op.inputs[bias] ?? -1),
    output: op.outputs[0] ?? -1,
    ...matrix,
  };
}

function matrixOf(
  name: WeightOpName,
  shape: readonly number[],
  op: Operator,
): Pick<WeightLayer, "rows" | "columns" | "rowStride" | "columnStride"> | null {
  const count = shape.reduce((n, d) => n * d, 1);
  const last = shape.at(-1) ?? 1;
  const byRow = (rows: number) => ({
    rows,
    columns: count / rows,
    rowStride: count / rows,
    columnStride: 1,
  });
  if (name === "BATCH_MATMUL") {
    if (shape.length !== 2) return null;
    const options = op.builtinOptions;
    const transposed = options?.type === "BatchMatMulOptions" && options.adjY;
    if (transposed) return byRow(shape[0]!);
    return { rows: last, columns: count / last, rowStride: 1, columnStride: last };
  }
  if (name === "DEPTHWISE_CONV_2D") {
    return { rows: last, columns: count / last, rowStride: 1, columnStride: last };
  }
  return byRow(shape[0] ?? 1);
}

/** How often each buffer is read: by op inputs and as graph outputs. */
function constantUses(model: Model): Map<number, number> {
  const uses = new Map<number, number>();
  for (const graph of model.subgraphs) {
    const read = (t: TensorIndex): void => {
      const buffer = graph.tensors[t]?.buffer;
      if (buffer) uses.set(buffer, (uses.get(buffer) ?? 0) + 1);
    };
    for (const op of graph.operators) op.inputs.forEach(read);
    graph.outputs.forEach(read);
  }
  return uses;
}

type Ends = Omit<WeightLayer, "first" | "last">;

function markEnds(graph: Subgraph, layers: readonly Ends[]): WeightLayer[] {
  const { producer } = indexGraph(graph);
  const byOp = new Map(layers.map((layer) => [layer.op, layer]));
  // Weight layers before each tensor, forwards; then which layers reach an output without passing another.
  const before = new Uint8Array(graph.tensors.length);
  graph.operators.forEach((op, o) => {
    const some = op.inputs.some((t) => t >= 0 && before[t] === 1);
    if (some || byOp.has(o)) for (const t of op.outputs) before[t] = 1;
  });
  const lastOps = new Set<OperatorIndex>();
  const seen = new Set<OperatorIndex>();
  const walk = [...graph.outputs];
  for (let t = walk.pop(); t !== undefined; t = walk.pop()) {
    const o = t < 0 ? -1 : (producer[t] ?? -1);
    if (o < 0 || seen.has(o)) continue;
    seen.add(o);
    if (byOp.has(o)) lastOps.add(o);
    else walk.push(...graph.operators[o]!.inputs);
  }
  return layers.map((layer) => ({
    ...layer,
    first: before[layer.input] !== 1,
    last: lastOps.has(layer.op),
  }));
}

/** The layer's weights as they lie in the file; never to be written to. */
export function weightsOf(model: Model, layer: WeightLayer): Float32Array {
  const tensor = model.subgraphs[layer.graph]!.tensors[layer.weights]!;
  return float32View(constantBytes(model, tensor)!);
}

/** The layer's bias, [rows], or null where it has none. */
export function biasOf(model: Model, layer: WeightLayer): Float32Array | null {
  const tensor = model.subgraphs[layer.graph]!.tensors[layer.bias];
  if (tensor === undefined || tensor.type !== TensorType.FLOAT32) return null;
  const bytes = constantBytes(model, tensor);
  return bytes === null ? null : float32View(bytes);
}
