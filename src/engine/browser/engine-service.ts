// What the engine's worker answers. The page's client (client.ts) speaks this, and turns it into StudioApi.
import type { ProxyMarked } from "comlink";
import type { ModelFacts } from "../../core/graph/facts.ts";
import type { SubgraphView } from "../../core/graph/view.ts";
import { done, type Outcome, outcomeOfError, type Progress, sharedCancelSignal } from "../../core/outcome.ts";
import type { WeightSample } from "../../core/preview/sample-weights.ts";
import { loadPatterns } from "../../core/recipe/pattern.ts";
import type { SearchState } from "../../core/search/state.ts";
import type { Snippet } from "../../core/snippets/index.ts";
import type { TargetId } from "../../core/targets/index.ts";
import type { TrainEvent } from "../../core/train/events.ts";
import { type RuleFacts, ruleFacts } from "../../techniques/rule-facts.ts";
import type { RuledSteps } from "../../techniques/ruled-steps.ts";
import { Attention } from "../attention.ts";
import { ExclusiveLock } from "../exclusive.ts";
import type {
  HistogramFacts,
  OutputFacts,
  StorageFacts,
  StructureFacts,
  TargetFacts,
} from "../facts/answers.ts";
import type { DataFacts } from "../facts/data.ts";
import type { JobControl } from "../facts/job.ts";
import type {
  RepairFacts,
  RepairLimits,
  RepairStepFacts,
  SensitivityFacts,
  TensorError,
} from "../facts/precision.ts";
import type { BestRequest, SweepPoint, SweepRequest } from "../facts/search.ts";
import type {
  AccuracyFacts,
  FidelityFacts,
  LatencyFacts,
  VariantFacts,
  VariantId,
  VariantRequest,
} from "../facts/variant.ts";
import { original } from "../facts/variant.ts";
import type { StudioHost } from "../host.ts";
import { Studio } from "../studio.ts";
import { blobOf } from "./blob-of.ts";
import { createBrowserHost } from "./host.ts";
import { News } from "./news.ts";
import { readIntoShared, readModelFile } from "./read-blob.ts";
import { throttled } from "./throttle.ts";
import { Workshop } from "./workshop.ts";

/** Told of every job's progress. One for all jobs: Comlink makes proxies of arguments only, and each costs a port. */
export type JobListener = (job: number, progress: Progress) => void;

/** Told of every job's training. */
export type TrainListener = (job: number, event: TrainEvent) => void | Promise<void>;

/** A job as it crosses from the page: which opened model it is for, and its cancel flag. */
export interface JobMessage {
  readonly epoch: number;
  readonly job: number;
  /** Shared with the page where memory can be; else a copy, and `cancel` sets it. */
  readonly cancelFlag: Int32Array;
  /** Steers training; as `cancelFlag`, and `steer` sets it. */
  readonly trainFlag?: Int32Array;
}

export class EngineService {
  private readonly attention = new Attention();
  private readonly workshop = new Workshop();
  private readonly host: StudioHost = createBrowserHost(this.attention, this.workshop);
  private readonly lock = new ExclusiveLock();
  private readonly flags = new Map<number, Int32Array>();
  private studio: Studio | null = null;
  private epoch = 0;
  private listener: JobListener = () => {};
  private trainListener: TrainListener = () => {};
  private readonly trainFlags = new Map<number, Int32Array>();

  /** Told by the page before anything else: where the engine gets its workers. */
  takeWorkshop(port: MessagePort): void {
    this.workshop.use(port);
  }

  listenTraining(listener: TrainListener & ProxyMarked): void {
    this.trainListener = listener;
  }

  listen(listener: JobListener & ProxyMarked): void {
    this.listener = listener;
  }

  /** Told by the page whenever it goes to the background or comes back. */
  setHidden(hidden: boolean): void {
    this.attention.set(hidden);
  }

  environment(): { cores: number; shared: boolean; webgpu: boolean } {
    return { cores: this.host.cores, shared: this.host.shared, webgpu: "gpu" in navigator };
  }

  async openModel(epoch: number, name: string, source: Blob | Uint8Array): Promise<Outcome<ModelFacts>> {
    try {
      this.host.warmUp();
      const bytes = source instanceof Blob ? await readModelFile(source, this.host.kernels.allocate) : source;
      const studio = new Studio(this.host, name, bytes);
      if (epoch < this.epoch) return { state: "cancelled" };
      this.epoch = epoch;
      this.studio = studio;
      return done(studio.facts);
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  openData(
    message: JobMessage,
    files: readonly { path: string; file: Blob }[],
    options: Readonly<Record<string, string>>,
  ): Promise<Outcome<DataFacts>> {
    return this.work(message, async (studio, control) => {
      const { openDataForStudio } = await import("./open-data.ts");
      const { dataset, facts } = await openDataForStudio(studio, files, options, control);
      if (control.cancelFlag[0] !== 0) return { state: "cancelled" };
      studio.setData(dataset);
      return done(facts);
    });
  }

  closeData(epoch: number): void {
    if (epoch === this.epoch) this.studio?.setData(null);
  }

  makeVariant(message: JobMessage, request: VariantRequest): Promise<Outcome<VariantFacts>> {
    return this.work(message, (studio, control) => studio.makeVariant(request, control));
  }

  takeVariant(
    message: JobMessage,
    request: VariantRequest,
    file: Blob,
    facts: VariantFacts,
  ): Promise<Outcome<VariantFacts>> {
    return this.work(message, async (studio) => {
      const bytes = await readIntoShared(file, this.host.kernels.allocate);
      return studio.takeVariant(request, bytes, facts);
    });
  }

  gzipSize(epoch: number, id: VariantId): Promise<Outcome<number>> {
    return this.forModel(epoch, (studio) => studio.gzipSize(id));
  }

  fidelity(message: JobMessage, id: VariantId): Promise<Outcome<FidelityFacts>> {
    return this.work(message, (studio, control) => studio.fidelity(id, control));
  }

  accuracy(message: JobMessage, id: VariantId): Promise<Outcome<AccuracyFacts>> {
    return this.work(message, (studio, control) => studio.accuracy(id, control));
  }

  latency(
    message: JobMessage,
    ids: readonly VariantId[],
    onFigure: ((id: VariantId, facts: LatencyFacts) => void) & ProxyMarked,
  ): Promise<Outcome<null>> {
    return this.work(
      message,
      (studio, control, telling) => studio.latency(ids, control, telling(onFigure)),
      true,
    );
  }

  tensorErrors(message: JobMessage, id: VariantId): Promise<Outcome<readonly TensorError[]>> {
    return this.work(message, (studio, control) => studio.tensorErrors(id, control));
  }

  sensitivity(message: JobMessage, id: VariantId): Promise<Outcome<SensitivityFacts>> {
    return this.work(message, (studio, control) => studio.sensitivity(id, control));
  }

  repair(
    message: JobMessage,
    id: VariantId,
    limits: RepairLimits,
    onStep: ((step: RepairStepFacts) => void) & ProxyMarked,
  ): Promise<Outcome<RepairFacts>> {
    return this.work(message, (studio, control, telling) =>
      studio.repair(id, limits, control, telling(onStep)),
    );
  }

  weightHistogram(
    epoch: number,
    id: VariantId,
    subgraph: number,
    tensor: number,
    bins: number,
  ): Promise<Outcome<HistogramFacts>> {
    return this.forModel(epoch, async (studio) => studio.weightHistogram(id, subgraph, tensor, bins));
  }

  activationHistogram(epoch: number, tensor: string, bins: number): Promise<Outcome<HistogramFacts | null>> {
    return this.forModel(epoch, async (studio) => studio.activationHistogram(tensor, bins));
  }

  graph(epoch: number, id: VariantId): Promise<Outcome<readonly SubgraphView[]>> {
    return this.forModel(epoch, async (studio) => studio.graph(id));
  }

  file(epoch: number, id: VariantId): Promise<Outcome<Blob>> {
    return this.answer(epoch, async (studio) => blobOf(studio.made(id).bytes));
  }

  storage(epoch: number, id: VariantId): Promise<Outcome<StorageFacts>> {
    return this.answer(epoch, async (studio) => {
      const { storageFacts } = await import("../answers/storage.ts");
      return storageFacts(studio.made(id), this.host.kernels);
    });
  }

  microFile(epoch: number, id: VariantId): Promise<Outcome<Uint8Array>> {
    return this.answer(epoch, async (studio) => {
      const { forMicro } = await import("../answers/storage.ts");
      return (await forMicro(studio.made(id).model, this.host.kernels)).bytes;
    });
  }

  weightSample(epoch: number): Promise<Outcome<WeightSample>> {
    return this.answer(epoch, async (studio) => {
      const { weightSample } = await import("../answers/weight-sample.ts");
      return weightSample(studio.made(original), this.host.kernels);
    });
  }

  sweep(
    message: JobMessage,
    request: SweepRequest,
    onPoint: ((point: SweepPoint) => void) & ProxyMarked,
  ): Promise<Outcome<null>> {
    return this.work(message, async (studio, control, telling) => {
      const { sweep } = await import("../search/sweep.ts");
      return done(await sweep(studio, request, control, telling(onPoint)));
    });
  }

  judge(epoch: number, id: VariantId, target: TargetId): Promise<Outcome<TargetFacts>> {
    return this.answer(epoch, async (studio) => {
      const { targetFacts } = await import("../answers/judge.ts");
      return targetFacts(studio.made(id).model, target);
    });
  }

  snippets(epoch: number, id: VariantId, fileName: string): Promise<Outcome<readonly Snippet[]>> {
    return this.answer(epoch, async (studio) => {
      const { allSnippets } = await import("../answers/snippets.ts");
      return allSnippets(studio.made(id).model, fileName);
    });
  }

  checksum(epoch: number, id: VariantId): Promise<Outcome<string>> {
    return this.answer(epoch, async (studio) => {
      // A copy: digests refuse shared memory.
      const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(studio.made(id).bytes));
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    });
  }

  previewRules(epoch: number, recipe: RuledSteps): Promise<Outcome<readonly RuleFacts[]>> {
    return this.answer(epoch, async (studio) => {
      await loadPatterns();
      return ruleFacts(studio.model, recipe, null);
    });
  }

  structure(epoch: number, a: VariantId, b: VariantId): Promise<Outcome<StructureFacts>> {
    return this.answer(epoch, async (studio) => {
      const { structureFacts } = await import("../answers/structure.ts");
      return structureFacts(studio.made(a).model, studio.made(b).model);
    });
  }

  outputs(message: JobMessage, a: VariantId, b: VariantId): Promise<Outcome<OutputFacts>> {
    return this.work(message, (studio, control) => studio.outputs(a, b, control));
  }

  archive(
    message: JobMessage,
    files: readonly { readonly id: VariantId; readonly name: string }[],
  ): Promise<Outcome<Blob>> {
    return this.work(message, async (studio, control) => {
      const { zipFiles } = await import("../answers/archive.ts");
      const parts = files.map(({ id, name }) => ({ name, bytes: studio.made(id).bytes }));
      return done(await zipFiles(parts, sharedCancelSignal(control.cancelFlag), control.onProgress));
    });
  }

  findBest(
    message: JobMessage,
    request: BestRequest,
    onState: ((state: SearchState) => void) & ProxyMarked,
  ): Promise<Outcome<null>> {
    return this.work(message, async (studio, control, telling) => {
      const show = telling(onState);
      try {
        const alone: ExclusiveLock["aloneWithin"] = (work, signal) => this.lock.aloneWithin(work, signal);
        for await (const state of studio.findBest(request, control, alone)) show(state);
        return done(null);
      } finally {
        studio.dropCandidates();
      }
    });
  }

  /** For pages without shared memory, where the flag that the page sets is not the one that the work reads. */
  cancel(job: number): void {
    const flag = this.flags.get(job);
    if (flag) flag[0] = 1;
  }

  /** As `cancel`, for the flag that steers training. */
  steer(job: number, value: number): void {
    const flag = this.trainFlags.get(job);
    if (flag) flag[0] = value;
  }

  private async forModel<T>(
    epoch: number,
    work: (studio: Studio) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    if (epoch !== this.epoch || this.studio === null) return { state: "cancelled" };
    return work(this.studio);
  }

  /** Something that is known at once, for the model it was asked of. */
  private async answer<T>(epoch: number, find: (studio: Studio) => Promise<T>): Promise<Outcome<T>> {
    try {
      return await this.forModel(epoch, async (studio) => done(await find(studio)));
    } catch (error) {
      return outcomeOfError(error);
    }
  }

  /** Runs a job for the model it was asked for; when another was opened meanwhile, its result is dropped. */
  private async work<T>(
    message: JobMessage,
    job: (studio: Studio, control: JobControl, telling: News["telling"]) => Promise<Outcome<T>>,
    alone = false,
  ): Promise<Outcome<T>> {
    this.flags.set(message.job, message.cancelFlag);
    if (message.trainFlag) this.trainFlags.set(message.job, message.trainFlag);
    try {
      const onProgress = throttled((progress) => this.listener(message.job, progress));
      const news = new News();
      const onTrainEvent = news.telling((event: TrainEvent) => this.trainListener(message.job, event));
      const control = {
        cancelFlag: message.cancelFlag,
        onProgress,
        onTrainEvent,
        trainFlag: message.trainFlag,
      };
      const run = (): Promise<Outcome<T>> =>
        message.cancelFlag[0] === 0
          ? this.forModel(message.epoch, (studio) => job(studio, control, news.telling))
          : Promise.resolve({ state: "cancelled" });
      const outcome = await (alone ? this.lock.exclusive(run) : this.lock.shared(run));
      await news.told();
      return message.epoch === this.epoch ? outcome : { state: "cancelled" };
    } catch (error) {
      return outcomeOfError(error);
    } finally {
      this.flags.delete(message.job);
      this.trainFlags.delete(message.job);
    }
  }
}
