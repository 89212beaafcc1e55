import type { WeightLayer } from "../graph/weight-layers.ts";
import type { Model, OperatorIndex, TensorIndex } from "../tflite/model.ts";

/**
 * The order in which layers are solved. Layers of a stage don't depend on each other, so they are solved at the
 * same time; then the stage's ops run, and their outputs feed the next. Every op runs just once.
 */
export interface StagePlan {
  /** `layers[s]`: the layers to solve once the ops of the stages up to s have run. */
  readonly layers: readonly (readonly WeightLayer[])[];
  /** `segments[s]`: what runs before the layers of stage s are solved. */
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly ops: readonly OperatorIndex[];
  /** Tensors that come from earlier stages or from the graph's inputs. */
  readonly inputs: readonly TensorIndex[];
  /** Tensors that later segments or this stage's layers read. */
  readonly outputs: readonly TensorIndex[];
}

/** Plans the primary subgraph for the given layers of it. */
export function planStages(model: Model, targets: readonly WeightLayer[]): StagePlan {
  const graph = model.subgraphs[0]!;
  const target = new Map(targets.map((layer) => [layer.op, layer]));
  // −1: constants. A tensor of stage s exists once segment s has run; graph inputs exist from the start.
  const stageOf = new Int32Array(graph.tensors.length).fill(-1);
  const isInput = new Set(graph.inputs);
  for (const t of graph.inputs) stageOf[t] = 0;
  const layers: WeightLayer[][] = [];
  const ops: OperatorIndex[][] = [];
  graph.operators.forEach((op, o) => {
    const after = op.inputs.reduce((most, t) => Math.max(most, t < 0 ? -1 : stageOf[t]!), -1);
    const layer = target.get(o);
    const stage = Math.max(0, after) + (layer === undefined ? 0 : 1);
    if (layer !== undefined) at(layers, stage - 1).push(layer);
    at(ops, stage).push(o);
    for (const t of op.outputs) stageOf[t] = stage;
  });
  const count = layers.length;
  const segments = Array.from({ length: count }, (_, s): Segment => {
    const own = ops[s] ?? [];
    const made = new Set(own.flatMap((o) => graph.operators[o]!.outputs));
    const flows = (t: TensorIndex): boolean => t >= 0 && stageOf[t]! >= 0;
    const inputs = new Set(
      own.flatMap((o) => graph.operators[o]!.inputs).filter((t) => flows(t) && !made.has(t)),
    );
    const later = new Set<TensorIndex>((layers[s] ?? []).map((layer) => layer.input));
    for (let next = s + 1; next < count; next++) {
      for (const o of ops[next] ?? []) for (const t of graph.operators[o]!.inputs) later.add(t);
      for (const layer of layers[next] ?? []) later.add(layer.input);
    }
    const outputs = [...made].filter((t) => later.has(t) && !isInput.has(t));
    return { ops: own, inputs: [...inputs], outputs };
  });
  return { layers, segments };
}

const at = <T>(lists: T[][], i: number): T[] => {
  while (lists.length <= i) lists.push([]);
  return lists[i]!;
};
