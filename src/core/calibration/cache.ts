import type { Dataset } from "../data/dataset.ts";
import type { LstmStatistics } from "../lstm/statistics.ts";
import type { Model, OperatorIndex, TensorIndex } from "../tflite/model.ts";
import type { CollectorOptions, TensorStatistics } from "./statistics.ts";

/**
 * Statistics of one model on one dataset, kept while variants of it are made again and again with other precisions.
 * Another model or dataset takes the place of the one before, as histograms of large models are not small.
 */
export class StatisticsCache {
  private model: Model | null = null;
  private data = "";
  private kept = new Map<TensorIndex, TensorStatistics>();
  private inside = new Map<OperatorIndex, LstmStatistics>();
  private form = "";
  /** The form of the model that was run, whose tensors the statistics are of. */
  private run: Model | null = null;

  /**
   * What is known of this model on this data; to be filled by whoever calibrates. `run` is what becomes of
   * it before it is run, whose tensors are meant, and `form` names what that depends on besides.
   */
  of(model: Model, data: Dataset, run: Model, form: string): Map<TensorIndex, TensorStatistics> {
    if (model !== this.model || data.fingerprint !== this.data || form !== this.form) {
      this.model = model;
      this.data = data.fingerprint;
      this.kept = new Map();
      this.inside = new Map();
      this.form = form;
      this.run = run;
    }
    return this.kept;
  }

  /** What is known of the insides of LSTMs of the model that was last asked for; to be filled likewise. */
  get lstms(): Map<OperatorIndex, LstmStatistics> {
    return this.inside;
  }

  /** The last model that was calibrated and what was seen of its tensors; null before the first. */
  get last(): {
    readonly model: Model;
    readonly statistics: ReadonlyMap<TensorIndex, TensorStatistics>;
  } | null {
    return this.run === null ? null : { model: this.run, statistics: this.kept };
  }

  /** What is known of the tensor of this name; null where it was not seen. */
  find(name: string): TensorStatistics | null {
    const tensors = this.run?.subgraphs[0]?.tensors ?? [];
    return this.kept.get(tensors.findIndex((tensor) => tensor.name === name)) ?? null;
  }
}

/** The tensors of which less is known than is wanted. */
export const missingStatistics = (
  wanted: ReadonlyMap<TensorIndex, CollectorOptions>,
  known: ReadonlyMap<TensorIndex, TensorStatistics>,
): Map<TensorIndex, CollectorOptions> =>
  new Map(
    [...wanted].filter(([t, { histogram, mean, meanChannels }]) => {
      const found = known.get(t);
      if (found === undefined || (histogram && !found.histogram) || (mean && !found.mean)) return true;
      return mean && !meanChannels && found.meansOfChannels === true;
    }),
  );
