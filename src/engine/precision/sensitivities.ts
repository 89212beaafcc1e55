import type { StatisticsCache } from "../../core/calibration/cache.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import { sharedCancelSignal } from "../../core/outcome.ts";
import type { Model } from "../../core/tflite/model.ts";
import type { Step } from "../../techniques/pipeline.ts";
import { calibrationSamples, firstSamples } from "../data/first-samples.ts";
import type { JobControl } from "../facts/job.ts";
import type { SensitivityFacts } from "../facts/precision.ts";
import type { VariantId } from "../facts/variant.ts";
import type { StudioHost } from "../host.ts";
import type { Runnable } from "../measure/evaluate.ts";
import { NoiseMeter } from "./noise.ts";
import { PrecisionLab } from "./precision-lab.ts";
import { sensitivity } from "./sensitivity.ts";

interface Source {
  readonly model: Model;
  readonly host: StudioHost;
  readonly seed: number;
  /** What is open at the moment; null for none. */
  data(): Dataset | null;
  /** In place of data. */
  readonly synthetic: Dataset;
  stepsOf(id: VariantId): readonly Step[];
  /** The original as the runtime gets it. */
  runnable(): Runnable;
}

/** Samples that noise is measured on. */
const noiseSamples = 64;

/** What each op of a variant costs in precision; kept for the recipe and the data it was measured with. */
export class Sensitivities {
  private readonly known = new Map<string, SensitivityFacts>();

  constructor(
    private readonly source: Source,
    private readonly statistics: StatisticsCache,
  ) {}

  async measure(
    id: VariantId,
    control: JobControl,
  ): Promise<{ readonly lab: PrecisionLab; readonly sensitivity: SensitivityFacts }> {
    const lab = await this.lab(id, control);
    return { lab, sensitivity: await this.sensitivity(lab, id, control) };
  }

  private lab(id: VariantId, control: JobControl): Promise<PrecisionLab> {
    const { model, host, seed, synthetic } = this.source;
    const data = this.source.data();
    return PrecisionLab.open(
      {
        model,
        steps: this.source.stepsOf(id),
        host,
        data: data === null ? synthetic : firstSamples(data, calibrationSamples),
        seed,
        progress: control.onProgress,
        signal: sharedCancelSignal(control.cancelFlag),
      },
      this.statistics,
    );
  }

  private async sensitivity(
    lab: PrecisionLab,
    id: VariantId,
    control: JobControl,
  ): Promise<SensitivityFacts> {
    const { host } = this.source;
    const data = this.source.data() ?? this.source.synthetic;
    const key = JSON.stringify([this.source.stepsOf(id), data.fingerprint]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const signal = sharedCancelSignal(control.cancelFlag);
    const runtimes = (await host.runtimes()).members;
    const meter = await NoiseMeter.open(
      runtimes[0]!,
      this.source.runnable(),
      data,
      noiseSamples,
      signal,
      () => host.now(),
    );
    const facts = await sensitivity({ lab, meter, runtimes, signal, progress: control.onProgress });
    this.known.set(key, facts);
    return facts;
  }
}
