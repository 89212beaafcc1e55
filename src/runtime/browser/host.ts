import type { Runtime } from "../../core/run/runtime.ts";
import { createPool, type RuntimePool } from "../pool.ts";
import { createRemoteRuntime, type RuntimeWorker } from "../remote/client.ts";
import { wrap } from "../remote/comlink.ts";
import type { RuntimeService } from "../remote/service.ts";
import { type ServingWorker, servingOver, startRuntimeWorker } from "./serving-worker.ts";

const startHere = (): ServingWorker => servingOver(startRuntimeWorker());

const serviceOver = (worker: ServingWorker): RuntimeWorker => ({
  service: wrap<RuntimeService>(worker.port) as unknown as RuntimeService,
  onDeath: (callback) => worker.onDeath(callback),
  terminate: () => worker.terminate(),
});

export interface BrowserRuntimeOptions {
  /** Most CPU threads that a model may ask for; by default as many as there are processors. */
  readonly threads?: number;
  /** Whether to ask for a WebGPU device, so that models can be loaded with `accelerator: "webgpu"`. */
  readonly webgpu?: boolean;
  /** How its worker is started; by default here. */
  readonly start?: () => ServingWorker;
}

/** The runtime in a worker of its own, with threads where the page is isolated. Close it, or the worker stays. */
export const createBrowserRuntime = (options: BrowserRuntimeOptions = {}): Promise<Runtime> =>
  createRemoteRuntime(() => serviceOver((options.start ?? startHere)()), {
    threads: options.threads ?? navigator.hardwareConcurrency,
    webgpu: options.webgpu ?? false,
  });

/** Single-threaded runtimes side by side, one for each processor: the most samples a second from small models. */
export const createBrowserRuntimePool = (
  size = navigator.hardwareConcurrency,
  start = startHere,
): Promise<RuntimePool> => createPool(() => createBrowserRuntime({ threads: 1, start }), size);
