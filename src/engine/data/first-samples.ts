import type { Dataset } from "../../core/data/dataset.ts";

/** Samples that calibration, reconstruction and training start from, unless fewer are there. */
export const calibrationSamples = 500;

const firsts = new WeakMap<Dataset, Map<number, Dataset>>();

/** The dataset's first samples as a dataset; the same object for the same arguments, so that caches hold. */
export function firstSamples(dataset: Dataset, count: number): Dataset {
  if (dataset.count <= count) return dataset;
  const known = firsts.get(dataset) ?? new Map<number, Dataset>();
  firsts.set(dataset, known);
  const found = known.get(count);
  if (found !== undefined) return found;
  const limited: Dataset = {
    ...dataset,
    count,
    labels: dataset.labels?.subarray(0, count) ?? null,
    fingerprint: `${dataset.fingerprint}/${count}`,
    read: (start, n) => dataset.read(start, n),
  };
  known.set(count, limited);
  return limited;
}
