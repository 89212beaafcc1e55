// A whole curve: one variant after the other over one option, each made, packed and measured on its finished file.
import { sharedCancelSignal } from "../../core/outcome.ts";
import { findTechnique } from "../../techniques/index.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { JobControl } from "../facts/job.ts";
import type { SweepAxis, SweepPoint, SweepRequest } from "../facts/search.ts";
import { unwrap } from "../outcomes.ts";
import type { Studio } from "../studio.ts";
import { candidateId } from "./search-with-files.ts";

/** Samples that a point is measured on. */
const mostSamples = 1000;

/** The recipe with the axis set to a value; an option at its default is left out, as everywhere. */
export function stepsAt(steps: readonly Step[], axis: SweepAxis, value: number): readonly Step[] {
  const technique = axis === "sparsity" ? "prune" : "cluster";
  return steps.map((step) => {
    if (step.technique !== technique) return step;
    const options = { ...step.options, [axis]: value };
    if (findTechnique(technique).options[axis]?.default === value) delete options[axis];
    return { technique, options };
  });
}

/** Tells each point as it is there. Files are let go once they are measured. */
export async function sweep(
  studio: Studio,
  request: SweepRequest,
  control: JobControl,
  onPoint: (point: SweepPoint) => void,
): Promise<null> {
  const signal = sharedCancelSignal(control.cancelFlag);
  const id = candidateId("sweep");
  try {
    for (const [i, value] of request.values.entries()) {
      signal.throwIfCancelled();
      const steps = stepsAt(request.steps, request.axis, value);
      const quiet: JobControl = {
        ...control,
        onProgress: ({ phase }) =>
          control.onProgress({ phase, done: i, total: request.values.length, subject: `${value}` }),
      };
      const { size } = unwrap(await studio.makeVariant({ id, steps }, quiet));
      const gzip = unwrap(await studio.gzipSize(id));
      onPoint({ value, steps, file: size.file, gzip, ...(await worth(studio, id, quiet)) });
    }
    return null;
  } finally {
    studio.dropCandidates();
  }
}

type Worth = Pick<SweepPoint, "measure" | "figure" | "original" | "samples" | "synthetic">;

async function worth(studio: Studio, id: string, control: JobControl): Promise<Worth> {
  if (studio.data === null) {
    const { outputs, samples } = unwrap(await studio.fidelity(id, control));
    const value = Math.min(...outputs.map((output) => output.cosine));
    const figure = { value, low: value, high: value };
    return { measure: "cosine", figure, original: null, samples, synthetic: true };
  }
  const accuracy = unwrap(await studio.accuracy(id, control, mostSamples));
  const { top1, agreement, cosine, difference, samples } = accuracy;
  const measure = top1 ? "top-1" : agreement ? "agreement" : "cosine";
  // The difference is paired: on these samples, which may be the first of many.
  const original = top1 ? (difference ? top1.value - difference.value : null) : 1;
  return { measure, figure: top1 ?? agreement ?? cosine, original, samples, synthetic: false };
}
