import type { ModuleFactory } from "../litert/bindings.ts";
import { LiteRtInstance } from "../litert/instance.ts";
import { RuntimeLog } from "../litert/log.ts";
import { hasRelaxedSimd } from "../wasm-features.ts";

/** `plain` and `threaded` use relaxed SIMD, `compat` does without; only `threaded` has threads. */
export type BrowserVariant = "threaded" | "plain" | "compat";

const scriptOf: Record<BrowserVariant, string> = {
  threaded: "litert_wasm_threaded_internal.js",
  plain: "litert_wasm_internal.js",
  compat: "litert_wasm_compat_internal.js",
};

/** The fastest build for this browser. Threads need shared memory, which needs the page to be isolated. */
export function bestBrowserVariant(threads: number): BrowserVariant {
  if (!hasRelaxedSimd()) return "compat";
  return threads > 1 && globalThis.crossOriginIsolated ? "threaded" : "plain";
}

/** Threads that have not begun so many milliseconds after the code was compiled are not waited for. */
const threadPatience = 60_000;

// The threaded build declares its memory so; the module refuses any other.
const wasmPages = { initial: 256, maximum: 32768 };

/** Where vite/litert-assets.ts puts the runtime's files: beside the folder of this bundle. */
const litertFolder = (): string =>
  import.meta.env.DEV
    ? new URL(`${import.meta.env.BASE_URL}litert/`, globalThis.location.origin).href
    : new URL(/* @vite-ignore */ "../litert/", import.meta.url).href;

/** Starts a fresh copy of the runtime in this worker. */
export async function startInstance(variant: BrowserVariant, device: unknown): Promise<LiteRtInstance> {
  const folder = litertFolder();
  const script = folder + scriptOf[variant];
  const factory = await importScript(script);
  const log = new RuntimeLog();
  const memory = variant === "threaded" ? new WebAssembly.Memory({ ...wasmPages, shared: true }) : undefined;
  const threads = watchThreads();
  const starting = factory({
    locateFile: (file) => folder + file,
    mainScriptUrlOrBlob: script,
    monitorRunDependencies: threads.left,
    print: log.add,
    printErr: log.add,
    ...(memory ? { wasmMemory: memory } : {}),
    ...(device ? { preinitializedWebGPUDevice: device } : {}),
  });
  const module = await Promise.race([starting, threads.missing]);
  return new LiteRtInstance(module, log, memory, device);
}

/** `missing` rejects where a thread does not begin: the module alone would wait for it for ever. */
function watchThreads(): { left(count: number): void; readonly missing: Promise<never> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let give: (error: Error) => void = () => {};
  const missing = new Promise<never>((_, reject) => {
    give = reject;
  });
  return {
    missing,
    left(count) {
      clearTimeout(timer);
      if (count > 0) timer = setTimeout(() => give(new Error("its threads did not start")), threadPatience);
    },
  };
}

const factories = new Map<string, ModuleFactory>();

/**
 * Runs the runtime's script, which is a classic script or a CommonJS module, in a module worker: there it finds no
 * `importScripts`, but where `module` and `exports` are defined it leaves its factory in them. Nothing is evaluated
 * from text, so that a Content-Security-Policy without `unsafe-eval` allows it.
 */
async function importScript(address: string): Promise<ModuleFactory> {
  const known = factories.get(address);
  if (known) return known;
  const scope = globalThis as { module?: { exports: unknown }; exports?: unknown };
  const holder: { exports: unknown } = { exports: {} };
  scope.module = holder;
  scope.exports = holder.exports;
  try {
    await import(/* @vite-ignore */ address);
  } finally {
    delete scope.module;
    delete scope.exports;
  }
  if (typeof holder.exports !== "function") throw new Error(`${address} holds no runtime`);
  const factory = holder.exports as ModuleFactory;
  factories.set(address, factory);
  return factory;
}
