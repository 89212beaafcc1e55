// Equalization of activations that share one scale and are read by depthwise layers alone. A channel that stays small
// beside the widest one gets a few steps only, and a depthwise layer that reads it with large weights makes the
// rounding large again: in published models a first depthwise layer multiplies channels of 0.02 by 400, where one
// step is 0.0235. Such channels are scaled up and the depthwise weights down; as these have a scale for each channel,
// and so have those of the layer that writes, nothing is lost elsewhere.
// After Nagel et al., arXiv:1906.04721, §4.1, with ranges of activations instead of weights.
import { replaceBias, replaceWeights } from "../graph/replace.ts";
import { copyModel, type Model, type TensorIndex } from "../tflite/model.ts";
import type { ChannelMaxima } from "./equalize.ts";
import { type ScaleGroup, scaleGroups } from "./groups.ts";
import { readMatrices, scaleMatrices } from "./matrices.ts";

/** RELU6 cuts off here. */
const bound = 6;
/** A channel under RELU6 keeps room for so many times what was seen of it: calibration does not see everything. */
const margin = 2;
const mostScale = 2 ** 12;
/** Groups whose channels differ by less are left as they are. */
const leastDifference = 4;

export interface EqualizedActivations {
  /** The input itself where nothing was scaled. */
  readonly model: Model;
  /** How many groups of tensors were scaled. */
  readonly groups: number;
}

/** The groups that can be equalized without loss in the layers around them. */
export const depthwiseGroups = (model: Model): ScaleGroup[] =>
  scaleGroups(model, true).filter(({ readers }) =>
    readers.every((layer) => layer.name === "DEPTHWISE_CONV_2D"),
  );

/**
 * A model that computes the same in float, but for channels of RELU6 that go beyond `margin` times what was seen.
 * `maxima`: of every tensor of the depthwise groups.
 */
export function equalizeActivations(model: Model, maxima: ChannelMaxima): EqualizedActivations {
  const scaled = depthwiseGroups(model).flatMap((group) => {
    const scales = scalesOf(group, maxima);
    return scales === null ? [] : [{ group, scales }];
  });
  if (scaled.length === 0) return { model, groups: 0 };
  const matrices = readMatrices(
    model,
    scaled.map(({ group }) => group),
  );
  for (const { group, scales } of scaled) scaleMatrices(group, matrices, scales);
  const result = copyModel(model);
  for (const { layer, weights, bias } of matrices.values()) {
    replaceWeights(result, layer, Float32Array.from(weights));
    if (bias !== null) replaceBias(result, layer, Float32Array.from(bias));
  }
  return { model: result, groups: scaled.length };
}

/** Factors that bring a group's channels together as far as its bounds allow; null where they are alike. */
function scalesOf({ channels, tensors, bounded }: ScaleGroup, maxima: ChannelMaxima): Float64Array | null {
  const seen = new Float64Array(channels);
  for (const t of tensors) {
    const own = byChannel(maxima, t, channels);
    const widest = own.reduce((a, b) => Math.max(a, b), 0);
    if (widest > 0) for (let c = 0; c < channels; c++) seen[c] = Math.max(seen[c]!, own[c]! / widest);
  }
  // A channel that never fires tells nothing of how far it can be scaled.
  const scales = seen.map((x) => (x > 0 ? Math.min(mostScale, 1 / x) : 1));
  for (const t of bounded) {
    byChannel(maxima, t, channels).forEach((most, c) => {
      if (most > 0) scales[c] = Math.max(1, Math.min(scales[c]!, bound / (margin * most)));
    });
  }
  const used = scales.filter((_, c) => seen[c]! > 0);
  const difference =
    used.reduce((a, b) => Math.max(a, b), 0) / used.reduce((a, b) => Math.min(a, b), Infinity);
  return difference >= leastDifference ? scales : null;
}

function byChannel(maxima: ChannelMaxima, t: TensorIndex, channels: number): Float64Array {
  const result = new Float64Array(channels);
  maxima.get(t)?.forEach((most, i) => {
    result[i % channels] = Math.max(result[i % channels]!, most);
  });
  return result;
}
