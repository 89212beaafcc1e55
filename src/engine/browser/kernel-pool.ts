import { wrap } from "comlink";
import type { ServingWorker } from "../../runtime/browser/serving-worker.ts";
import { type KernelWorker, type KernelWorkerApi, WorkerPool } from "../worker-pool.ts";

/** Memory that workers share, where the page is isolated. */
export const allocateShared = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));

const kernelOver = (worker: ServingWorker): KernelWorker => ({
  api: wrap<KernelWorkerApi>(worker.port) as unknown as KernelWorkerApi,
  onDeath: (callback) => worker.onDeath(callback),
  terminate: () => worker.terminate(),
});

export const createKernelPool = (workers: number, start: () => ServingWorker): WorkerPool =>
  new WorkerPool(workers, () => kernelOver(start()), allocateShared);
