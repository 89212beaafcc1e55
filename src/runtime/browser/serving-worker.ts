// Starts the runtime's worker, for those who need not speak with it and what that takes.
import { type StartedWorker, startWorker } from "./start-worker.ts";

/** A worker that was started, with the port over which its service answers. */
export interface ServingWorker {
  readonly port: MessagePort;
  onDeath(callback: (reason: string) => void): void;
  terminate(): void;
}

/** Gives a started worker the port that it answers over (`serve`). */
export function servingOver(worker: StartedWorker): ServingWorker {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(port2, [port2]);
  return {
    port: port1,
    onDeath: (callback) => worker.onDeath(callback),
    terminate: () => worker.terminate(),
  };
}

/** Starts a runtime's worker. */
export const startRuntimeWorker = (): StartedWorker =>
  startWorker(
    () =>
      new Worker(new URL("../../../workers/runtime.worker.ts", import.meta.url), {
        type: "module",
        name: "runtime",
      }),
  );
