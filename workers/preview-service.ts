import type { WeightSample } from "../src/core/preview/sample-weights.ts";
import type { Step } from "../src/techniques/pipeline.ts";
import {
  type PreviewBasis,
  previewBasis,
  previewWeights,
  type WeightPreview,
} from "../src/techniques/preview/preview.ts";

/** Previews of one model's weights, apart from the engine, which may be at work on a run. */
export class PreviewService {
  private basis: PreviewBasis | null = null;

  open(sample: WeightSample): void {
    this.basis = previewBasis(sample);
  }

  preview(steps: readonly Step[], gzip: number | null): WeightPreview | null {
    return this.basis && previewWeights(this.basis, steps, gzip);
  }
}
