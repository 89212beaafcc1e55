import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { wrap } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { startThread } from "../../runtime/node/thread.ts";
import { type KernelWorker, type KernelWorkerApi, WorkerPool } from "../worker-pool.ts";

/** Memory that worker threads share. */
export const allocateShared = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));

/** A worker thread as the pool needs it. */
export function kernelWorkerOver(worker: Worker): KernelWorker {
  worker.unref();
  return {
    api: wrap<KernelWorkerApi>(nodeEndpoint(worker)) as unknown as KernelWorkerApi,
    onDeath(callback) {
      worker.once("error", (error: Error) => callback(error.message));
      worker.once("exit", (code) => callback(`exit code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}

const spawn = (): KernelWorker =>
  kernelWorkerOver(startThread(new URL("./kernel.worker.mjs", bundleFolder())));

/** Where the bundled workers lie: beside the bundle that runs, or in dist/node when run from source. */
export function bundleFolder(): URL {
  const here = new URL(".", import.meta.url);
  return here.pathname.endsWith("/dist/node/") ? here : new URL("../../../dist/node/", import.meta.url);
}

/** A pool of worker threads, one a core. */
export const createKernelPool = (workers = availableParallelism()): WorkerPool =>
  new WorkerPool(workers, spawn, allocateShared);
