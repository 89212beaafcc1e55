import { localExecutor } from "../../core/kernels/local.ts";
import { createBrowserRuntime, createBrowserRuntimePool } from "../../runtime/browser/host.ts";
import type { Attention } from "../attention.ts";
import type { StudioHost } from "../host.ts";
import { browserName } from "./browser-name.ts";
import { gzipSize } from "./gzip-size.ts";
import { kept } from "./kept.ts";
import { createKernelPool } from "./kernel-pool.ts";
import type { Workshop } from "./workshop.ts";

/** Runtimes beside each other, each with its own copy of the models it runs. */
const mostRuntimes = 8;

/** The engine's host in its worker: kernels and runtimes in workers of their own, which the page starts. */
export function createBrowserHost(attention: Attention, workshop: Workshop): StudioHost {
  const cores = Math.max(1, navigator.hardwareConcurrency ?? 1);
  const shared = typeof SharedArrayBuffer !== "undefined" && self.crossOriginIsolated;
  const startRuntime = () => workshop.start("runtime");
  const workers = shared ? createKernelPool(cores, () => workshop.start("kernel")) : null;
  return {
    cores,
    shared,
    environment: `${browserName(navigator.userAgent)}, ${cores} cores${shared ? "" : ", not isolated"}`,
    kernels: workers ?? localExecutor,
    warmUp: () => workers?.start(),
    runtimes: kept(() => createBrowserRuntimePool(Math.min(cores, mostRuntimes), startRuntime)),
    latencyRuntime: kept(() => createBrowserRuntime({ threads: cores, webgpu: true, start: startRuntime })),
    gzipSize,
    attention,
    now: () => performance.now(),
  };
}
