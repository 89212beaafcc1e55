import type { TrainOutcome } from "../core/train/train.ts";
import type { TechniqueWarning } from "./technique.ts";

/** What a person should know of how a training run went. */
export function trainWarnings({ end, scope, bestEpoch, best }: TrainOutcome): TechniqueWarning[] {
  const warnings: TechniqueWarning[] = [];
  warnings.push({
    code: "trained-on-data",
    message:
      "The samples were trained on, so what is measured on the same samples flatters. Judge the file on others.",
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
