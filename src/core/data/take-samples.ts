import { seededRandom } from "../random.ts";
import type { DatasetSource } from "./dataset-source.ts";
import { pickSamples } from "./describe-source.ts";

/** The first `count` samples; with a seed, samples drawn over all of it, kept in their order. */
export function takeSamples(source: DatasetSource, count: number, seed?: number): DatasetSource {
  if (count >= source.count) return source;
  if (seed === undefined)
    return pickSamples(
      source,
      Int32Array.from({ length: count }, (_, i) => i),
    );
  const random = seededRandom(seed);
  const all = Int32Array.from({ length: source.count }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (all.length - i));
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return pickSamples(source, all.slice(0, count).sort());
}
