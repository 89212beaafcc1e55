import type { TensorValues } from "../run/runtime.ts";
import type { Dataset, SampleChunk } from "./dataset.ts";

/**
 * Some samples of a dataset as a dataset of their own.
 * @param places of the samples, in order
 * @param what they are, for the provenance
 */
export function pickSamples(dataset: Dataset, places: readonly number[], what: string): Dataset {
  const { labels, targets, provenance } = dataset;
  const read = async (start: number, count: number): Promise<SampleChunk> => {
    const parts: SampleChunk[] = [];
    for (const place of places.slice(start, start + count)) parts.push(await dataset.read(place, 1));
    const inputs = parts[0]!.inputs.map((_, i) => joined(parts.map((part) => part.inputs[i]!)));
    return { start, count: parts.length, inputs };
  };
  return {
    ...dataset,
    count: places.length,
    provenance: { ...provenance, description: `${provenance.description}: ${what}` },
    labels: labels && Int32Array.from(places, (place) => labels[place]!),
    fingerprint: `${dataset.fingerprint}/${places.join()}`,
    read,
    ...(targets && {
      targets: {
        size: targets.size,
        async read(start, count) {
          const parts: Float32Array[] = [];
          for (const place of places.slice(start, start + count)) parts.push(await targets.read(place, 1));
          return joined(parts) as Float32Array;
        },
      },
    }),
  };
}

/** Arrays of one type, one after the other. */
function joined(parts: readonly TensorValues[]): TensorValues {
  const size = parts.reduce((n, part) => n + part.length, 0);
  const whole = new (parts[0]!.constructor as new (size: number) => TensorValues)(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}
