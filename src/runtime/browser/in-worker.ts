import type { Runtime } from "../../core/run/runtime.ts";
import { createLocalRuntime } from "../litert/local-runtime.ts";
import { liteRtVersion } from "../litert/version.ts";
import type { RuntimeSettings } from "../remote/service.ts";
import { loadOnDevice } from "./gpu-load.ts";
import { type BrowserVariant, bestBrowserVariant, startInstance } from "./litert-module.ts";
import { requestDevice } from "./webgpu-device.ts";

const described: Record<BrowserVariant, string> = {
  threaded: "wasm, threads",
  plain: "wasm",
  compat: "wasm, without relaxed SIMD",
};

/**
 * The runtime in this worker. It blocks the worker while a model runs. Where the threaded build cannot start, mostly
 * for want of the 2 GB of addresses that it reserves, the single-threaded one does.
 */
export async function createInWorkerRuntime(settings: RuntimeSettings): Promise<Runtime> {
  const device = settings.webgpu ? await requestDevice() : null;
  const create = (variant: BrowserVariant, threads: number): Promise<Runtime> => {
    const info = {
      runtime: `LiteRT ${liteRtVersion} (${described[variant]})`,
      threads,
      webgpu: device !== null,
    };
    return createLocalRuntime(() => startInstance(variant, device), info, loadOnDevice(device));
  };
  const best = bestBrowserVariant(settings.threads);
  if (best !== "threaded") return create(best, 1);
  try {
    return await create(best, Math.min(settings.threads, navigator.hardwareConcurrency));
  } catch {
    return create("plain", 1);
  }
}
