import type { Runtime, RuntimeInfo } from "../../core/run/runtime.ts";
import { createLocalRuntime } from "../litert/local-runtime.ts";
import { liteRtVersion } from "../litert/version.ts";
import { bestNodeVariant, type NodeVariant, startInstance } from "./litert-module.ts";
import { setUpV8 } from "./v8-settings.ts";

/** What a Node runtime says of itself. */
const nodeRuntimeInfo = (variant: NodeVariant): RuntimeInfo => ({
  runtime: `LiteRT ${liteRtVersion} (wasm${variant === "compat" ? ", without relaxed SIMD" : ""}, Node ${process.versions.node})`,
  threads: 1,
  webgpu: false,
});

/** The runtime in the calling thread: the fewest moving parts, but an inference blocks the thread. */
export function createNodeRuntime(variant: NodeVariant = bestNodeVariant()): Promise<Runtime> {
  setUpV8();
  return createLocalRuntime(() => startInstance(variant), nodeRuntimeInfo(variant));
}
