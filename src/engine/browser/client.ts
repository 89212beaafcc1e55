import { proxy } from "comlink";
import { done, type Outcome, type Progress } from "../../core/outcome.ts";
import type { SearchState } from "../../core/search/state.ts";
import type { TrainEvent } from "../../core/train/events.ts";
import type { StartedWorker } from "../../runtime/browser/start-worker.ts";
import type { StudioApi } from "../api.ts";
import type { JobControl, OnJobProgress } from "../facts/job.ts";
import type { LatencyFacts, VariantId } from "../facts/variant.ts";
import { EngineConnection } from "./engine-connection.ts";
import type { JobMessage } from "./engine-service.ts";

/** A cancel flag that the engine's workers see as well, where memory can be shared. */
export const newCancelFlag = (): Int32Array =>
  new Int32Array(typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(4) : new SharedArrayBuffer(4));

/**
 * Starts the engine's worker and speaks with it. Results for a model that is no longer open come as cancelled. When the
 * worker dies, all that waits for it fails with the reason, and the next model is opened in another.
 */
export function connectStudio(
  onDeath: (message: string) => void = () => {},
  start?: () => StartedWorker,
): StudioApi {
  /** Names the opened model in every call. A file that could not be opened leaves the earlier model's number. */
  let epoch = 0;
  let opened = 0;
  let jobs = 0;
  const listeners = new Map<number, OnJobProgress>();
  const trainListeners = new Map<number, (event: TrainEvent) => void>();
  const connect = (): EngineConnection => {
    const made = new EngineConnection(onDeath, start);
    void made.engine.setHidden(document.hidden);
    void made.engine.listenTraining(
      proxy((job: number, event: TrainEvent) => trainListeners.get(job)?.(event)),
    );
    void made.engine.listen(proxy((job: number, progress: Progress) => listeners.get(job)?.(progress)));
    return made;
  };
  let connection = connect();
  document.addEventListener("visibilitychange", () => void connection.engine.setHidden(document.hidden));

  /** Runs a job and, where memory is not shared, carries its cancel flag over by message. */
  async function job<T>(
    control: JobControl,
    start: (engine: EngineConnection["engine"], message: JobMessage) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const id = ++jobs;
    const shared = control.cancelFlag.buffer instanceof ArrayBuffer === false;
    const watch = shared
      ? undefined
      : setInterval(() => {
          if (control.cancelFlag[0] !== 0) void connection.engine.cancel(id);
          if (control.trainFlag) void connection.engine.steer(id, control.trainFlag[0]!);
        }, 40);
    listeners.set(id, control.onProgress);
    if (control.onTrainEvent) trainListeners.set(id, control.onTrainEvent);
    try {
      const { cancelFlag, trainFlag } = control;
      return await connection.call((engine) => start(engine, { epoch, job: id, cancelFlag, trainFlag }));
    } finally {
      listeners.delete(id);
      trainListeners.delete(id);
      clearInterval(watch);
    }
  }

  const ask: EngineConnection["call"] = (question) => connection.call(question);

  return {
    async environment() {
      const known = await ask(async (engine) => done(await engine.environment()));
      if (known.state === "done") return known.value;
      throw new Error(known.state === "failed" ? known.failure.message : "The engine was not asked.");
    },
    async openModel(name, source) {
      const mine = ++opened;
      if (connection.dead) connection = connect();
      const outcome = await connection.call((engine) => engine.openModel(mine, name, source));
      if (outcome.state === "done") epoch = Math.max(epoch, mine);
      return outcome;
    },
    openData: (files, options, control) =>
      job(control, (engine, message) => engine.openData(message, [...files], options)),
    closeData: () => connection.engine.closeData(epoch),
    makeVariant: (request, control) =>
      job(control, (engine, message) => engine.makeVariant(message, request)),
    takeVariant: (request, file, facts, control) =>
      job(control, (engine, message) => engine.takeVariant(message, request, file, facts)),
    gzipSize: (id) => ask((engine) => engine.gzipSize(epoch, id)),
    fidelity: (id, control) => job(control, (engine, message) => engine.fidelity(message, id)),
    accuracy: (id, control) => job(control, (engine, message) => engine.accuracy(message, id)),
    latency: (ids, control, onFigure: (id: VariantId, facts: LatencyFacts) => void) =>
      job(control, (engine, message) => engine.latency(message, ids, proxy(onFigure))),
    tensorErrors: (id, control) => job(control, (engine, message) => engine.tensorErrors(message, id)),
    sensitivity: (id, control) => job(control, (engine, message) => engine.sensitivity(message, id)),
    repair: (id, limits, control, onStep) =>
      job(control, (engine, message) => engine.repair(message, id, limits, proxy(onStep))),
    weightHistogram: (id, subgraph, tensor, bins) =>
      ask((engine) => engine.weightHistogram(epoch, id, subgraph, tensor, bins)),
    activationHistogram: (tensor, bins) => ask((engine) => engine.activationHistogram(epoch, tensor, bins)),
    graph: (id) => ask((engine) => engine.graph(epoch, id)),
    file: (id) => ask((engine) => engine.file(epoch, id)),
    storage: (id) => ask((engine) => engine.storage(epoch, id)),
    microFile: (id) => ask((engine) => engine.microFile(epoch, id)),
    weightSample: () => ask((engine) => engine.weightSample(epoch)),
    sweep: (request, control, onPoint) =>
      job(control, (engine, message) => engine.sweep(message, request, proxy(onPoint))),
    judge: (id, target) => ask((engine) => engine.judge(epoch, id, target)),
    snippets: (id, fileName) => ask((engine) => engine.snippets(epoch, id, fileName)),
    checksum: (id) => ask((engine) => engine.checksum(epoch, id)),
    previewRules: (recipe) => ask((engine) => engine.previewRules(epoch, recipe)),
    structure: (a, b) => ask((engine) => engine.structure(epoch, a, b)),
    outputs: (a, b, control) => job(control, (engine, message) => engine.outputs(message, a, b)),
    archive: (files, control) => job(control, (engine, message) => engine.archive(message, [...files])),
    findBest: (request, control, onState: (state: SearchState) => void) =>
      job(control, (engine, message) => engine.findBest(message, request, proxy(onState))),
  };
}
