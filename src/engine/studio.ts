import { StatisticsCache } from "../core/calibration/cache.ts";
import type { DataHost } from "../core/data/content.ts";
import type { Dataset } from "../core/data/dataset.ts";
import type { OpenedData } from "../core/data/intake/intake.ts";
import { type ModelFacts, modelFacts } from "../core/graph/facts.ts";
import { coarser, constantValues, valueHistogram } from "../core/graph/histogram.ts";
import { graphView, type SubgraphView } from "../core/graph/view.ts";
import {
  type CancelSignal,
  done,
  InputError,
  type Outcome,
  outcomeOfError,
  sharedCancelSignal,
} from "../core/outcome.ts";
import type { SearchState } from "../core/search/state.ts";
import type { Model } from "../core/tflite/model.ts";
import { readModel } from "../core/tflite/read.ts";
import { flagTrainControl } from "../core/train/events.ts";
import type { Step } from "../techniques/pipeline.ts";
import type { TrainedOn } from "../techniques/technique.ts";
import { sampleOutputs } from "./answers/sample-outputs.ts";
import { calibrationSamples, firstSamples } from "./data/first-samples.ts";
import { isRangeOpen, settleRange } from "./data/settle-range.ts";
import { samplesWorth, syntheticFor } from "./data/synthetic.ts";
import { untrainedSamples } from "./data/untrained-samples.ts";
import type { HistogramFacts, OutputFacts } from "./facts/answers.ts";
import type { JobControl } from "./facts/job.ts";
import type {
  RepairFacts,
  RepairLimits,
  RepairStepFacts,
  SensitivityFacts,
  TensorError,
} from "./facts/precision.ts";
import type { BestRequest } from "./facts/search.ts";
import {
  type AccuracyFacts,
  type FidelityFacts,
  type LatencyFacts,
  original,
  type VariantFacts,
  type VariantId,
  type VariantRequest,
} from "./facts/variant.ts";
import type { StudioHost } from "./host.ts";
import { makeVariant } from "./make/make-variant.ts";
import { Scratch } from "./make/scratch.ts";
import { keptModel, named, variantFacts } from "./make/variant-facts.ts";
import { type Evaluation, evaluate, type ReferenceOutputs, type Runnable } from "./measure/evaluate.ts";
import { accuracyFacts, fidelityFacts } from "./measure/facts-of-evaluation.ts";
import { measureLatencies, quickLatencies } from "./measure/latency.ts";
import { runnableOf } from "./measure/runnable.ts";
import { spreadRuntime } from "./measure/spread-runtime.ts";
import { tryRun } from "./measure/try-run.ts";
import { asOutcome } from "./outcomes.ts";
import { repairVariant } from "./precision/repair.ts";
import { Sensitivities } from "./precision/sensitivities.ts";
import { tensorErrors } from "./precision/tensor-errors.ts";
import { keptOps } from "./search/kept-ops.ts";
import { candidateId, searchWithFiles } from "./search/search-with-files.ts";

export { firstSamples } from "./data/first-samples.ts";
export { unwrap } from "./outcomes.ts";

interface Entry {
  readonly model: Model;
  readonly bytes: Uint8Array;
  readonly steps: readonly Step[];
  readonly trained: TrainedOn | null;
  /** The file as the runtime gets it: the same, unless shapes had to be fixed. Made when first needed. */
  runnable: Runnable | null;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type RunAlone = <T>(work: () => Promise<T>, signal: CancelSignal) => Promise<T>;

/** One opened model and everything made from it. The page opens another Studio for another model. */
export class Studio {
  private readonly entries = new Map<VariantId, Entry>();
  private readonly synthetic: Dataset;
  private dataset: Dataset | null = null;
  private readonly statistics = new StatisticsCache();
  private references = new WeakMap<Dataset, ReferenceOutputs>();
  private readonly scratch: Scratch;
  private readonly sensitivities: Sensitivities;
  readonly facts: ModelFacts;

  constructor(
    private readonly host: StudioHost,
    name: string,
    bytes: Uint8Array,
    private readonly seed = 1,
  ) {
    const model = readModel(bytes);
    this.entries.set(original, { model, bytes, steps: [], trained: null, runnable: null });
    this.facts = modelFacts(model, bytes, name);
    this.synthetic = syntheticFor(model, this.facts.macs, seed);
    this.scratch = new Scratch(host.kernels);
    this.sensitivities = new Sensitivities(
      {
        model,
        host,
        seed,
        data: () => this.dataset,
        synthetic: this.synthetic,
        stepsOf: (id) => this.entry(id).steps,
        runnable: () => this.runnable(original),
      },
      this.statistics,
    );
  }

  get model(): Model {
    return this.entry(original).model;
  }

  get data(): Dataset | null {
    return this.dataset;
  }

  setData(dataset: Dataset | null): void {
    this.dataset = dataset;
  }

  /** Asks the model which range its pixels want where nothing else tells. The guess stays when it cannot be asked. */
  async settleRange(opened: OpenedData, dataHost: DataHost): Promise<OpenedData> {
    if (!isRangeOpen(opened)) return opened;
    try {
      const runtime = (await this.host.runtimes()).members[0]!;
      return await settleRange(opened, dataHost, this.runnable(original), runtime, () => this.host.now());
    } catch (error) {
      if (error instanceof InputError) return opened;
      throw error;
    }
  }

  /** See StudioApi. The variant replaces an earlier one of the same id. */
  makeVariant(request: VariantRequest, control: JobControl, frugal = false): Promise<Outcome<VariantFacts>> {
    return asOutcome(async () => {
      const start = this.host.now();
      const signal = sharedCancelSignal(control.cancelFlag);
      const data = this.dataset === null ? null : firstSamples(this.dataset, calibrationSamples);
      const made = await makeVariant({
        model: this.model,
        steps: request.steps,
        ...(request.rules && { rules: request.rules }),
        kernels: this.host.kernels,
        scratch: data === null ? this.scratch : null,
        runtime: data === null ? null : spreadRuntime(await this.host.runtimes()),
        data,
        seed: this.seed,
        statisticsCache: this.statistics,
        progress: control.onProgress,
        signal,
        trainingData: this.dataset,
        onTrainEvent: control.onTrainEvent,
        trainControl: control.trainFlag && flagTrainControl(control.trainFlag, sleep),
        trainResume: request.resume,
        frugal,
      });
      signal.throwIfCancelled();
      const { model, bytes, trained } = made;
      this.entries.set(request.id, { model, bytes, steps: request.steps, trained, runnable: null });
      return variantFacts(this.facts.name, request, made, (this.host.now() - start) / 1000);
    });
  }

  /** See StudioApi. */
  takeVariant(request: VariantRequest, bytes: Uint8Array, facts: VariantFacts): Outcome<VariantFacts> {
    return this.lookUp(() => {
      const model = keptModel(bytes, facts);
      const { trained } = facts;
      this.entries.set(request.id, { model, bytes, steps: request.steps, trained, runnable: null });
      return { ...facts, ...named(this.facts.name, request) };
    });
  }

  gzipSize(id: VariantId): Promise<Outcome<number>> {
    return asOutcome(() => this.host.gzipSize(this.entry(id).bytes));
  }

  /** On the data where there is some, else on synthetic inputs. */
  fidelity(id: VariantId, control: JobControl): Promise<Outcome<FidelityFacts>> {
    return asOutcome(async () => {
      const some = samplesWorth(this.facts.macs, 32);
      const data = this.dataset === null ? this.synthetic : firstSamples(this.dataset, some);
      return fidelityFacts(await this.evaluate(id, data, control), data);
    });
  }

  accuracy(id: VariantId, control: JobControl, samples = Infinity): Promise<Outcome<AccuracyFacts>> {
    return asOutcome(async () => {
      if (this.dataset === null)
        throw new InputError("needs-data", "Accuracy needs data: add some samples first.");
      const data = firstSamples(untrainedSamples(this.dataset, this.entry(id).trained), samples);
      return accuracyFacts(await this.evaluate(id, data, control), data);
    });
  }

  /** Runs the file once. A sentence where not even the original can be run here; a failure where it alone cannot. */
  tryRun(id: VariantId): Promise<Outcome<string | null>> {
    return asOutcome(async () => {
      const runtime = (await this.host.runtimes()).members[0]!;
      return tryRun(runtime, this.runnable(original), this.runnable(id), this.dataset ?? this.synthetic);
    });
  }

  latency(
    ids: readonly VariantId[],
    control: JobControl,
    onFigure: (id: VariantId, facts: LatencyFacts) => void,
  ): Promise<Outcome<null>> {
    return asOutcome(async () => {
      const files = ids.map((id) => ({ id, bytes: this.runnable(id).bytes }));
      await measureLatencies({ host: this.host, files, control, onFigure });
      return null;
    });
  }

  /** On the data where there is some, else on synthetic inputs. */
  tensorErrors(id: VariantId, control: JobControl): Promise<Outcome<readonly TensorError[]>> {
    return asOutcome(async () => {
      const data = this.dataset ?? this.synthetic;
      return tensorErrors({
        runtime: (await this.host.runtimes()).members[0]!,
        original: this.model,
        variant: this.entry(id).model,
        data,
        samples: 16,
        signal: sharedCancelSignal(control.cancelFlag),
        progress: control.onProgress,
      });
    });
  }

  /**
   * Looks for the best variant; every state is a valid answer to stop at. Its files stay, under `candidateId`.
   * @param alone runs a measurement while nothing else runs
   */
  async *findBest(
    request: BestRequest,
    control: JobControl,
    alone: RunAlone = (work) => work(),
  ): AsyncGenerator<SearchState, void> {
    yield* searchWithFiles(request, control, {
      now: () => this.host.now(),
      newFlag: () => new Int32Array(this.host.kernels.allocate(4).buffer, 0, 1),
      data: () => this.dataset,
      make: (id, steps, quiet, frugal) => this.makeVariant({ id, steps }, quiet, frugal),
      bytesOf: (id) => this.entry(id),
      has: (id) => this.entries.has(id),
      drop: (id) => void this.entries.delete(id),
      gzip: (id) => this.gzipSize(id),
      accuracy: (id, samples, quiet) => this.accuracy(id, quiet, samples),
      latencies: (ids, quiet) =>
        asOutcome(() => {
          const files = ids.map((id) => this.runnable(id).bytes);
          return alone(() => quickLatencies(this.host, files, quiet), sharedCancelSignal(quiet.cancelFlag));
        }),
      keepOps: async (id, quiet) => {
        const { lab, sensitivity } = await this.sensitivities.measure(id, quiet);
        return done(keptOps(lab, sensitivity));
      },
    });
  }

  /** See StudioApi. Kept for the recipe and the data it was measured with. */
  sensitivity(id: VariantId, control: JobControl): Promise<Outcome<SensitivityFacts>> {
    return asOutcome(async () => (await this.sensitivities.measure(id, control)).sensitivity);
  }

  /** See StudioApi. */
  repair(
    id: VariantId,
    limits: RepairLimits,
    control: JobControl,
    onStep: (step: RepairStepFacts) => void,
  ): Promise<Outcome<RepairFacts>> {
    return asOutcome(async () => {
      const data = this.dataset;
      if (data === null) throw new InputError("needs-data", "Repair needs data: add some samples first.");
      return repairVariant({
        ...(await this.sensitivities.measure(id, control)),
        limits,
        data,
        evaluate: (made, some) => this.evaluateRunnable(runnableOf(made, this.host), some, control),
        onStep,
        signal: sharedCancelSignal(control.cancelFlag),
        progress: control.onProgress,
      });
    });
  }

  /** Lets go of what a search left. */
  dropCandidates(): void {
    for (const id of this.entries.keys()) if (id.startsWith(candidateId(""))) this.entries.delete(id);
  }

  graph(id: VariantId): Outcome<readonly SubgraphView[]> {
    return this.lookUp(() => graphView(this.entry(id).model));
  }

  weightHistogram(id: VariantId, subgraph: number, tensor: number, bins: number): Outcome<HistogramFacts> {
    return this.lookUp(() => valueHistogram(constantValues(this.entry(id).model, subgraph, tensor), bins));
  }

  activationHistogram(tensor: string, bins: number): Outcome<HistogramFacts | null> {
    return this.lookUp(() => {
      const seen = this.statistics.find(tensor);
      return seen === null || seen.histogram === null ? null : coarser(seen.histogram, seen, bins);
    });
  }

  file(id: VariantId): Outcome<Uint8Array> {
    return this.lookUp(() => this.entry(id).bytes);
  }

  /** A file that is made, with the model read back from it. Throws InputError where there is none. */
  made(id: VariantId): { readonly model: Model; readonly bytes: Uint8Array } {
    return this.entry(id);
  }

  /** Two files through the runtime, sample by sample; the samples where they differ most come first. */
  outputs(a: VariantId, b: VariantId, control: JobControl): Promise<Outcome<OutputFacts>> {
    return asOutcome(async () =>
      sampleOutputs({
        runtime: (await this.host.runtimes()).members[0]!,
        a: this.runnable(a),
        b: this.runnable(b),
        data: this.dataset ?? this.synthetic,
        signal: sharedCancelSignal(control.cancelFlag),
        progress: control.onProgress,
      }),
    );
  }

  private lookUp<T>(find: () => T): Outcome<T> {
    try {
      return done(find());
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  private evaluate(id: VariantId, data: Dataset, control: JobControl): Promise<Evaluation> {
    return this.evaluateRunnable(this.runnable(id), data, control);
  }

  private async evaluateRunnable(variant: Runnable, data: Dataset, control: JobControl): Promise<Evaluation> {
    const reference = this.references.get(data) ?? { chunks: new Map() };
    this.references.set(data, reference);
    return evaluate({
      runtimes: (await this.host.runtimes()).members,
      original: this.runnable(original),
      variant,
      data,
      reference,
      signal: sharedCancelSignal(control.cancelFlag),
      progress: control.onProgress,
    });
  }

  private entry(id: VariantId): Entry {
    const entry = this.entries.get(id);
    if (entry === undefined)
      throw new InputError("no-variant", "This variant has not been made yet. Run it first.");
    return entry;
  }

  private runnable(id: VariantId): Runnable {
    const entry = this.entry(id);
    entry.runnable ??= runnableOf(entry, this.host);
    return entry.runnable;
  }
}
