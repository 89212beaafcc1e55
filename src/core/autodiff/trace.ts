import type { Model, OperatorIndex, TensorIndex } from "../tflite/model.ts";
import {
  activationInterval,
  fusedActivation,
  type Interval,
  insideMask,
  intersection,
  unbounded,
} from "./activation.ts";
import type { GraphBuilder } from "./builder.ts";
import { add, mul, spread } from "./emit.ts";
import type { Value } from "./rule.ts";
import { applyRule } from "./site.ts";

/** What stands between a value and its readers, such as fake quantization. */
export interface Filtered {
  readonly at: TensorIndex;
  /** Gradients pass where the unfiltered value lies strictly inside. */
  readonly passes: Interval;
}

export interface TraceOptions {
  /** Samples a step; multiplies the first axis of everything that depends on the samples. */
  readonly batch: number;
  /** Ops to write, in order. */
  readonly ops: readonly OperatorIndex[];
  /** The values that exist before the first op: samples and weights. */
  readonly known: ReadonlyMap<TensorIndex, Value>;
  /** Written behind the op that makes the tensor. Null leaves it as it is. */
  readonly filter?: (tensor: TensorIndex, at: TensorIndex) => Filtered | null;
  /** Written before one reader of the tensor. */
  readonly filterRead?: (op: OperatorIndex, slot: number, at: TensorIndex) => Filtered | null;
}

/** The forward pass as written, and the way back. */
export interface Trace {
  /** What readers of the model's tensor see. */
  value(tensor: TensorIndex): Value;
  /** The tensor before anything that `filter` put behind it. */
  unfiltered(tensor: TensorIndex): TensorIndex;
  /**
   * Writes the gradients of all values that can be reached from the seeds.
   * @param seeds the loss's gradient of some of the model's tensors
   */
  backward(seeds: ReadonlyMap<TensorIndex, TensorIndex>): Map<Value, TensorIndex>;
}

/** One step of the way forward, with its way back. */
interface Entry {
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly Value[];
  readonly backward: (gradients: readonly (TensorIndex | null)[]) => readonly (TensorIndex | null)[];
}

/**
 * Writes ops of a model's first graph into a training graph at a larger batch. Throws InputError
 * `train-unsupported` naming an op that has no rule.
 */
export function traceForward(model: Model, b: GraphBuilder, options: TraceOptions): Trace {
  const graph = model.subgraphs[0]!;
  const values = new Map<TensorIndex, Value>(options.known);
  const raw = new Map<TensorIndex, TensorIndex>();
  const tape: Entry[] = [];

  /** What one reader sees of a tensor. */
  const read = (index: OperatorIndex, slot: number, tensor: TensorIndex): Value | null => {
    const value = values.get(tensor) ?? null;
    const filtered = value === null ? null : options.filterRead?.(index, slot, value.at);
    if (value === null || filtered == null) return value;
    const seen = { ...value, at: filtered.at };
    const backward: Entry["backward"] = ([g]) => [masked(b, g!, value.at, filtered.passes, unbounded)];
    tape.push({ inputs: [value], outputs: [seen], backward });
    return seen;
  };

  for (const index of options.ops) {
    const op = graph.operators[index]!;
    const inputs = op.inputs.map((tensor, slot) => (tensor < 0 ? null : read(index, slot, tensor)));
    const { recorded, batched } = applyRule(model, b, index, inputs, options.batch);
    const wanted = inputs.some((v) => v?.wanted === true);
    const clamps = activationInterval(fusedActivation(op));
    const passes: Interval[] = [];
    const outputs = op.outputs.map((tensor, i): Value => {
      const at = recorded.outputs[i]!;
      const filtered = options.filter?.(tensor, at) ?? null;
      raw.set(tensor, at);
      passes.push(intersection(clamps, filtered?.passes ?? unbounded));
      const value = { at: filtered?.at ?? at, batched, wanted };
      values.set(tensor, value);
      return value;
    });
    if (!wanted) continue;
    tape.push({
      inputs,
      outputs,
      backward: (gradients) =>
        recorded.backward(
          gradients.map((g, i) => {
            const at = recorded.outputs[i]!;
            return g === null ? null : spread(b, masked(b, g, at, passes[i]!, clamps), b.shape(at));
          }),
        ),
    });
  }

  const written = (tensor: TensorIndex): Value => {
    const value = values.get(tensor);
    if (value === undefined) throw new Error(`tensor ${tensor} was not written`);
    return value;
  };
  return {
    value: written,
    unfiltered: (tensor) => raw.get(tensor) ?? written(tensor).at,
    backward(seeds) {
      const gradients = new Map<Value, TensorIndex>();
      for (const [tensor, g] of seeds) gradients.set(written(tensor), g);
      for (const entry of tape.toReversed()) flow(b, entry, gradients);
      return gradients;
    },
  };
}

function masked(
  b: GraphBuilder,
  g: TensorIndex,
  at: TensorIndex,
  passes: Interval,
  from: Interval,
): TensorIndex {
  const mask = insideMask(b, at, passes, from);
  return mask === null ? g : mul(b, g, mask);
}

/** Takes gradients one step back, adding up where a value has several readers. */
function flow(b: GraphBuilder, entry: Entry, gradients: Map<Value, TensorIndex>): void {
  const arriving = entry.outputs.map((value) => gradients.get(value) ?? null);
  if (arriving.every((g) => g === null)) return;
  entry.backward(arriving).forEach((g, i) => {
    const value = entry.inputs[i];
    if (g === null || value == null || !value.wanted) return;
    const sofar = gradients.get(value);
    gradients.set(value, sofar === undefined ? g : add(b, sofar, g));
  });
}
