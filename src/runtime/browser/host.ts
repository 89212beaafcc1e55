import type { Runtime } from "../../core/run/runtime.ts";
import { createPool, type RuntimePool } from "../pool.ts";
import { createRemoteRuntime, type RuntimeWorker } from "../remote/client.ts";
import { wrap } from "../remote/comlink.ts";
import type { RuntimeService } from "../remote/service.ts";
import { startWorker } from "./start-worker.ts";

/** Starts a runtime's worker. Works in a page and in another worker. */
function spawn(): RuntimeWorker {
  const worker = startWorker(
    () =>
      new Worker(new URL("../../../workers/runtime.worker.ts", import.meta.url), {
        type: "module",
        name: "runtime",
      }),
  );
  return {
    service: wrap<RuntimeService>(worker) as unknown as RuntimeService,
    onDeath: (callback) => worker.onDeath(callback),
    terminate: () => worker.terminate(),
  };
}

export interface BrowserRuntimeOptions {
  /** Most CPU threads that a model may ask for; by default as many as there are processors. */
  readonly threads?: number;
  /** Whether to ask for a WebGPU device, so that models can be loaded with `accelerator: "webgpu"`. */
  readonly webgpu?: boolean;
}

/** The runtime in a worker of its own, with threads where the page is isolated. Close it, or the worker stays. */
export const createBrowserRuntime = (options: BrowserRuntimeOptions = {}): Promise<Runtime> =>
  createRemoteRuntime(spawn, {
    threads: options.threads ?? navigator.hardwareConcurrency,
    webgpu: options.webgpu ?? false,
  });

/** Single-threaded runtimes side by side, one for each processor: the most samples a second from small models. */
export const createBrowserRuntimePool = (size = navigator.hardwareConcurrency): Promise<RuntimePool> =>
  createPool(() => createBrowserRuntime({ threads: 1 }), size);
