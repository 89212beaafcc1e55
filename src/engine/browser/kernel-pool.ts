import { wrap } from "comlink";
import { startWorker } from "../../runtime/browser/start-worker.ts";
import { type KernelWorker, type KernelWorkerApi, WorkerPool } from "../worker-pool.ts";

/** Memory that workers share, where the page is isolated. */
export const allocateShared = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));

function spawn(): KernelWorker {
  const worker = startWorker(
    () =>
      new Worker(new URL("../../../workers/kernel.worker.ts", import.meta.url), {
        type: "module",
        name: "kernel",
      }),
  );
  return {
    api: wrap<KernelWorkerApi>(worker) as unknown as KernelWorkerApi,
    onDeath: (callback) => worker.onDeath(callback),
    terminate: () => worker.terminate(),
  };
}

export const createKernelPool = (workers: number): WorkerPool =>
  new WorkerPool(workers, spawn, allocateShared);
