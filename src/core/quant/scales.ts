import type { Range } from "../calibration/range.ts";
import type { GraphIndex } from "../graph/index.ts";
import { constantBytes, type Model, type OperatorIndex, type TensorIndex } from "../tflite/model.ts";
import { type ActivationType, type AffineParams, activationParams } from "./params.ts";
import type { PlannedOp } from "./plan.ts";

/** How a tensor lies in memory at one point of the graph. */
export type Format =
  | { readonly type: "float" }
  | { readonly type: ActivationType; readonly params: AffineParams };

export interface ScaleNote {
  readonly tensor: TensorIndex;
  readonly code: string;
  readonly message: string;
}

/** Formats of all real tensors of the primary subgraph. */
export interface ScalePlan {
  /** As the producing op writes it. Inputs of the graph are absent. */
  readonly produced: ReadonlyMap<TensorIndex, Format>;
  /** As the op reads the input at that slot; for float ops `float`. */
  read(op: OperatorIndex, slot: number): Format | undefined;
  readonly notes: readonly ScaleNote[];
}

export interface ScaleArgs {
  readonly model: Model;
  readonly index: GraphIndex;
  readonly planned: readonly PlannedOp[];
  /** The calibrated range of a tensor. Throws where it was never seen. */
  rangeOf(tensor: TensorIndex, type: ActivationType): Range;
  /** Extremes of a constant, as far as they matter to what reads it. */
  constantRange(tensor: TensorIndex, type: ActivationType): Range;
  /** Largest weight scale of an op with weights. */
  weightScale(op: OperatorIndex): number;
}

const isFloat = (format: Format | undefined): boolean => format === undefined || format.type === "float";

/**
 * Assigns parameters op by op, so that kernels which do not rescale see equal ones. Where an op wants its inputs
 * in the output's parameters, their producers write them so directly if nobody else reads them; a QUANTIZE is
 * left for the rest.
 */
export function assignScales(args: ScaleArgs): ScalePlan {
  const { model, planned } = args;
  const graph = model.subgraphs[0]!;
  const produced = new Map<TensorIndex, Format>();
  const reads = new Map<OperatorIndex, Map<number, Format>>();
  const notes: ScaleNote[] = [];
  const pulled = pullScales(args);
  const isConstant = (t: TensorIndex): boolean => constantBytes(model, graph.tensors[t]!) !== null;
  const ownParams = (t: TensorIndex, type: ActivationType): AffineParams =>
    pulled.get(t)?.params ?? activationParams(args.rangeOf(t, type), type);

  graph.operators.forEach((op, o) => {
    const plan = planned[o]!;
    const slots = new Map<number, Format>();
    reads.set(o, slots);
    if (plan.kind !== "integer") {
      for (const t of op.outputs) if (t >= 0) produced.set(t, { type: "float" });
      return;
    }
    const { type, rule } = plan;
    const natural = (t: TensorIndex): AffineParams => {
      if (isConstant(t)) return activationParams(args.constantRange(t, type), type);
      const format = produced.get(t);
      return format !== undefined && format.type === type ? format.params : plainParams(args, t, type);
    };
    const output = op.outputs[0]!;
    if (rule.scales.kind === "as-output") {
      const params = ownParams(output, type);
      for (const slot of plan.activations) slots.set(slot, { type, params });
      produced.set(output, { type, params });
      return;
    }
    for (const slot of plan.activations) {
      slots.set(slot, { type, params: natural(op.inputs[slot]!) });
    }
    const first = (slots.get(plan.activations[0]!) as { params: AffineParams }).params;
    switch (rule.scales.kind) {
      case "as-input":
        for (const t of op.outputs) produced.set(t, { type, params: first });
        break;
      case "fixed": {
        const params = type === "int8" ? rule.scales.int8 : rule.scales.int16!;
        produced.set(output, { type, params });
        break;
      }
      case "free": {
        const inputs = [...slots.values()].map((f) =>
          isFloat(f) ? 0 : (f as { params: AffineParams }).params.scale,
        );
        const params = ownParams(output, type);
        const least = leastOutputScale(args, o, plan, inputs);
        if (params.scale < least) {
          notes.push({
            tensor: output,
            code: "scale-widened",
            message: `The range of “${graph.tensors[output]!.name}” is so small beside those of its inputs that the kernel would refuse it; it was widened ${(least / params.scale).toPrecision(3)} times.`,
          });
        }
        produced.set(output, { type, params: widened(params, least) });
        break;
      }
      case "none":
        break;
    }
  });
  return { produced, read: (o, slot) => reads.get(o)?.get(slot), notes };
}

/** Parameters of a tensor that arrives in another form and is quantized before the op. */
const plainParams = (args: ScaleArgs, t: TensorIndex, type: ActivationType): AffineParams =>
  activationParams(args.rangeOf(t, type), type);

const widened = (params: AffineParams, least: number): AffineParams =>
  params.scale >= least ? params : { scale: Math.fround(least), zeroPoint: params.zeroPoint };

/**
 * The smallest output scale that the kernels prepare. ADD and SUB want 2·max(input scales) / 2^shift below it
 * (add.cc, shift 20 or 15); products an effective scale below 2^7, the largest left shift of a 64-bit
 * accumulator (common.h); HARD_SWISH no left shift (activations.cc); an LSTM's output comes from products of 30 bits.
 */
function leastOutputScale(
  args: ScaleArgs,
  o: OperatorIndex,
  plan: Extract<PlannedOp, { kind: "integer" }>,
  inputs: readonly number[],
): number {
  const margin = 1.001;
  switch (plan.name) {
    case "ADD":
    case "SUB":
      return (margin * 2 * Math.max(...inputs)) / 2 ** (plan.type === "int8" ? 20 : 15);
    case "LSTM":
    case "UNIDIRECTIONAL_SEQUENCE_LSTM":
      return 2 ** -28;
    case "HARD_SWISH":
      return (margin * inputs[0]!) / 128;
    case "MUL":
    case "BATCH_MATMUL":
      return (margin * inputs.reduce((a, b) => a * b, 1)) / 128;
    default:
      return plan.rule.weight === undefined ? 0 : (margin * inputs[0]! * args.weightScale(o)) / 128;
  }
}

/** Parameters that later ops impose on tensors, found from the outputs backwards. */
function pullScales(args: ScaleArgs): Map<TensorIndex, { type: ActivationType; params: AffineParams }> {
  const { model, index, planned } = args;
  const graph = model.subgraphs[0]!;
  const pulled = new Map<TensorIndex, { type: ActivationType; params: AffineParams }>();
  /** The tensors from t back to the op that can write any parameters; null where none can. */
  const chain = (t: TensorIndex, type: ActivationType): TensorIndex[] | null => {
    const producer = index.producer[t]!;
    if (producer < 0 || index.consumers[t]!.length !== 1 || pulled.has(t)) return null;
    const plan = planned[producer]!;
    if (plan.kind !== "integer" || plan.type !== type) return null;
    // What goes round in a loop keeps its own, finer range.
    if (plan.rule.recurrent === true) return null;
    const op = graph.operators[producer]!;
    switch (plan.rule.scales.kind) {
      case "free":
      case "as-output":
        return [t];
      case "as-input": {
        if (op.outputs.length !== 1) return null;
        const rest = chain(op.inputs[plan.activations[0]!]!, type);
        return rest === null ? null : [t, ...rest];
      }
      default:
        return null;
    }
  };
  for (let o = graph.operators.length - 1; o >= 0; o--) {
    const plan = planned[o]!;
    if (plan.kind !== "integer" || plan.rule.scales.kind !== "as-output") continue;
    const op = graph.operators[o]!;
    const output = op.outputs[0]!;
    const { type } = plan;
    const params = pulled.get(output)?.params ?? activationParams(args.rangeOf(output, type), type);
    pulled.set(output, { type, params });
    for (const slot of plan.activations) {
      for (const t of chain(op.inputs[slot]!, type) ?? []) pulled.set(t, { type, params });
    }
  }
  return pulled;
}
