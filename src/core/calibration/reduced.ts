import { elementCount } from "../graph/index.ts";
import { bytesOf } from "../tensor/views.ts";
import {
  addBuffer,
  copyModel,
  type Model,
  newOperator,
  newTensor,
  operatorCodeIndex,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import type { CollectorOptions, SliceStatistics } from "./statistics.ts";

/** Where a tensor's least and greatest value come back: tensors of the model that `withReductions` made. */
export interface Reduced {
  readonly least: TensorIndex;
  readonly most: TensorIndex;
}

/** Smaller tensors are returned whole for less than two more ops cost. Elements. */
const fewest = 4096;
/** The runtime's fast kernels reduce so many dimensions. */
const highestRank = 5;

/** Whether no more than each sample's extremes is wanted of a tensor. */
const extremesAlone = ({ histogram, mean, rowSize, channels }: CollectorOptions): boolean =>
  !histogram && !mean && !rowSize && !channels;

/** Whether the model itself can compute all that is wanted of a tensor: one that an op of the primary subgraph writes. */
export function isReducible(model: Model, tensor: TensorIndex, options: CollectorOptions): boolean {
  const graph = model.subgraphs[0]!;
  const { shape } = graph.tensors[tensor]!;
  const fits = shape.length > 0 && shape.length <= highestRank && elementCount(shape) >= fewest;
  return extremesAlone(options) && fits && graph.operators.some((op) => op.outputs.includes(tensor));
}

/**
 * A model that computes the extremes of `tensors` itself, right behind the ops that write them: the values are then
 * still in the processor's cache, and need not be kept and handed over, 100 MB a sample in large models.
 */
export function withReductions(
  model: Model,
  tensors: readonly TensorIndex[],
): { readonly model: Model; readonly reduced: ReadonlyMap<TensorIndex, Reduced> } {
  const reduced = new Map<TensorIndex, Reduced>();
  if (tensors.length === 0) return { model, reduced };
  const result = copyModel(model);
  const graph = result.subgraphs[0]!;
  const wanted = new Set(tensors);
  const axesOfRank = new Map<number, TensorIndex>();
  const axes = (rank: number): TensorIndex => {
    const known = axesOfRank.get(rank);
    if (known !== undefined) return known;
    const buffer = addBuffer(result, bytesOf(Int32Array.from({ length: rank }, (_, axis) => axis)));
    const made = graph.tensors.push(newTensor(`all axes of ${rank}`, TensorType.INT32, [rank], buffer)) - 1;
    axesOfRank.set(rank, made);
    return made;
  };
  graph.operators = graph.operators.flatMap((op) => [
    op,
    ...op.outputs.flatMap((t) => {
      if (!wanted.has(t)) return [];
      const { name, shape } = graph.tensors[t]!;
      const reduce = (kind: "REDUCE_MIN" | "REDUCE_MAX") => {
        const output = graph.tensors.push(newTensor(`${name} ${kind}`, TensorType.FLOAT32, [], 0)) - 1;
        const options = { type: "ReducerOptions", keepDims: false } as const;
        const code = operatorCodeIndex(result, kind, 1);
        return { output, op: newOperator(code, [t, axes(shape.length)], [output], options) };
      };
      const [least, most] = [reduce("REDUCE_MIN"), reduce("REDUCE_MAX")];
      reduced.set(t, { least: least.output, most: most.output });
      return [least.op, most.op];
    }),
  ]);
  return { model: result, reduced };
}

/**
 * What the two values of each sample say of the tensor; null where the runtime saw NaN or an overflow, which only a
 * look at all values can leave out.
 */
export function ofReductions(
  least: SliceStatistics,
  most: SliceStatistics,
  count: number,
): SliceStatistics | null {
  if (least.lows.length !== count || most.highs.length !== count) return null;
  return { ...least, lows: least.lows, highs: most.highs };
}
