import { elementCount } from "../graph/index.ts";
import type { Model, TensorIndex } from "../tflite/model.ts";
import { writeModel } from "../tflite/write.ts";
import { exposeTensors } from "./expose.ts";
import { ofReductions, withReductions } from "./reduced.ts";
import type { CollectorOptions, SliceStatistics } from "./statistics.ts";

export interface Instrumented {
  /** The file to run. */
  readonly bytes: Uint8Array;
  /** Bytes that a run of one sample touches, about. */
  readonly perSample: number;
  /** What is wanted of each of its outputs. */
  readonly wanted: readonly (CollectorOptions | null)[];
  /** What a slice of `count` samples says of a tensor. */
  statisticsOf(
    tensor: TensorIndex,
    slice: readonly (SliceStatistics | null)[],
    count: number,
  ): SliceStatistics | null;
}

/** The model with outputs for what is wanted of its inner tensors. */
export function instrument(
  model: Model,
  tensors: ReadonlyMap<TensorIndex, CollectorOptions>,
  reducible: ReadonlySet<TensorIndex>,
  allocate?: (bytes: number) => Uint8Array,
): Instrumented {
  const reductions = withReductions(
    model,
    [...tensors.keys()].filter((t) => reducible.has(t)),
  );
  const options = new Map<TensorIndex, CollectorOptions>();
  for (const [t, wish] of tensors) {
    const reduced = reductions.reduced.get(t);
    for (const seen of reduced ? [reduced.least, reduced.most] : [t]) options.set(seen, wish);
  }
  const shown = [...options.keys()];
  const exposed = exposeTensors(reductions.model, shown);
  const place = new Map(shown.map((t, i) => [t, exposed.position[i]!]));
  const wanted: (CollectorOptions | null)[] = exposed.model.subgraphs[0]!.outputs.map(() => null);
  for (const [t, wish] of options) wanted[place.get(t)!] = wish;
  const bytes = writeModel(exposed.model, allocate);
  const graph = model.subgraphs[0]!;
  return {
    bytes,
    perSample: [...tensors.keys()].reduce(
      (sum, t) => sum + 4 * elementCount(graph.tensors[t]!.shape),
      bytes.length,
    ),
    wanted,
    statisticsOf(t, slice, count) {
      const reduced = reductions.reduced.get(t);
      if (reduced === undefined) return slice[place.get(t)!] ?? null;
      const [least, most] = [slice[place.get(reduced.least)!], slice[place.get(reduced.most)!]];
      return least && most ? ofReductions(least, most, count) : null;
    },
  };
}
