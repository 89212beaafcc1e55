import { hasRelaxedSimd } from "../../runtime/wasm-features.ts";

/** The runtime's builds that this browser may load (src/runtime/browser/litert-module.ts chooses), from the page's folder. */
export function runtimeFiles(): string[] {
  const builds = !hasRelaxedSimd()
    ? ["litert_wasm_compat_internal"]
    : globalThis.crossOriginIsolated
      ? ["litert_wasm_threaded_internal", "litert_wasm_internal"]
      : ["litert_wasm_internal"];
  return builds.flatMap((build) => [`litert/${build}.js`, `litert/${build}.wasm`]);
}
