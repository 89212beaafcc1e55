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

/** The runtime in this worker. It blocks the worker while a model runs. */
export async function createInWorkerRuntime(settings: RuntimeSettings): Promise<Runtime> {
  const variant = bestBrowserVariant(settings.threads);
  const device = settings.webgpu ? await requestDevice() : null;
  const info = {
    runtime: `LiteRT ${liteRtVersion} (${described[variant]})`,
    threads: variant === "threaded" ? Math.min(settings.threads, navigator.hardwareConcurrency) : 1,
    webgpu: device !== null,
  };
  return createLocalRuntime(() => startInstance(variant, device), info, loadOnDevice(device));
}
