import type { StatisticsCache } from "../../core/calibration/cache.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import { type KernelExecutor, withMemory } from "../../core/kernels/executor.ts";
import { type CancelSignal, InputError, type OnProgress } from "../../core/outcome.ts";
import { loadPatterns } from "../../core/recipe/pattern.ts";
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import { inPortTypes } from "../../core/run/port-dataset.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import { FileMemory } from "../../core/tflite/file-memory.ts";
import type { Model } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { verifyFlatbuffer } from "../../core/tflite/verify.ts";
import { writeModel } from "../../core/tflite/write.ts";
import type { TrainCheckpoint, TrainControl, TrainEvent } from "../../core/train/events.ts";
import type { Step } from "../../techniques/pipeline.ts";
import { runRuled } from "../../techniques/recipe.ts";
import { type RuleFacts, ruleFacts } from "../../techniques/rule-facts.ts";
import type {
  OpReport,
  TechniqueContext,
  TechniqueId,
  TechniqueWarning,
  TrainedOn,
} from "../../techniques/technique.ts";
import type { Scratch } from "./scratch.ts";

export interface MakeVariantArgs {
  readonly model: Model;
  readonly steps: readonly Step[];
  /** Rules op by op: exceptions to the last step where that quantizes. */
  readonly rules?: readonly RecipeRule[];
  readonly kernels: KernelExecutor;
  /** Where to compute; only without samples, as what is solved on those is kept for later variants. */
  readonly scratch?: Scratch | null;
  readonly runtime: Runtime | null;
  /** Samples for calibration and reconstruction. */
  readonly data: Dataset | null;
  /** All samples, for training. */
  readonly trainingData?: Dataset | null;
  readonly seed: number;
  readonly statisticsCache?: StatisticsCache;
  /** Techniques that `model` has been through already. */
  readonly before?: readonly TechniqueId[];
  readonly progress: OnProgress;
  readonly signal: CancelSignal;
  readonly onTrainEvent?: (event: TrainEvent) => void;
  readonly trainControl?: TrainControl;
  readonly trainResume?: TrainCheckpoint | null;
  /** Give data only to steps that cannot do without; for a first look at sizes. */
  readonly frugal?: boolean;
}

export interface MadeVariant {
  /** As read back from the finished file. */
  readonly model: Model;
  readonly bytes: Uint8Array;
  readonly report: readonly OpReport[];
  readonly warnings: readonly TechniqueWarning[];
  readonly unchanged: string | null;
  /** What training saw, where there was any. */
  readonly trained: TrainedOn | null;
  /** What became of each rule that a person made. */
  readonly rules: readonly RuleFacts[];
}

/** Applies the steps, writes the file, checks its structure and reads it again with our own reader. */
export async function makeVariant(args: MakeVariantArgs): Promise<MadeVariant> {
  const context: Omit<TechniqueContext, "kernels"> = {
    runtime: args.runtime,
    data: args.data && inPortTypes(args.model, args.data),
    keep: {
      sparsity: args.before?.includes("prune") ?? false,
      clusters: args.before?.includes("cluster") ?? false,
    },
    original: args.model,
    seed: args.seed,
    ...(args.statisticsCache && { statisticsCache: args.statisticsCache }),
    progress: args.progress,
    signal: args.signal,
    trainingData: args.trainingData && inPortTypes(args.model, args.trainingData),
    onTrainEvent: args.onTrainEvent,
    trainControl: args.trainControl,
    trainResume: args.trainResume,
  };
  const recipe = { steps: args.steps, rules: args.rules ?? [] };
  if (recipe.rules.length > 0) await loadPatterns();
  const written = async (kernels: KernelExecutor) => {
    const file = new FileMemory(args.kernels.allocate);
    const layOut: KernelExecutor["layOut"] = (sizes, before) => file.layOut(sizes, before);
    const hands = withMemory(kernels, { allocate: kernels.allocate, layOut });
    const result = await runRuled(args.model, recipe, { ...context, kernels: hands }, args.frugal);
    args.signal.throwIfCancelled();
    return { result, bytes: writeModel(result.model, args.kernels.allocate, file) };
  };
  const { result, bytes } = await (args.scratch?.lend(written) ?? written(args.kernels));
  return {
    model: checkedModel(bytes),
    bytes,
    report: result.report,
    warnings: result.warnings,
    unchanged: result.unchanged ?? null,
    trained: result.trained ?? null,
    rules: ruleFacts(args.model, recipe, result.report),
  };
}

/** Reads a file that we wrote. A fault in it is ours, and said as such. */
export function checkedModel(bytes: Uint8Array): Model {
  try {
    verifyFlatbuffer(bytes, { strict: true });
    return readModel(bytes);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      "bad-output",
      `The finished file did not pass its check, so it is not offered: ${error.message}`,
      error.place,
    );
  }
}
