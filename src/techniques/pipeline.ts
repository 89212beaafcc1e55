import { refuseUnfed } from "../core/data/inputs/unfed.ts";
import { InputError } from "../core/outcome.ts";
import { modelInputs } from "../core/run/ports.ts";
import type { Model } from "../core/tflite/model.ts";
import { findTechnique, techniqueIds } from "./index.ts";
import { checkKept } from "./kept-structure.ts";
import { resolveOptions } from "./options.ts";
import type { OptionValue, TechniqueContext, TechniqueId, TechniqueResult } from "./technique.ts";

/** One technique with the options that differ from their defaults. */
export interface Step {
  readonly technique: TechniqueId;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** `prune+cluster+int8` as technique ids. Throws InputError for an unknown one. */
export function parseTechniques(text: string): TechniqueId[] {
  return text.split("+").map((part) => {
    const id = part.trim();
    if (id === "") throw new InputError("unknown-technique", `A technique's name is missing in “${text}”.`);
    if (!(techniqueIds as readonly string[]).includes(id)) {
      throw new InputError(
        "unknown-technique",
        `There is no technique “${id}”. Choose from: ${techniqueIds.join(", ")}.`,
      );
    }
    return id as TechniqueId;
  });
}

/** Structure first, then at most one quantization, last. Throws InputError that explains the wrong order. */
export function checkOrder(ids: readonly TechniqueId[]): void {
  if (ids.length === 0) throw new InputError("no-technique", "Name at least one technique.");
  ids.forEach((id, i) => {
    const technique = findTechnique(id);
    if (ids.indexOf(id) !== i) throw new InputError("wrong-order", `${technique.label} is named twice.`);
    if (technique.kind === "quantization" && i < ids.length - 1) {
      const next = findTechnique(ids[i + 1]!);
      throw new InputError(
        "wrong-order",
        next.kind === "quantization"
          ? `${technique.label} and ${next.label} are both quantizations; a file can have one. Choose one of them.`
          : `${next.label} must come before ${technique.label}: once the weights are rounded to integers, ${next.label.toLowerCase()} would undo the rounding. Write it first.`,
      );
    }
  });
  if (ids.includes("prune") && ids.includes("cluster") && ids.indexOf("cluster") < ids.indexOf("prune")) {
    throw new InputError(
      "wrong-order",
      "Prune before clustering: pruning moves the kept weights, which would break up the clusters. Write prune+cluster.",
    );
  }
}

/**
 * Applies the steps one after the other. Each is told what the earlier ones made, so that zeros stay zero and
 * clusters stay clusters.
 */
export async function runPipeline(
  model: Model,
  steps: readonly Step[],
  context: TechniqueContext,
  /** Data only for steps that cannot do without: nearly the same size, in a fraction of the time. */
  frugal = false,
): Promise<TechniqueResult> {
  checkOrder(steps.map((s) => s.technique));
  // All of them before the first, which may take minutes.
  const ready = steps.map((step) => readyStep(model, step, context.data !== null));
  let keep = context.keep;
  let result: TechniqueResult = { model, report: [], warnings: [] };
  for (const { technique, options } of ready) {
    const data = frugal && technique.data !== "required" ? null : context.data;
    const applied = await technique.apply(result.model, options, { ...context, data, original: model, keep });
    const next = keep.sparsity || keep.clusters ? withCheck(result.model, applied) : applied;
    const trained = next.trained ?? result.trained;
    result = {
      ...(trained && { trained }),
      model: next.model,
      report: steps.length === 1 ? next.report : [...result.report, ...next.report],
      warnings: [...result.warnings, ...next.warnings],
      ...(next.unchanged === undefined ? {} : { unchanged: next.unchanged }),
    };
    keep = {
      sparsity: keep.sparsity || technique.id === "prune",
      clusters: keep.clusters || technique.id === "cluster",
    };
  }
  return result;
}

/** All options of a step. Throws InputError where the technique or one of them is wrong. */
export function checkedOptions({ technique, options }: Step): Record<string, OptionValue> {
  const { id, options: specs } = findTechnique(technique);
  return resolveOptions(id, specs, options);
}

/** A step with all its options. Throws InputError where one is wrong, or `needs-data`. */
function readyStep(model: Model, step: Step, hasData: boolean) {
  const technique = findTechnique(step.technique);
  const options = checkedOptions(step);
  if (technique.data === "required" && !hasData) {
    refuseUnfed(modelInputs(model));
    throw new InputError(
      "needs-data",
      `${technique.label} needs a representative dataset: some typical inputs, a few hundred are plenty, labels are not needed.`,
    );
  }
  return { technique, options };
}

/** The result with what is left of zeros and clusters, as found in the finished model. */
function withCheck(before: Model, result: TechniqueResult): TechniqueResult {
  const kept = checkKept(before, result.model, result.report);
  return { ...result, report: kept.report, warnings: [...result.warnings, ...kept.warnings] };
}
