import { wrap } from "comlink";
import { type KernelWorker, type KernelWorkerApi, WorkerPool } from "../worker-pool.ts";

/** Memory that workers share, where the page is isolated. */
export const allocateShared = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));

function spawn(): KernelWorker {
  const worker = new Worker(new URL("../../../workers/kernel.worker.ts", import.meta.url), {
    type: "module",
    name: "kernel",
  });
  return {
    api: wrap<KernelWorkerApi>(worker) as unknown as KernelWorkerApi,
    onDeath(callback) {
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        callback(event.message || "it could not go on");
      });
      worker.addEventListener("messageerror", () => callback("a message of it could not be read"));
    },
    terminate: () => worker.terminate(),
  };
}

export const createKernelPool = (workers: number): WorkerPool =>
  new WorkerPool(workers, spawn, allocateShared);
