import type { Dataset } from "../core/data/dataset.ts";
import { thousands } from "../core/thousands.ts";
import type { TrainOutcome } from "../core/train/train.ts";
import type { TechniqueWarning, TrainedOn } from "./technique.ts";

/** Which samples a run trained on and which it held apart. */
export function trainedOn({ split: { training, validation } }: TrainOutcome, data: Dataset): TrainedOn {
  const apart = validation === training ? [] : [...validation].sort((a, b) => a - b);
  return { data: data.fingerprint, training: training.length, heldApart: apart };
}

/** What a person should know of how a training run went. */
export function trainWarnings(
  { end, scope, bestEpoch, best }: TrainOutcome,
  { training, heldApart }: TrainedOn,
): TechniqueWarning[] {
  const warnings: TechniqueWarning[] = [];
  warnings.push({
    code: "trained-on-data",
    message:
      heldApart.length === 0
        ? `Trained on all ${thousands(training)} samples, as there are too few to hold some apart: what is measured on them flatters. Judge the file on others.`
        : `Trained on ${thousands(training)} of the samples; its accuracy is measured on the ${thousands(heldApart.length)} others, by which the best epoch was chosen. Samples that had no part in it judge the file best.`,
  });
  if (scope.limit !== null) warnings.push({ code: "train-part", message: scope.limit });
  const kept =
    bestEpoch === 0 ? "The model is as it was before training." : `The model is that of epoch ${bestEpoch}.`;
  if (end.reason === "broke") warnings.push({ code: end.code, message: `${end.message} ${kept}` });
  if (end.reason === "stopped")
    warnings.push({ code: "train-stopped", message: `Training was stopped early. ${kept}` });
  if (end.reason === "finished" && bestEpoch === 0) {
    const measured = best.agreement === null ? "" : ` (agreement ${(100 * best.agreement).toFixed(1)} %)`;
    warnings.push({
      code: "train-no-gain",
      message: `Training found nothing better than the model it started from${measured}, so that is what is exported.`,
    });
  }
  return warnings;
}
