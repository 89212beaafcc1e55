import type { BuiltinOptions, OperatorName, TensorIndex } from "../tflite/model.ts";
import type { GraphBuilder } from "./builder.ts";

/** A value in the training graph. Its identity is what gradients are gathered by. */
export interface Value {
  readonly at: TensorIndex;
  /** Whether it depends on the samples, so that its first axis is the batch. */
  readonly batched: boolean;
  /** Whether the loss's gradient is wanted for it. */
  readonly wanted: boolean;
}

/** One op of the model at the place where it is written into the training graph. */
export interface Site {
  readonly b: GraphBuilder;
  /** The op's inputs in the training graph; −1 where an optional one is absent. */
  readonly inputs: readonly TensorIndex[];
  /** Which inputs want a gradient. */
  readonly wanted: readonly boolean[];
  readonly options: BuiltinOptions | null;
  /** Clamps the op's output; rules fuse it, its gradient is taken by the trace. */
  readonly activation: number;
  /** Shapes of the outputs with the training batch. */
  readonly outputShapes: readonly (readonly number[])[];
  /** Shapes of the inputs as the model has them, before the training batch. */
  readonly modelShapes: readonly (readonly number[])[];
  /** Values of an input that is an integer constant. Throws InputError where it is computed. */
  ints(slot: number): number[];
}

/** What a rule wrote: the outputs, and how gradients flow back through them. */
export interface Recorded {
  readonly outputs: readonly TensorIndex[];
  /**
   * Gradients of the inputs from those of the outputs (each of its output's shape, null where the loss does not
   * depend on it, never all null). Null for inputs that are not wanted.
   */
  backward(gradients: readonly (TensorIndex | null)[]): (TensorIndex | null)[];
}

/** Writes one op's forward pass in a form that is fast with computed weights, and knows its gradient. */
export type Rule = (site: Site) => Recorded;
export type Rules = Partial<Readonly<Record<OperatorName, Rule>>>;

/** The options of the type that the op must have. */
export function optionsOf<T extends BuiltinOptions["type"]>(
  site: Site,
  type: T,
): Extract<BuiltinOptions, { type: T }> | null {
  return site.options?.type === type ? (site.options as Extract<BuiltinOptions, { type: T }>) : null;
}

/** For ops of one output. */
export const single = (
  output: TensorIndex,
  backward: (gradient: TensorIndex) => (TensorIndex | null)[],
): Recorded => ({ outputs: [output], backward: ([gradient]) => backward(gradient!) });
