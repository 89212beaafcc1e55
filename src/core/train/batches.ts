import type { TrainMetrics } from "./events.ts";
import type { Program } from "./program.ts";
import type { SampleSource } from "./samples.ts";
import { splitSamples } from "./split.ts";
import { metricsOf, mixedTargets, stepTargets } from "./targets.ts";

/** Some samples with all that is compared with them. */
export interface Batch {
  readonly inputs: readonly Float32Array[];
  readonly teacher: readonly Float32Array[];
  readonly labels: readonly number[];
  /** What the loss is reported against. */
  readonly targets: readonly Float32Array[];
  /** What a step takes. */
  readonly step: readonly Float32Array[];
}

/** Samples that are measured at a time. */
const measured = 128;

/** The samples of a run: those trained on, and those held apart. */
export class Batches {
  readonly training: readonly number[];
  readonly validation: readonly number[];
  private readonly source: SampleSource;
  private readonly program: Pick<Program, "outputs" | "teacherShare">;
  private readonly labels: Int32Array | null;
  private readonly labelled: number;

  /** @param labelled the output that labels name, or −1 */
  constructor(
    source: SampleSource,
    program: Pick<Program, "outputs" | "teacherShare">,
    labels: Int32Array | null,
    labelled: number,
    seed: number,
  ) {
    this.source = source;
    this.program = program;
    this.labels = labels;
    this.labelled = labelled;
    const split = splitSamples(source.count, seed);
    this.training = split.training;
    this.validation = split.validation;
  }

  async gather(indices: readonly number[]): Promise<Batch> {
    const { outputs, teacherShare } = this.program;
    const { inputs, teacher } = await this.source.gather(indices);
    const labels = this.labelled < 0 ? [] : indices.map((i) => this.labels![i]!);
    const targets = mixedTargets(teacher, outputs, this.labelled, labels, teacherShare);
    const step = stepTargets(teacher, this.program, this.labelled, labels);
    return { inputs, teacher, labels, targets, step };
  }

  /** Measures predictions on the samples held apart (or on the first `limit` of them), a few at a time. */
  async measure(
    predict: (batch: Batch, count: number) => Promise<Float32Array[]>,
    limit = this.validation.length,
  ): Promise<TrainMetrics> {
    const indices = this.validation.slice(0, limit);
    const sums = { loss: 0, accuracy: 0, labelled: 0, agreement: 0 };
    let known: TrainMetrics | null = null;
    for (let start = 0; start < indices.length; start += measured) {
      const part = indices.slice(start, start + measured);
      const batch = await this.gather(part);
      const predictions = await predict(batch, part.length);
      known = metricsOf({ ...batch, predictions, outputs: this.program.outputs, labelled: this.labelled });
      sums.loss += known.loss * part.length;
      const labelled = batch.labels.filter((label) => label >= 0).length;
      sums.accuracy += (known.accuracy ?? 0) * labelled;
      sums.labelled += labelled;
      sums.agreement += (known.agreement ?? 0) * part.length;
    }
    return {
      loss: sums.loss / indices.length,
      accuracy: sums.labelled === 0 ? null : sums.accuracy / sums.labelled,
      agreement: known?.agreement == null ? null : sums.agreement / indices.length,
    };
  }
}
