// Cross-layer equalization: Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction,
// 2019. Without activations the scales balance each channel's range in the layers that write it and in those that
// read it; with activations they make the channels' own ranges alike, which is what one scale per tensor needs.
import { replaceBias, replaceWeights } from "../graph/replace.ts";
import type { WeightLayer } from "../graph/weight-layers.ts";
import { copyModel, type Model, type TensorIndex } from "../tflite/model.ts";
import { glance } from "./glance.ts";
import { type ScaleGroup, scaleGroups } from "./groups.ts";
import { type Matrices, matrixMaxima, readMatrices, scaleMatrices } from "./matrices.ts";

/** Largest absolute value of each channel (last dimension) of activations, by tensor index of the primary subgraph. */
export type ChannelMaxima = ReadonlyMap<TensorIndex, Float32Array>;

export interface EqualizeOptions {
  /** From calibration data; null to go by the weights alone. */
  readonly maxima?: ChannelMaxima | null;
  /** Equalize groups also where their channels are alike already. */
  readonly always?: boolean;
}

export interface EqualizedGroup {
  /** Name of the first tensor, by which people know the group. */
  readonly tensor: string;
  readonly channels: number;
  /** Bits of an integer range that an average channel cannot use because another is wider; 0 when all are alike. */
  readonly lostBitsBefore: number;
  readonly lostBitsAfter: number;
  readonly applied: boolean;
}

export interface Equalized {
  /** The input itself where no group was changed. */
  readonly model: Model;
  /** Empty where a glance told that the channels are alike. */
  readonly groups: readonly EqualizedGroup[];
  readonly changed: boolean;
}

/** From here on a group is equalized. Models as they come from training lose 0.2 to 0.8 bits. */
const lostBitsLimit = 1.25;
/** Groups that lose fewer bits than this at a glance are not looked at closely. */
const glanceLimit = 1;
const mostRounds = 30;
/** A channel that never fires would be scaled without end. */
const narrowest = 1e-4;

/**
 * A model that computes the same in float, with channels of like range. Pure; weights must be plain float32
 * constants (unpack first).
 */
export function equalizeChannels(model: Model, options: EqualizeOptions = {}): Equalized {
  const groups = scaleGroups(model);
  const matrices = readMatrices(model, groups);
  const maxima = options.maxima ?? null;
  const lost = (): number[] => groups.map((group) => lostBits(ranges(group, matrices, maxima, null)));
  if (maxima === null && !options.always) {
    for (const matrix of matrices.values()) matrix.maxima = glance(matrix);
    if (lost().every((bits) => bits < glanceLimit)) return { model, groups: [], changed: false };
    for (const matrix of matrices.values()) matrix.maxima = null;
  }
  const before = lost();
  const applied = groups.map((_, i) => options.always === true || before[i]! > lostBitsLimit);
  const scales = groups.map((group) => new Float64Array(group.channels).fill(1));
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0;
    groups.forEach((group, i) => {
      if (!applied[i]) return;
      const step = scaleStep(group, matrices, maxima, scales[i]!);
      for (let c = 0; c < group.channels; c++) {
        moved = Math.max(moved, Math.abs(Math.log(step[c]!)));
        scales[i]![c]! *= step[c]!;
      }
      scaleMatrices(group, matrices, step);
    });
    if (moved < 1e-3) break;
  }
  const report = groups.map((group, i) => ({
    tensor: model.subgraphs[0]!.tensors[group.tensors[0]!]!.name,
    channels: group.channels,
    lostBitsBefore: before[i]!,
    lostBitsAfter: lostBits(ranges(group, matrices, maxima, scales[i]!)),
    applied: applied[i]!,
  }));
  if (!applied.includes(true)) return { model, groups: report, changed: false };
  const result = copyModel(model);
  for (const { layer, weights, bias, touched } of matrices.values()) {
    if (!touched) continue;
    replaceWeights(result, layer, Float32Array.from(weights));
    if (bias !== null) replaceBias(result, layer, Float32Array.from(bias));
  }
  return { model: result, groups: report, changed: true };
}

/**
 * Range of each channel as its writers and as its readers have it, each relative to that layer's widest. A written
 * channel is as wide as its weights or as its bias, whichever is more: one that a batch norm has all but switched off
 * may have weights near zero and still a bias like the others, which would grow with it.
 */
function weightRanges(group: ScaleGroup, matrices: Matrices): { written: Float64Array; read: Float64Array } {
  const written = new Float64Array(group.channels);
  const read = new Float64Array(group.channels);
  const collect = (layers: readonly WeightLayer[], into: Float64Array, reading: boolean): void => {
    for (const layer of layers) {
      const matrix = matrices.get(layer)!;
      matrix.maxima ??= matrixMaxima(matrix);
      const own = new Float64Array(group.channels);
      const known = reading ? matrix.maxima.inputs : matrix.maxima.rows;
      for (let i = 0; i < known.length; i++) {
        const c = reading ? i % group.channels : i;
        own[c] = Math.max(own[c]!, known[i]!);
      }
      raise(into, own, () => true);
      const { bias } = matrix;
      if (!reading && bias !== null) raise(into, Float64Array.from(bias, Math.abs), (c) => own[c]! > 0);
    }
  };
  collect(group.writers, written, false);
  collect(group.readers, read, true);
  return { written, read };
}

/** Raises each channel to its share of the widest. */
function raise(into: Float64Array, own: Float64Array, counts: (c: number) => boolean): void {
  const widest = own.reduce((a, b) => Math.max(a, b), 0);
  if (widest === 0) return;
  for (let c = 0; c < own.length; c++) if (counts(c)) into[c] = Math.max(into[c]!, own[c]! / widest);
}

/** The ranges that should be alike: the activations' where they are known, else the written ones over the read ones. */
function ranges(
  group: ScaleGroup,
  matrices: Matrices,
  maxima: ChannelMaxima | null,
  scales: Float64Array | null,
): Float64Array {
  const known = group.tensors.filter((t) => maxima?.has(t));
  if (known.length > 0) {
    const range = new Float64Array(group.channels);
    for (const t of known) {
      const own = new Float64Array(group.channels);
      maxima!.get(t)!.forEach((m, i) => {
        const c = i % group.channels;
        own[c] = Math.max(own[c]!, m * (scales?.[c] ?? 1));
      });
      raise(range, own, () => true);
    }
    return range;
  }
  const { written, read } = weightRanges(group, matrices);
  return written.map((w, c) => {
    const r = read[c]!;
    return w > 0 && r > 0 ? Math.sqrt(w / r) : 0;
  });
}

/** Factors that bring the group's channels together; 1 for channels that are never written or read. */
function scaleStep(
  group: ScaleGroup,
  matrices: Matrices,
  maxima: ChannelMaxima | null,
  scales: Float64Array,
): Float64Array {
  const range = ranges(group, matrices, maxima, scales);
  const widest = range.reduce((a, b) => Math.max(a, b), 0);
  const used = range.filter((r) => r > 0);
  const middle = Math.exp(used.reduce((sum, r) => sum + Math.log(r), 0) / Math.max(1, used.length));
  return range.map((r) => (r > 0 && scales.length > 0 ? middle / Math.max(r, narrowest * widest) : 1));
}

/** Mean over channels of log2(widest / own), the bits that a common scale costs; silent channels left out. */
function lostBits(range: Float64Array): number {
  const widest = range.reduce((a, b) => Math.max(a, b), 0);
  const used = range.filter((r) => r > narrowest * widest);
  return used.reduce((sum, r) => sum + Math.log2(widest / r), 0) / Math.max(1, used.length);
}
