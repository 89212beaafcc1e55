import { calibrate } from "../calibration/calibrate.ts";
import type { CollectorOptions } from "../calibration/statistics.ts";
import type { Dataset } from "../data/dataset.ts";
import { pickSamples } from "../data/pick.ts";
import type { CancelSignal, OnProgress } from "../outcome.ts";
import type { Runtime } from "../run/runtime.ts";
import type { Model, TensorIndex } from "../tflite/model.ts";
import { depthwiseGroups, type EqualizedActivations, equalizeActivations } from "./activations.ts";

/** Samples that show how far apart the channels are. */
const mostSamples = 16;

export interface EqualizeContext {
  readonly runtime: Runtime;
  readonly data: Dataset;
  readonly signal: CancelSignal;
  readonly progress: OnProgress;
  readonly allocate?: (bytes: number) => Uint8Array;
}

/**
 * Looks at the channels of what depthwise layers read, on some samples from all over the dataset, and equalizes them.
 * Models without such layers cost nothing.
 */
export async function equalizeOnSamples(
  model: Model,
  context: EqualizeContext,
): Promise<EqualizedActivations> {
  const graph = model.subgraphs[0]!;
  const tensors = new Map<TensorIndex, CollectorOptions>();
  for (const t of depthwiseGroups(model).flatMap((group) => group.tensors)) {
    tensors.set(t, { histogram: false, mean: false, channels: graph.tensors[t]!.shape.at(-1)! });
  }
  if (tensors.size === 0) return { model, groups: 0 };
  const { data } = context;
  const count = Math.min(mostSamples, Math.ceil(data.count / 2));
  const places = Array.from({ length: count }, (_, i) => Math.floor((i * data.count) / count));
  const some = pickSamples(data, places, `${count} for the channels' ranges`);
  const found = await calibrate({ ...context, model, data: some, tensors });
  const maxima = new Map<TensorIndex, Float32Array>();
  for (const [t, { channelMaxima }] of found) if (channelMaxima) maxima.set(t, channelMaxima);
  return equalizeActivations(model, maxima);
}
