import { indexGraph } from "../../graph/index.ts";
import { float32View } from "../../tensor/views.ts";
import {
  constantBytes,
  isOperator,
  type Model,
  type Operator,
  type TensorIndex,
} from "../../tflite/model.ts";
import { TensorType } from "../../tflite/tensor-types.ts";
import { type InputEvidence, noEvidence } from "./model-input.ts";

/** Ops that pass values on in the same order and range. */
const passing = [
  "CAST",
  "DEQUANTIZE",
  "QUANTIZE",
  "PAD",
  "RESIZE_BILINEAR",
  "SQUEEZE",
  "EXPAND_DIMS",
] as const;

/** What the ops that read an input of the primary subgraph say about it. */
export function inputEvidence(model: Model, input: TensorIndex): InputEvidence {
  const graph = model.subgraphs[0]!;
  const { consumers } = indexGraph(graph);
  let evidence = noEvidence;
  let current = input;
  // y = scale * x + shift so far, through constant arithmetic.
  let scale = 1;
  let shift = 0;
  for (let step = 0; step < 12; step++) {
    const readers = consumers[current] ?? [];
    const op = graph.operators[readers[0]?.op ?? -1];
    if (op === undefined) break;
    if (step === 0) evidence = { ...evidence, tableRows: tableRows(model, input, op) };
    if (isOperator(model, op, "CONV_2D") || isOperator(model, op, "DEPTHWISE_CONV_2D")) {
      evidence = { ...evidence, layout: evidence.layout ?? "nhwc" };
      break;
    }
    if (isOperator(model, op, "TRANSPOSE") && toChannelsLast(model, op)) {
      evidence = { ...evidence, layout: "nchw" };
    } else if (!passing.some((name) => isOperator(model, op, name))) {
      const arithmetic = constantArithmetic(model, op, current);
      if (arithmetic === null) break;
      scale *= arithmetic.scale;
      shift = shift * arithmetic.scale + arithmetic.shift;
    }
    current = op.outputs[0] ?? -1;
  }
  return { ...evidence, rescales: rescaling(scale, shift) };
}

/** Rows of the table that the input picks from. */
function tableRows(model: Model, input: TensorIndex, op: Operator): number | null {
  const isGather = isOperator(model, op, "GATHER");
  if (!isGather && !isOperator(model, op, "EMBEDDING_LOOKUP")) return null;
  const [ids, table] = isGather ? [op.inputs[1], op.inputs[0]] : [op.inputs[0], op.inputs[1]];
  const tensor = model.subgraphs[0]!.tensors[table ?? -1];
  return ids === input && tensor !== undefined && !isInput(model, table) ? (tensor.shape[0] ?? null) : null;
}

const isInput = (model: Model, tensor: TensorIndex | undefined): boolean =>
  model.subgraphs[0]!.inputs.includes(tensor ?? -1);

/** A permutation of [0, 2, 3, 1]: what follows wants channels last, so the input has them first. */
function toChannelsLast(model: Model, op: Operator): boolean {
  const tensor = model.subgraphs[0]!.tensors[op.inputs[1] ?? -1];
  const bytes = tensor === undefined ? null : constantBytes(model, tensor);
  if (bytes === null || bytes.length !== 16) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [0, 2, 3, 1].every((axis, i) => view.getInt32(4 * i, true) === axis);
}

/** ADD, SUB, MUL or DIV with a float32 constant, its mean standing for all channels; null for anything else. */
function constantArithmetic(
  model: Model,
  op: Operator,
  value: TensorIndex,
): { readonly scale: number; readonly shift: number } | null {
  const other = op.inputs.find((t) => t !== value);
  const tensor = model.subgraphs[0]!.tensors[other ?? -1];
  if (op.inputs.length !== 2 || tensor === undefined || tensor.type !== TensorType.FLOAT32) return null;
  const bytes = constantBytes(model, tensor);
  if (bytes === null || bytes.length > 64) return null;
  const constants = float32View(bytes);
  const c = constants.reduce((a, b) => a + b, 0) / constants.length;
  if (!Number.isFinite(c)) return null;
  if (isOperator(model, op, "MUL")) return { scale: c, shift: 0 };
  if (isOperator(model, op, "ADD")) return { scale: 1, shift: c };
  if (op.inputs[0] !== value) return null;
  if (isOperator(model, op, "SUB")) return { scale: 1, shift: -c };
  return isOperator(model, op, "DIV") && c !== 0 ? { scale: 1 / c, shift: 0 } : null;
}

/**
 * A model that divides by about 128 or more, or takes away a mean far beyond 1, wants pixels of 0 to 255; one that
 * doubles and takes away 1 (or takes away half) wants 0 to 1.
 */
function rescaling(scale: number, shift: number): InputEvidence["rescales"] {
  if (scale === 1 && shift === 0) return null;
  const small = Math.abs(scale) > 0 && Math.abs(scale) <= 1 / 40;
  if (small || Math.abs(shift / scale) > 20) {
    const by = small ? `multiplies it by ${scale.toPrecision(3)}` : `shifts it by ${shift.toPrecision(3)}`;
    return { low: 0, high: 255, reason: `the model itself ${by}, as for pixels of 0 to 255` };
  }
  const [low, high] = [shift, scale + shift];
  const spansUnit = Math.abs(low + 1) < 0.1 && Math.abs(high - 1) < 0.1;
  return spansUnit ? { low: 0, high: 1, reason: "the model itself turns 0 to 1 into -1 to 1" } : null;
}
