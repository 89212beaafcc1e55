import type { Dataset } from "../../core/data/dataset.ts";
import { pickSamples } from "../../core/data/pick.ts";
import { thousands } from "../../core/thousands.ts";
import type { TrainedOn } from "../../techniques/technique.ts";

const aparts = new WeakMap<TrainedOn, Dataset>();

/** Of the data that a file was trained on, the samples that were held apart, where there are some. */
export function untrainedSamples(dataset: Dataset, trained: TrainedOn | null): Dataset {
  if (trained === null || trained.data !== dataset.fingerprint || trained.heldApart.length === 0)
    return dataset;
  const known = aparts.get(trained);
  if (known !== undefined) return known;
  const count = thousands(trained.heldApart.length);
  const apart = pickSamples(dataset, trained.heldApart, `${count} samples held apart from training`);
  aparts.set(trained, apart);
  return apart;
}
