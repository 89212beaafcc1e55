import { channelLayout } from "../graph/weights.ts";
import type { ChannelLayout } from "../kernels/abs-max.ts";
import type { KernelExecutor } from "../kernels/executor.ts";
import type { CancelSignal } from "../outcome.ts";
import { float32View } from "../tensor/views.ts";
import { constantBytes, type Model, type OperatorIndex, type TensorIndex } from "../tflite/model.ts";
import type { PlannedOp } from "./plan.ts";

/** The weights of one op of the primary subgraph, before and after. */
export interface WeightPlan {
  readonly op: OperatorIndex;
  readonly tensor: TensorIndex;
  readonly bias: TensorIndex;
  readonly bits: 8 | 4;
  readonly axis: number;
  readonly values: Float32Array;
  readonly layout: ChannelLayout;
  /** One scale per channel, or one in all. */
  scales: Float32Array;
}

/** Integer weights chosen elsewhere (by reconstruction, or as an earlier step made them). */
export interface PresetWeights {
  readonly values: Int8Array;
  readonly scales: Float32Array;
  /** 8 unless told. Weights that are to have other bits are rounded plainly. */
  readonly bits?: 8 | 4;
}

const usable = (weight: { readonly bits: 8 | 4 }, preset: PresetWeights | undefined): boolean =>
  preset !== undefined && (preset.bits ?? 8) === weight.bits;

export const weightLimit = (bits: 8 | 4): { readonly qmin: number; readonly qmax: number } =>
  bits === 8 ? { qmin: -127, qmax: 127 } : { qmin: -8, qmax: 7 };

/**
 * Finds the weights of all integer ops and their natural scales, max |w| / qmax. The same tensor in several ops
 * gets an entry for each.
 */
export async function planWeights(args: {
  readonly model: Model;
  readonly planned: readonly PlannedOp[];
  readonly perChannel: boolean;
  readonly kernels: KernelExecutor;
  readonly signal: CancelSignal;
  readonly preset?: ReadonlyMap<OperatorIndex, PresetWeights>;
}): Promise<Map<OperatorIndex, WeightPlan>> {
  const { model, planned } = args;
  const graph = model.subgraphs[0]!;
  const found: Omit<WeightPlan, "scales">[] = [];
  planned.forEach((plan, o) => {
    if (plan.kind !== "integer" || plan.rule.weight === undefined) return;
    const { inputs } = graph.operators[o]!;
    const tensor = inputs[plan.rule.weight.slot]!;
    const { shape } = graph.tensors[tensor]!;
    const axis = plan.rule.weight.axis;
    found.push({
      op: o,
      tensor,
      bias: inputs[plan.rule.bias!] ?? -1,
      bits: plan.weightBits,
      axis,
      values: float32View(constantBytes(model, graph.tensors[tensor]!)!),
      layout: channelLayout(shape, axis),
    });
  });
  const maxima = await args.kernels.run(
    "absMax",
    found.map(({ values, layout }) => ({ values, layout })),
    { signal: args.signal },
  );
  return new Map(
    found.map((weight, i) => {
      const preset = args.preset?.get(weight.op);
      if (preset !== undefined && usable(weight, preset))
        return [weight.op, { ...weight, scales: preset.scales }];
      const { qmax } = weightLimit(weight.bits);
      const bounds = args.perChannel
        ? maxima[i]!
        : Float32Array.of(maxima[i]!.reduce((a, b) => Math.max(a, b), 0));
      return [weight.op, { ...weight, scales: bounds.map((b) => Math.max(b, 1e-9) / qmax) }];
    }),
  );
}

/** Largest magnitude of a stored bias that leaves room for the sum that it is added to. */
const biasLimit = { int8: 2 ** 30, int16: 2 ** 40 } as const;
/** Smallest effective scale that the kernels' fixed-point multiplier can hold (quantization_util.cc). */
const leastEffectiveScale = 2 ** -30;

/**
 * Widens the scales of channels whose bias would not fit its integer type, or whose effective scale would be
 * flushed to zero, taking the bias with it. Returns how many were widened.
 */
export function widenScales(
  weight: WeightPlan,
  bias: Float32Array | null,
  type: "int8" | "int16",
  inputScale: number,
  outputScale: number,
): number {
  let count = 0;
  const widened = weight.scales.slice();
  const channels = weight.layout.channels;
  for (let c = 0; c < channels; c++) {
    const i = widened.length === 1 ? 0 : c;
    const forBias = bias === null ? 0 : Math.abs(bias[c]!) / inputScale / biasLimit[type];
    const forMultiplier = (leastEffectiveScale * outputScale) / inputScale;
    const least = Math.max(forBias, forMultiplier);
    if (widened[i]! < least) {
      widened[i] = least;
      count++;
    }
  }
  if (count > 0) weight.scales = widened;
  return count;
}

/** The integers of every weight, in the order of the plans. */
export async function roundWeights(
  weights: readonly WeightPlan[],
  args: {
    readonly kernels: KernelExecutor;
    readonly signal: CancelSignal;
    readonly preset?: ReadonlyMap<OperatorIndex, PresetWeights>;
    readonly onDone?: (index: number) => void;
  },
): Promise<Int8Array[]> {
  const presetOf = (w: WeightPlan): PresetWeights | undefined => {
    const preset = args.preset?.get(w.op);
    return preset?.scales === w.scales ? preset : undefined;
  };
  const rounded = weights.filter((w) => presetOf(w) === undefined);
  const calls = rounded.map(({ values, layout, scales, bits }) => ({
    values,
    layout,
    scales,
    ...weightLimit(bits),
    integers: int8Of(args.kernels.allocate(values.length)),
  }));
  await args.kernels.run("quantizeWeights", calls, { signal: args.signal, onDone: args.onDone });
  return weights.map((w) => {
    const preset = args.preset?.get(w.op);
    const whole = presetOf(w)?.values;
    if (whole !== undefined) return whole;
    const plain = calls[rounded.indexOf(w)]!.integers;
    return usable(w, preset) ? withPreset(w, plain, preset!) : plain;
  });
}

const int8Of = ({ buffer, byteOffset, length }: Uint8Array): Int8Array =>
  new Int8Array(buffer, byteOffset, length);

/** Channels whose scale had to be widened have other integers than the preset's; the rest keep those. */
function withPreset(weight: WeightPlan, plain: Int8Array, preset: PresetWeights): Int8Array {
  const { outer, channels, inner } = weight.layout;
  const kept = (c: number): boolean => {
    const i = weight.scales.length === 1 ? 0 : c;
    return weight.scales[i] === preset.scales[i];
  };
  const result = plain.slice();
  for (let c = 0; c < channels; c++) {
    if (!kept(c)) continue;
    for (let o = 0; o < outer; o++) {
      const at = (o * channels + c) * inner;
      result.set(preset.values.subarray(at, at + inner), at);
    }
  }
  return result;
}
