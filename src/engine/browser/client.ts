import { proxy, type Remote, wrap } from "comlink";
import type { Outcome, Progress } from "../../core/outcome.ts";
import type { SearchState } from "../../core/search/state.ts";
import type { TrainEvent } from "../../core/train/events.ts";
import type { JobControl, LatencyFacts, OnJobProgress, StudioApi, VariantId } from "../api.ts";
import type { EngineService, JobMessage } from "./engine-service.ts";

/** A cancel flag that the engine's workers see as well, where memory can be shared. */
export const newCancelFlag = (): Int32Array =>
  new Int32Array(typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(4) : new SharedArrayBuffer(4));

/** Starts the engine's worker and speaks with it. Results for a model that is no longer open come as cancelled. */
export function connectStudio(onDeath: (reason: string) => void = () => {}): StudioApi {
  const worker = new Worker(new URL("../../../workers/engine.worker.ts", import.meta.url), {
    type: "module",
    name: "engine",
  });
  worker.addEventListener("error", (event) => onDeath(event.message || "the engine could not start"));
  const engine = wrap<EngineService>(worker) as Remote<EngineService>;
  /** Names the opened model in every call. A file that could not be opened leaves the earlier model's number. */
  let epoch = 0;
  let opened = 0;
  let jobs = 0;
  const listeners = new Map<number, OnJobProgress>();
  const trainListeners = new Map<number, (event: TrainEvent) => void>();
  const tellHidden = (): void => void engine.setHidden(document.hidden);
  document.addEventListener("visibilitychange", tellHidden);
  tellHidden();
  void engine.listenTraining(proxy((job: number, event: TrainEvent) => trainListeners.get(job)?.(event)));
  void engine.listen(proxy((job: number, progress: Progress) => listeners.get(job)?.(progress)));

  /** Runs a job and, where memory is not shared, carries its cancel flag over by message. */
  async function job<T>(
    control: JobControl,
    start: (message: JobMessage) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const id = ++jobs;
    const shared = control.cancelFlag.buffer instanceof ArrayBuffer === false;
    const watch = shared
      ? undefined
      : setInterval(() => {
          if (control.cancelFlag[0] !== 0) void engine.cancel(id);
          if (control.trainFlag) void engine.steer(id, control.trainFlag[0]!);
        }, 40);
    listeners.set(id, control.onProgress);
    if (control.onTrainEvent) trainListeners.set(id, control.onTrainEvent);
    try {
      return await start({ epoch, job: id, cancelFlag: control.cancelFlag, trainFlag: control.trainFlag });
    } finally {
      listeners.delete(id);
      trainListeners.delete(id);
      clearInterval(watch);
    }
  }

  return {
    environment: () => engine.environment(),
    async openModel(name, source) {
      const mine = ++opened;
      const outcome = await engine.openModel(mine, name, source);
      if (outcome.state === "done") epoch = Math.max(epoch, mine);
      return outcome;
    },
    openData: (files, options, control) =>
      job(control, (message) => engine.openData(message, [...files], options)),
    closeData: () => engine.closeData(epoch),
    makeVariant: (request, control) => job(control, (message) => engine.makeVariant(message, request)),
    gzipSize: (id) => engine.gzipSize(epoch, id),
    fidelity: (id, control) => job(control, (message) => engine.fidelity(message, id)),
    accuracy: (id, control) => job(control, (message) => engine.accuracy(message, id)),
    latency: (ids, control, onFigure: (id: VariantId, facts: LatencyFacts) => void) =>
      job(control, (message) => engine.latency(message, ids, proxy(onFigure))),
    tensorErrors: (id, control) => job(control, (message) => engine.tensorErrors(message, id)),
    sensitivity: (id, control) => job(control, (message) => engine.sensitivity(message, id)),
    repair: (id, limits, control, onStep) =>
      job(control, (message) => engine.repair(message, id, limits, proxy(onStep))),
    weightHistogram: (id, subgraph, tensor, bins) =>
      engine.weightHistogram(epoch, id, subgraph, tensor, bins),
    activationHistogram: (tensor, bins) => engine.activationHistogram(epoch, tensor, bins),
    graph: (id) => engine.graph(epoch, id),
    file: (id) => engine.file(epoch, id),
    storage: (id) => engine.storage(epoch, id),
    microFile: (id) => engine.microFile(epoch, id),
    weightSample: () => engine.weightSample(epoch),
    sweep: (request, control, onPoint) =>
      job(control, (message) => engine.sweep(message, request, proxy(onPoint))),
    judge: (id, target) => engine.judge(epoch, id, target),
    snippets: (id, fileName) => engine.snippets(epoch, id, fileName),
    checksum: (id) => engine.checksum(epoch, id),
    previewRules: (recipe) => engine.previewRules(epoch, recipe),
    structure: (a, b) => engine.structure(epoch, a, b),
    outputs: (a, b, control) => job(control, (message) => engine.outputs(message, a, b)),
    archive: (files, control) => job(control, (message) => engine.archive(message, [...files])),
    findBest: (request, control, onState: (state: SearchState) => void) =>
      job(control, (message) => engine.findBest(message, request, proxy(onState))),
  };
}
