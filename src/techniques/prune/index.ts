import { replaceWeights } from "../../core/graph/replace.ts";
import { type WeightLayer, weightLayers, weightsOf } from "../../core/graph/weight-layers.ts";
import { InputError } from "../../core/outcome.ts";
import { type PrunePattern, patternWidth } from "../../core/prune/pattern.ts";
import { pruneLayer } from "../../core/prune/prune-layer.ts";
import { magnitudeShares, sensitivityShares } from "../../core/prune/shares.ts";
import { cannotReconstruct, fromMatrix, reconstruct, toMatrix } from "../../core/reconstruct/reconstruct.ts";
import { copyModel, type Model } from "../../core/tflite/model.ts";
import { defaultWishes, finetune } from "../../core/train/finetune.ts";
import { gradualPruning } from "../../core/train/gradual.ts";
import { structureStep } from "../structure.ts";
import {
  defineTechnique,
  type TechniqueContext,
  type TechniqueWarning,
  type TrainedOn,
} from "../technique.ts";
import { trainedOn, trainWarnings } from "../train-warnings.ts";
import { percent, reconstructContext, weightReport } from "../weights-report.ts";
import { pruneMeta } from "./meta.ts";
import { leftDense, type Scope } from "./scope.ts";

export const prune = defineTechnique({
  ...pruneMeta,
  apply: (given, options, context) =>
    structureStep(
      given,
      context,
      async (model) => {
        const pattern = options.pattern as PrunePattern;
        const layers = weightLayers(model);
        if (layers.length === 0) {
          throw new InputError(
            "no-weights",
            "There is nothing to prune: no op has constant float weights. Start from the float model.",
          );
        }
        const dense = new Map<WeightLayer, string>();
        const chosen = layers.filter((layer) => {
          const reason = leftDense(layer, options.scope as Scope, pattern);
          if (reason !== null) dense.set(layer, reason);
          return reason === null;
        });
        if (chosen.length === 0) {
          const report = weightReport(model, model, layers, (layer) => ({
            changed: false,
            detail: dense.get(layer)!,
          }));
          const unchanged = `No layer was pruned: each is left dense by the scope “${options.scope}”. The report says why; the scope “all” takes them all.`;
          return { model, report, warnings: [], unchanged };
        }
        const share = pattern === "2:4" ? 0.5 : options.sparsity;
        const warnings: TechniqueWarning[] = [];
        if (pattern === "2:4" && options.sparsity !== 0.5) {
          warnings.push({
            code: "pattern-sparsity",
            message: "The 2:4 pattern always zeroes half of the weights.",
          });
        }
        const global = options.allocation === "global";
        const done = options.finetune
          ? await pruneTraining(model, chosen, pattern, share, global, options, context)
          : await pruneLayers(model, chosen, pattern, share, global, context);
        const after = new Map(weightLayers(done.model).map((l) => [`${l.graph}/${l.op}`, l]));
        const zeros = (layer: WeightLayer): number => {
          const own = weightsOf(done.model, after.get(`${layer.graph}/${layer.op}`)!);
          return own.reduce((n, w) => n + (w === 0 ? 1 : 0), 0) / own.length;
        };
        const report = weightReport(model, done.model, layers, (layer) => {
          const reason = dense.get(layer);
          if (reason !== undefined) return { changed: false, detail: reason };
          const left = done.left.get(layer);
          const verb = options.finetune ? "trained" : "solved";
          const how =
            left === undefined && done.samples > 0 ? `${verb} on ${done.samples} samples` : "by magnitude";
          const why = left !== undefined && done.samples > 0 ? `: ${left}` : "";
          return { changed: true, detail: `${percent(zeros(layer))} zeros, ${how}${why}` };
        });
        const { trained } = done;
        return {
          model: done.model,
          report,
          warnings: [...warnings, ...done.warnings],
          ...(trained && { trained }),
        };
      },
      options.encoding === "sparse",
    ),
});

interface Pruned {
  readonly model: Model;
  readonly samples: number;
  readonly left: ReadonlyMap<WeightLayer, string>;
  readonly warnings: readonly TechniqueWarning[];
  readonly trained?: TrainedOn;
}

async function pruneLayers(
  model: Model,
  chosen: readonly WeightLayer[],
  pattern: PrunePattern,
  share: number,
  global: boolean,
  context: TechniqueContext,
): Promise<Pruned> {
  const samples = reconstructContext(context);
  const even = new Map(chosen.map((layer) => [layer, share]));
  const width = patternWidth(pattern);
  const unevenly = global && pattern !== "2:4" && chosen.length > 1;
  if (samples !== null) {
    const solvable = chosen.filter((layer) => cannotReconstruct(model, layer) === null);
    const shares = unevenly ? await sensitivityShares(model, solvable, share, samples) : even;
    const result = await reconstruct(
      model,
      solvable,
      (task) => pruneLayer(task, pattern, shares.get(task.layer) ?? share, samples),
      samples,
    );
    const others = chosen.filter((layer) => !solvable.includes(layer));
    const left = new Map(others.map((layer) => [layer, cannotReconstruct(model, layer) ?? ""]));
    return {
      ...result,
      left,
      model: await byMagnitude(result.model, others, pattern, even, context),
      warnings: [],
    };
  }
  const shares = unevenly ? magnitudeShares(model, chosen, share, width) : even;
  const left = new Map(chosen.map((layer) => [layer, ""]));
  const plain = await byMagnitude(copyModel(model), chosen, pattern, shares, context);
  return {
    model: plain,
    samples: 0,
    left,
    warnings: [
      {
        code: "without-samples",
        message:
          "Pruned by magnitude alone. With some unlabelled samples the kept weights are solved anew, which keeps far more accuracy.",
      },
    ],
  };
}

/** Prunes step by step while the model trains to give what the original gives. */
async function pruneTraining(
  model: Model,
  chosen: readonly WeightLayer[],
  pattern: PrunePattern,
  share: number,
  global: boolean,
  wishes: { readonly epochs: number; readonly learningRate: number },
  context: TechniqueContext,
): Promise<Pruned> {
  const samples = reconstructContext(context);
  if (samples === null) {
    throw new InputError(
      "needs-data",
      "Training while pruning needs samples: add some, labelled if you can.",
    );
  }
  const training = context.trainingData ?? samples.data;
  const trained = chosen.filter((layer) => layer.graph === 0);
  const solvable = trained.filter((layer) => cannotReconstruct(model, layer) === null);
  const unevenly = global && pattern !== "2:4" && solvable.length > 1;
  const found = unevenly
    ? await sensitivityShares(model, solvable, share, samples)
    : new Map<WeightLayer, number>();
  const shares = new Map(trained.map((layer) => [layer, found.get(layer) ?? share]));
  const result = await finetune(
    model,
    {
      wishes: { ...defaultWishes, ...wishes },
      keep: { zeros: context.keep.sparsity, clusters: false },
      schedule: gradualPruning(shares, pattern),
      key: `prune ${pattern} ${share}`,
    },
    { ...context, ...samples, data: training },
  );
  const seen = trainedOn(result.outcome, training);
  return {
    model: result.model,
    samples: seen.training,
    trained: seen,
    left: new Map(
      chosen.filter((layer) => layer.graph !== 0).map((layer) => [layer, "not in the main graph"]),
    ),
    warnings: trainWarnings(result.outcome, seen),
  };
}

/** Sets the smallest weights of each layer to zero, in this (copied) model. */
async function byMagnitude(
  model: Model,
  layers: readonly WeightLayer[],
  pattern: PrunePattern,
  shares: ReadonlyMap<WeightLayer, number>,
  context: TechniqueContext,
): Promise<Model> {
  const matrices = layers.map((layer) => toMatrix(layer, weightsOf(model, layer)));
  const masks = await context.kernels.run(
    "magnitudeMask",
    layers.map((layer, i) => ({
      weights: matrices[i]!,
      columns: layer.columns,
      pattern,
      share: shares.get(layer)!,
    })),
    {
      signal: context.signal,
      onDone: (i) => context.progress({ phase: "prune", done: i + 1, total: layers.length }),
    },
  );
  layers.forEach((layer, i) => {
    const mask = masks[i]!;
    replaceWeights(
      model,
      layer,
      fromMatrix(
        layer,
        matrices[i]!.map((w, k) => (mask[k] === 1 ? w : 0)),
      ),
    );
  });
  return model;
}
