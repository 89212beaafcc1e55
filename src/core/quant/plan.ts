import type { GraphIndex } from "../graph/index.ts";
import { readLstm } from "../lstm/form.ts";
import { shapeFlow } from "../run/shape-flow.ts";
import { float32View } from "../tensor/views.ts";
import {
  constantBytes,
  type Model,
  type Operator,
  type OperatorIndex,
  operatorName,
  type TensorIndex,
} from "../tflite/model.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { calledGraphs } from "../tflite/validate.ts";
import { type OpRule, opRules } from "./op-rules.ts";
import type { ActivationType } from "./params.ts";

export type Precision = "float" | "int8" | "int16x8";

/** What is wanted of one op. */
export interface OpChoice {
  readonly precision: Precision;
  /** Bits of its weights; 4 where a kernel takes them (FULLY_CONNECTED, CONV_2D), else 8 are used. */
  readonly weightBits?: 8 | 4;
}

/** What one op will be. */
export type PlannedOp =
  | { readonly kind: "float"; readonly name: string; readonly reason: string; readonly wanted: Precision }
  /** Works on no reals: left as it is, and no loss. */
  | { readonly kind: "untouched"; readonly name: string; readonly reason: string }
  | {
      readonly kind: "integer";
      readonly name: string;
      readonly type: ActivationType;
      readonly rule: OpRule;
      /** Input slots that carry reals. */
      readonly activations: readonly number[];
      readonly weightBits: 8 | 4;
      readonly note: string | null;
    };

/** The activation type of a precision. */
export const activationType = (precision: "int8" | "int16x8"): ActivationType =>
  precision === "int8" ? "int8" : "int16";

/** Ops whose kernels take 4-bit weights with integer activations. */
const int4Ops = ["FULLY_CONNECTED", "CONV_2D"];

/** Decides for each op of the primary subgraph whether and how it runs on integers. */
export function planOps(
  model: Model,
  index: GraphIndex,
  choose: (op: OperatorIndex) => OpChoice,
): PlannedOp[] {
  const graph = model.subgraphs[0]!;
  const { unknown } = shapeFlow(model);
  const planned = graph.operators.map((op, o) => planOp(model, op, choose(o), unknown));
  keepMovesFloat(planned, index, graph.operators);
  return planned;
}

function planOp(model: Model, op: Operator, choice: OpChoice, unseen: ReadonlySet<TensorIndex>): PlannedOp {
  const graph = model.subgraphs[0]!;
  const name = operatorName(model, op);
  const isFloat = (t: TensorIndex | undefined): boolean =>
    t !== undefined && t >= 0 && graph.tensors[t]!.type === TensorType.FLOAT32;
  const float = (reason: string): PlannedOp => ({ kind: "float", name, reason, wanted: choice.precision });
  if (!op.inputs.some(isFloat) && !op.outputs.some(isFloat)) {
    return { kind: "untouched", name, reason: "works on no real numbers" };
  }
  if (choice.precision === "float") return float("kept float as asked");
  if (calledGraphs(op.builtinOptions).length > 0) {
    return float("runs other subgraphs, whose tensors calibration does not see");
  }
  const rule = opRules[name];
  const keepsState = op.inputs.some((t) => t >= 0 && graph.tensors[t]!.isVariable);
  if (keepsState && rule?.recurrent !== true) return float("keeps a state in float");
  if ([...op.inputs, ...op.outputs].some((t) => unseen.has(t))) {
    return float("works on a tensor whose shape depends on the data, which calibration cannot see");
  }
  if (rule === undefined) return float("the runtime has no integer kernel for it");
  const type = activationType(choice.precision);
  if (type === "int16" && !rule.int16) return float("the runtime has no 16-bit kernel for it");
  const slots = rule.activations ?? op.inputs.map((_, i) => i);
  const activations = slots.filter((slot) => isFloat(op.inputs[slot]));
  if (activations.length === 0 || activations.length < needed(name)) {
    return float("its inputs are not float32");
  }
  const problem = weightProblem(model, op, rule);
  if (problem !== null) return float(problem);
  const special = rule.recurrent === true ? lstmProblem(model, op) : specialProblem(model, op, name);
  if (special !== null) return float(special);
  const wants4 = choice.weightBits === 4 && rule.weight !== undefined;
  const takes4 = int4Ops.includes(name);
  return {
    kind: "integer",
    name,
    type,
    rule,
    activations,
    weightBits: wants4 && takes4 ? 4 : 8,
    note: wants4 && !takes4 ? `${name} int4: no kernel takes it; int8 used` : null,
  };
}

const needed = (name: string): number => (name === "BATCH_MATMUL" ? 2 : 1);

function weightProblem(model: Model, op: Operator, rule: OpRule): string | null {
  if (rule.weight === undefined) return null;
  const graph = model.subgraphs[0]!;
  const weight = graph.tensors[op.inputs[rule.weight.slot] ?? -1];
  if (weight === undefined || constantBytes(model, weight) === null) return "its weights are computed";
  if (weight.type !== TensorType.FLOAT32 || weight.sparsity !== null) {
    return "its weights are already in another form than dense float32";
  }
  const bias = graph.tensors[op.inputs[rule.bias ?? -1] ?? -1];
  if (bias !== undefined && constantBytes(model, bias) === null) return "its bias is computed";
  return null;
}

function lstmProblem(model: Model, op: Operator): string | null {
  const form = readLstm(model, op);
  return typeof form === "string" ? form : null;
}

/** Fused activations that the integer kernels do not have: TANH and SIGN_BIT. */
const unfused = [4, 5];

function specialProblem(model: Model, op: Operator, name: string): string | null {
  const options = op.builtinOptions;
  if (options !== null && "fusedActivationFunction" in options) {
    if (unfused.includes(options.fusedActivationFunction)) {
      return "its fused activation has no integer kernel";
    }
  }
  const tensors = model.subgraphs[0]!.tensors;
  if (options?.type === "FullyConnectedOptions" && options.weightsFormat !== 0) {
    return "its weights are shuffled for another kernel";
  }
  if (name === "DIV") {
    const divisor = tensors[op.inputs[1]!]!;
    const bytes = constantBytes(model, divisor);
    if (bytes === null || mayRoundToZero(float32View(bytes))) return "its divisor may round to zero";
  }
  return null;
}

function mayRoundToZero(values: Float32Array): boolean {
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return values.some((v) => Math.abs(v) < largest / 100);
}

/**
 * Ops that only move values, fed and read by float ops alone, would be quantized for nothing: they become float. A chain
 * of them counts by what is at its ends; from an input of the model to an output it may as well be integer as asked.
 */
export function keepMovesFloat(
  planned: PlannedOp[],
  index: GraphIndex,
  operators: readonly Operator[],
): void {
  const isMove = (o: number): boolean => {
    const plan = planned[o]!;
    return plan.kind === "integer" && plan.rule.moves === true;
  };
  const computes = (o: number): boolean => planned[o]!.kind === "integer" && !isMove(o);
  const from = planned.map(() => ({ integer: false, border: false }));
  const to = planned.map(() => ({ integer: false, border: false }));
  planned.forEach((plan, o) => {
    if (!isMove(o) || plan.kind !== "integer") return;
    for (const slot of plan.activations) {
      const t = operators[o]!.inputs[slot]!;
      const p = index.producer[t]!;
      const end = p >= 0 && isMove(p) ? from[p]! : { integer: p >= 0 && computes(p), border: false };
      from[o]!.integer ||= end.integer;
      from[o]!.border ||= end.border || Boolean(index.isInput[t]);
    }
  });
  for (let o = planned.length - 1; o >= 0; o--) {
    if (!isMove(o)) continue;
    for (const t of operators[o]!.outputs) {
      to[o]!.border ||= Boolean(index.isOutput[t]);
      for (const { op } of index.consumers[t]!) {
        const end = isMove(op) ? to[op]! : { integer: computes(op), border: false };
        to[o]!.integer ||= end.integer;
        to[o]!.border ||= end.border;
      }
    }
  }
  planned.forEach((plan, o) => {
    if (!isMove(o) || plan.kind !== "integer") return;
    if (from[o]!.integer || to[o]!.integer || (from[o]!.border && to[o]!.border)) return;
    planned[o] = {
      kind: "float",
      name: plan.name,
      reason: "lies between float ops and only moves values",
      wanted: plan.type === "int8" ? "int8" : "int16x8",
    };
  });
}
