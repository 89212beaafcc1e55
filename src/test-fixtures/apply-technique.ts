import { localExecutor } from "../core/kernels/local.ts";
import { neverCancelled } from "../core/outcome.ts";
import type { Model } from "../core/tflite/model.ts";
import { findTechnique } from "../techniques/index.ts";
import { resolveOptions } from "../techniques/options.ts";
import type { OptionValue, TechniqueContext, TechniqueId, TechniqueResult } from "../techniques/technique.ts";

/** What a technique works in where there is neither data nor a runtime. */
export const withoutData = (model: Model): TechniqueContext => ({
  kernels: localExecutor,
  runtime: null,
  data: null,
  keep: { sparsity: false, clusters: false },
  original: model,
  seed: 1,
  progress: () => {},
  signal: neverCancelled,
});

/** Applies one technique in the calling thread, without data or a runtime. */
export function applyTechnique(
  model: Model,
  id: TechniqueId,
  options: Readonly<Record<string, OptionValue>> = {},
  context: Partial<TechniqueContext> = {},
): Promise<TechniqueResult> {
  const technique = findTechnique(id);
  return technique.apply(model, resolveOptions(id, technique.options, options), {
    ...withoutData(model),
    ...context,
  });
}
