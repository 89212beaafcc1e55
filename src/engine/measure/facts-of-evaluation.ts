import type { Dataset } from "../../core/data/dataset.ts";
import type { AccuracyFacts, FidelityFacts } from "../facts/variant.ts";
import type { Evaluation } from "./evaluate.ts";

/** The nearness of every output, for the table and the inspector. */
export function fidelityFacts(evaluation: Evaluation, data: Dataset): FidelityFacts {
  return {
    samples: evaluation.samples,
    synthetic: data.provenance.kind === "synthetic",
    source: data.provenance.description,
    outputs: evaluation.outputs.map((output) => ({
      name: output.name,
      cosine: output.cosine.value,
      sqnr: output.sqnr,
      largestError: output.largestError,
      argmaxAgreement: output.agreement?.value ?? null,
    })),
  };
}

/** Accuracy with its uncertainty against labels or wanted outputs; without them, agreement with the original. The first output is the judged one. */
export function accuracyFacts(evaluation: Evaluation, data: Dataset): AccuracyFacts {
  const output = evaluation.outputs[0]!;
  const { labelled, targeted } = evaluation;
  const difference = labelled?.difference ?? targeted?.difference ?? null;
  return {
    samples: evaluation.samples,
    labelled: labelled !== null || targeted !== null,
    source: data.provenance.description,
    top1: labelled?.accuracy ?? null,
    top5: labelled?.accuracy5 ?? null,
    meanIou: targeted?.meanIou ?? output.meanIou,
    meanAbsoluteError:
      targeted?.meanAbsoluteError ?? (output.kind === "values" ? output.meanAbsoluteError : null),
    agreement: output.agreement,
    cosine: output.cosine,
    sqnr: output.sqnr,
    kl: output.kl,
    difference:
      difference === null ? null : { ...difference, isNoise: difference.low <= 0 && difference.high >= 0 },
  };
}
