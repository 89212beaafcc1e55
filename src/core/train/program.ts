import type { Interval } from "../autodiff/activation.ts";
import { GraphBuilder } from "../autodiff/builder.ts";
import { count, reshape, sub, sumAll, times, unary } from "../autodiff/emit.ts";
import type { Value } from "../autodiff/rule.ts";
import { type Filtered, type Trace, traceForward } from "../autodiff/trace.ts";
import { elementCount, indexGraph } from "../graph/index.ts";
import { isOperator, type Model, type TensorIndex } from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { writeModel } from "../tflite/write.ts";
import type { Parameter } from "./parameters.ts";
import { type ActivationGrid, type QuantizationPlan, readKey } from "./plan.ts";
import type { TrainingScope } from "./scope.ts";

/** How one output is compared with its target. */
export type LossKind =
  /** The output is a SOFTMAX: cross-entropy to a distribution. */
  | { readonly kind: "softmax"; readonly logits: TensorIndex }
  /** The output holds scores: cross-entropy after a softmax of our own. */
  | { readonly kind: "scores" }
  /** Squared error, divided by the target's variance. */
  | { readonly kind: "squares"; readonly variance: number };

export interface TrainedOutput {
  readonly tensor: TensorIndex;
  readonly loss: LossKind;
  /** Elements of one sample. */
  readonly elements: number;
  /** Elements of one distribution. */
  readonly classes: number;
}

/** What is written into a graph of the runtime. */
export interface Program {
  readonly model: Model;
  readonly scope: TrainingScope;
  readonly parameters: readonly Parameter[];
  readonly outputs: readonly TrainedOutput[];
  readonly plan: QuantizationPlan;
  readonly batch: number;
  /** Share of the teacher's answers, against the labels, in what distributions are trained for. */
  readonly teacherShare: number;
}

/**
 * Distributions of the teacher are imitated at this temperature, which lets its small probabilities be heard
 * (https://arxiv.org/abs/1503.02531).
 */
export const temperature = 3;

/** How an output of the model is best compared, by the op that makes it. */
export function lossOf(model: Model, tensor: TensorIndex, labelled: boolean): TrainedOutput {
  const graph = model.subgraphs[0]!;
  const { shape } = graph.tensors[tensor]!;
  const op = graph.operators[indexGraph(graph).producer[tensor]!]!;
  const elements = elementCount(shape);
  const classes = shape.at(-1) ?? 1;
  const loss: LossKind = isOperator(model, op, "SOFTMAX")
    ? { kind: "softmax", logits: op.inputs[0]! }
    : labelled && classes > 1 && classes === elements
      ? { kind: "scores" }
      : { kind: "squares", variance: 1 };
  return { tensor, loss, elements, classes };
}

const limits = new Map<number, readonly [number, number]>([
  [TensorType.INT8, [-128, 127]],
  [TensorType.UINT8, [0, 255]],
  [TensorType.INT16, [-32768, 32767]],
]);

/** The reals that a grid spans. */
export function gridInterval({ type, scale, zeroPoint }: ActivationGrid): Interval {
  const [low, high] = limits.get(type)!;
  return { low: scale * (low - zeroPoint), high: scale * (high - zeroPoint) };
}

/** Rounds to the grid; int16 by arithmetic, as the runtime has only slow kernels for it. */
function roundTo(b: GraphBuilder, at: TensorIndex, grid: ActivationGrid): Filtered {
  const interval = gridInterval(grid);
  // Half a step beyond the ends still rounds to them.
  const passes = { low: interval.low - grid.scale / 2, high: interval.high + grid.scale / 2 };
  if (grid.type !== TensorType.INT16) return { at: b.roundTrip(at, grid.type, grid), passes };
  return { at: times(b, unary(b, "ROUND", times(b, at, 1 / grid.scale)), grid.scale), passes };
}

interface Written {
  readonly b: GraphBuilder;
  readonly trace: Trace;
  readonly targets: readonly TensorIndex[];
  readonly weights: readonly Value[];
}

function writeForward(program: Program, description: string, withTargets: boolean): Written {
  const { model, scope, parameters, plan, batch } = program;
  const graph = model.subgraphs[0]!;
  const b = new GraphBuilder(description);
  const known = new Map<TensorIndex, Value>();
  for (const t of scope.boundary) {
    const shape = graph.tensors[t]!.shape.map((d, i) => (i === 0 ? d * batch : d));
    known.set(t, { at: b.input(`sample_${t}`, shape), batched: true, wanted: false });
  }
  const targets = withTargets
    ? targetsOf(program).map(({ output, name }) =>
        b.input(`${name}_${output.tensor}`, [(batch * output.elements) / output.classes, output.classes]),
      )
    : [];
  const weights = parameters.map((p): Value => {
    const value = { at: b.input(`weight_${p.tensor}`, p.shape), batched: false, wanted: true };
    for (const t of p.sharers) known.set(t, value);
    return value;
  });
  const trace = traceForward(model, b, {
    batch,
    ops: scope.ops,
    known,
    filter: (tensor, at) => {
      const grid = plan.tensors.get(tensor);
      return grid === undefined ? null : roundTo(b, at, grid);
    },
    filterRead: (op, slot, at) => {
      const grid = plan.reads.get(readKey(op, slot));
      return grid === undefined ? null : roundTo(b, at, grid);
    },
  });
  return { b, trace, targets, weights };
}

/** What an output is compared by: probabilities, or its values; [rows, classes]. */
function prediction({ b, trace }: Written, output: TrainedOutput): TensorIndex {
  const at = output.loss.kind === "squares" ? trace.value(output.tensor).at : trace.unfiltered(output.tensor);
  const flat = reshape(b, at, [count(b.shape(at)) / output.classes, output.classes]);
  return output.loss.kind === "scores"
    ? b.op("SOFTMAX", [flat], b.shape(flat), { type: "SoftmaxOptions", beta: 1 })
    : flat;
}

/** A target that the step takes: the teacher's answer at the temperature, or the labels. */
export interface StepTarget {
  readonly output: TrainedOutput;
  readonly name: "teacher" | "labels";
  /** Its share in the loss. */
  readonly share: number;
}

/** The targets of a step in order. Values are compared with the teacher's alone. */
export function targetsOf({
  outputs,
  teacherShare,
}: Pick<Program, "outputs" | "teacherShare">): StepTarget[] {
  return outputs.flatMap((output): StepTarget[] => {
    if (output.loss.kind === "squares") return [{ output, name: "teacher", share: 1 }];
    const both = [
      { output, name: "teacher", share: teacherShare },
      { output, name: "labels", share: 1 - teacherShare },
    ] as const;
    return both.filter((t) => t.share > 0);
  });
}

/** The gradient of one target's share of the loss, by the logits or by the values: [rows, classes]. */
function seedOf(
  written: Written,
  target: StepTarget,
  at: TensorIndex,
  predicted: TensorIndex,
  from: TensorIndex,
): TensorIndex {
  const { b } = written;
  const { loss, classes } = target.output;
  const rows = b.shape(predicted)[0]!;
  if (loss.kind === "squares") return times(b, sub(b, predicted, at), 2 / (rows * classes * loss.variance));
  if (target.name === "labels") return times(b, sub(b, predicted, at), target.share / rows);
  const soft = b.op("SOFTMAX", [from], b.shape(from), { type: "SoftmaxOptions", beta: 1 / temperature });
  return times(b, sub(b, soft, at), (target.share * temperature) / rows);
}

/**
 * One training step. Inputs: samples, the targets of `targetsOf`, then the parameters. Outputs: the predictions,
 * then the gradient of each parameter, of the loss averaged over the batch.
 */
export function writeStep(program: Program): Uint8Array {
  const written = writeForward(program, "training step", true);
  const { b, trace, targets, weights } = written;
  const wanted = targetsOf(program);
  const seeds = new Map<TensorIndex, TensorIndex>();
  for (const output of program.outputs) {
    const predicted = prediction(written, output);
    b.output(predicted);
    const end = output.loss.kind === "softmax" ? output.loss.logits : output.tensor;
    const value = trace.value(end).at;
    const from = reshape(b, value, b.shape(predicted));
    const shares = wanted.flatMap((target, i) =>
      target.output === output ? [seedOf(written, target, targets[i]!, predicted, from)] : [],
    );
    seeds.set(end, reshape(b, times(b, sumAll(b, shares), 1 / program.outputs.length), b.shape(value)));
  }
  const gradients = trace.backward(seeds);
  program.parameters.forEach((p, i) => {
    const g = gradients.get(weights[i]!);
    if (g === undefined) throw new Error(`the loss does not depend on ${p.name}`);
    b.output(g);
  });
  return writeModel(b.finish());
}

/** The forward pass alone. Inputs: samples, then the parameters. Outputs: the predictions. */
export function writeForwardPass(program: Program): Uint8Array {
  const written = writeForward(program, "forward pass", false);
  for (const output of program.outputs) written.b.output(prediction(written, output));
  return writeModel(written.b.finish());
}

/** Tensors whose ranges `writeObserver` gives, in order: what is rounded in the part that is trained. */
export function observedTensors({
  model,
  scope,
  plan,
}: Pick<Program, "model" | "scope" | "plan">): TensorIndex[] {
  const { operators } = model.subgraphs[0]!;
  const made = new Set(scope.ops.flatMap((op) => operators[op]!.outputs));
  return [...plan.tensors.keys()].filter((t) => made.has(t));
}

/**
 * The forward pass with the least and the largest value of each rounded tensor, before rounding. Inputs: samples,
 * then the parameters. Outputs: a minimum and a maximum for each of `observedTensors`.
 */
export function writeObserver(program: Program): Uint8Array {
  const { b, trace } = writeForward(program, "ranges", false);
  for (const tensor of observedTensors(program)) {
    const at = trace.unfiltered(tensor);
    const axes = b.ints(b.shape(at).map((_, i) => i));
    for (const name of ["REDUCE_MIN", "REDUCE_MAX"] as const) {
      b.output(
        b.op(
          name,
          [at, axes],
          b.shape(at).map(() => 1),
          { type: "ReducerOptions", keepDims: true },
        ),
      );
    }
  }
  return writeModel(b.finish());
}
