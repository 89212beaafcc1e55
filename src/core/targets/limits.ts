// Conditions that the tables of several targets share.
import { ActivationFunctionType } from "../tflite/generated/enums.ts";
import { integers, type OpView, type TensorView } from "./op-view.ts";
import type { Limit } from "./target.ts";

const activationNames = Object.keys(ActivationFunctionType);

/** Name of the op's fused activation, `NONE` where it has none. */
export const activation = (op: OpView): string =>
  activationNames[op.option("fusedActivationFunction")] ?? "NONE";

/** Only these fused activations, besides none. */
export const fused =
  (...allowed: string[]): Limit =>
  (op) => {
    const name = activation(op);
    if (name === "NONE" || allowed.includes(name)) return null;
    return { reason: `has ${name} fused into it`, mend: `Keep ${name} as an op of its own.` };
  };
export const noActivation = fused();

/** The input holds its values in the file, or is unpacked from it. */
export const fixedInput =
  (slot: number, what: string): Limit =>
  (op) =>
    op.inputs[slot] == null || op.inputs[slot].fixed
      ? null
      : { reason: `has its ${what} computed when the model runs` };

export const present =
  (slot: number, what: string): Limit =>
  (op) =>
    op.inputs[slot] == null
      ? { reason: `has no ${what}`, mend: `Give it a ${what} of zeros when converting.` }
      : null;

/** An option lies in [least, most]. */
export const option =
  (names: readonly string[], least: number, most: number, what: string): Limit =>
  (op) => {
    const bad = names.map((n) => op.option(n)).find((v) => v < least || v > most);
    if (bad === undefined) return null;
    return { reason: `has a ${what} of ${bad}; ${least === most ? least : `${least} to ${most}`} is taken` };
  };

export const noDilation = option(["dilationHFactor", "dilationWFactor"], 1, 1, "dilation");
export const strides = (most: number): Limit => option(["strideH", "strideW"], 1, most, "stride");

/** Number of inputs in [least, most]. */
export const inputCount =
  (least: number, most: number): Limit =>
  (op) =>
    op.inputs.length >= least && op.inputs.length <= most
      ? null
      : { reason: `has ${op.inputs.length} inputs; ${least} to ${most} are taken` };

export const outputCount =
  (least: number, most: number): Limit =>
  (op) =>
    op.outputs.length >= least && op.outputs.length <= most
      ? null
      : { reason: `has ${op.outputs.length} outputs; ${least} to ${most} are taken` };

export const ranks =
  (least: number, most: number): Limit =>
  (op) => {
    const rank = op.data?.shape.length ?? 0;
    return rank >= least && rank <= most
      ? null
      : { reason: `works on a tensor of ${rank} dimensions; ${least} to ${most} are taken` };
  };

/** The axes of the op (input 1) do not contain the batch. */
export const notOverBatch: Limit = (op) => {
  const rank = op.data?.shape.length ?? 0;
  const axes = integers(op.inputs[1]);
  if (axes === null || rank < 4) return null;
  return axes.some((a) => (a < 0 ? a + rank : a) === 0) ? { reason: "works along the batch" } : null;
};

/** STRIDED_SLICE that is a plain slice. */
export const plainSlice: Limit = (op) => {
  if (op.option("ellipsisMask") !== 0 || op.option("newAxisMask") !== 0) {
    return { reason: "uses an ellipsis or a new axis" };
  }
  const steps = integers(op.inputs[3]);
  return steps?.some((s) => s !== 1) ? { reason: "takes steps other than 1" } : null;
};

/** Paddings are not negative. */
export const paddingsFrom0: Limit = (op) =>
  integers(op.inputs[1])?.some((p) => p < 0) ? { reason: "cuts instead of padding" } : null;

/** Paddings touch only height and width of a [batch, height, width, channels] tensor. */
export const spatialPaddings: Limit = (op) => {
  const paddings = integers(op.inputs[1]);
  if (paddings === null || paddings.length !== 8) return null;
  const outside = [...paddings.slice(0, 2), ...paddings.slice(6)];
  return outside.some((p) => p !== 0) ? { reason: "pads batch or channels" } : null;
};

/** Ratio of the scales of input and output lies in [least, most). */
export const scaleRatio =
  (least: number, most: number): Limit =>
  (op) => {
    const output = op.outputs[0];
    if (output === undefined || output.scales !== 1) return null;
    for (const input of op.inputs) {
      if (input === null || input.scales !== 1 || output.scale === 0) continue;
      const ratio = input.scale / output.scale;
      if (ratio < least || ratio >= most) {
        return {
          reason: `has scales of input and output too far apart (ratio ${ratio.toPrecision(3)})`,
          mend: "Calibrate on data that is nearer to what the model will see.",
        };
      }
    }
    return null;
  };

export const perTensorWeights: Limit = (op) =>
  op.weights !== null && op.weights.scales > 1
    ? {
        reason: "has a scale for every output channel",
        mend: "Quantize its weights with one scale for the whole tensor.",
      }
    : null;

/** Elements in front of the innermost axis. */
export const rowsOf = (tensor: TensorView): number => tensor.shape.slice(0, -1).reduce((n, d) => n * d, 1);

/** An LSTM with four gates and nothing more: as small targets have it. */
export const plainLstm: Limit = (op) => {
  const has = (...slots: number[]): boolean => slots.some((slot) => op.inputs[slot] != null);
  if (!has(1)) return { reason: "has coupled input and forget gates" };
  if (has(9, 10, 11)) return { reason: "has peepholes" };
  if (has(16)) return { reason: "has a projection" };
  return has(20, 21, 22, 23) ? { reason: "has layer normalization" } : null;
};
