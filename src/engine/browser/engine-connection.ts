import { type Remote, transfer, wrap } from "comlink";
import { Lifeline } from "../../core/lifeline.ts";
import type { Outcome } from "../../core/outcome.ts";
import { type StartedWorker, startWorker } from "../../runtime/browser/start-worker.ts";
import type { EngineService } from "./engine-service.ts";
import { openWorkshop } from "./workshop.ts";

const spawn = (): StartedWorker =>
  startWorker(
    () =>
      new Worker(new URL("../../../workers/engine.worker.ts", import.meta.url), {
        type: "module",
        name: "engine",
      }),
  );

/** One life of the engine's worker, with all that was opened and made in it. */
export class EngineConnection {
  readonly engine: Remote<EngineService>;
  dead = false;
  private readonly life = new Lifeline<Outcome<never>>();

  constructor(onDeath: (message: string) => void, start: () => StartedWorker = spawn) {
    const worker = start();
    this.engine = wrap<EngineService>(worker) as Remote<EngineService>;
    const workshop = openWorkshop();
    void this.engine.takeWorkshop(transfer(workshop.port, [workshop.port]));
    worker.onDeath((reason) => {
      workshop.close();
      this.dead = true;
      const message = `The engine stopped: ${reason} Open the model again to go on.`;
      this.life.cut({ state: "failed", failure: { code: "engine-died", message } });
      onDeath(message);
    });
  }

  /** What the engine answers, or that it stopped: no call waits for a worker that is gone. */
  call<T>(ask: (engine: Remote<EngineService>) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.life.hold(ask(this.engine));
  }
}
