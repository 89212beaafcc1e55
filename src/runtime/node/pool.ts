import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import type { Runtime } from "../../core/run/runtime.ts";
import { createPool, type RuntimePool } from "../pool.ts";
import { createRemoteRuntime, type RuntimeWorker } from "../remote/client.ts";
import { wrap } from "../remote/comlink.ts";
import type { RuntimeService } from "../remote/service.ts";
import { nodeEndpoint } from "./endpoint.ts";
import { startThread } from "./thread.ts";

/** The bundled worker: beside this code's own bundle, or in the place where the build puts it. */
function workerEntry(): URL {
  const beside = new URL("./runtime.worker.mjs", import.meta.url);
  return existsSync(beside) ? beside : new URL("../../../dist/node/runtime.worker.mjs", import.meta.url);
}

/** Makes a thread the runtime's worker. */
export function runtimeWorkerOver(worker: Worker): RuntimeWorker {
  return {
    service: wrap<RuntimeService>(nodeEndpoint(worker)) as unknown as RuntimeService,
    onDeath(callback) {
      worker.once("error", (error: Error) => callback(error.message || String(error)));
      worker.once("exit", (code: number) => callback(`its worker ended with code ${code}.`));
    },
    terminate: () => void worker.terminate(),
  };
}

/** The runtime in a worker thread, which an abort cannot take further than its own models. */
export const createNodeWorkerRuntime = (entry: URL = workerEntry()): Promise<Runtime> =>
  createRemoteRuntime(() => runtimeWorkerOver(startThread(entry)), { threads: 1, webgpu: false });

/** One worker for each processor, or as many as asked for. Call `close` when done, or the process stays. */
export const createNodeRuntimePool = (
  size: number = availableParallelism(),
  entry: URL = workerEntry(),
): Promise<RuntimePool> => createPool(() => createNodeWorkerRuntime(entry), size);
