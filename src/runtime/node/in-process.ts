import type { LoadOptions, Runtime, RuntimeInfo, Session } from "../../core/run/runtime.ts";
import { diedError, type LiteRtInstance } from "../litert/instance.ts";
import { loadSession } from "../litert/load.ts";
import { liteRtVersion } from "../litert/version.ts";
import { bestNodeVariant, type NodeVariant, startInstance } from "./litert-module.ts";

/** What a Node runtime says of itself. */
export const nodeRuntimeInfo = (variant: NodeVariant): RuntimeInfo => ({
  runtime: `LiteRT ${liteRtVersion} (wasm${variant === "compat" ? ", without relaxed SIMD" : ""}, Node ${process.versions.node})`,
  threads: 1,
  webgpu: false,
});

/**
 * The runtime in the calling thread: the fewest moving parts, but an inference blocks the thread. After a trap or an
 * abort the next load starts a fresh copy with a heap of its own.
 */
export async function createNodeRuntime(variant: NodeVariant = bestNodeVariant()): Promise<Runtime> {
  let instance: LiteRtInstance | undefined = await startInstance(variant);
  let closed = false;
  const sessions = new Set<Session>();
  return {
    info: nodeRuntimeInfo(variant),
    async load(bytes: Uint8Array, options?: LoadOptions): Promise<Session> {
      if (closed) throw diedError("it was closed.");
      if (!instance || instance.died) {
        sessions.clear();
        instance = await startInstance(variant);
      }
      const session = await loadSession(instance, bytes, options);
      sessions.add(session);
      return session;
    },
    close() {
      closed = true;
      for (const session of sessions) session.close();
      sessions.clear();
      instance = undefined;
    },
  };
}
