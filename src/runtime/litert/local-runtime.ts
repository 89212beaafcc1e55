import type { LoadOptions, Runtime, RuntimeInfo, Session } from "../../core/run/runtime.ts";
import { diedError, type LiteRtInstance } from "./instance.ts";
import { loadSession } from "./load.ts";

/**
 * A runtime in the calling thread: an inference blocks it. After a trap or an abort the next load starts a fresh
 * instance with a heap of its own; the sessions of the old one stay dead.
 * @param open how a model is loaded, for hosts that have more than the CPU.
 */
export async function createLocalRuntime(
  start: () => Promise<LiteRtInstance>,
  info: RuntimeInfo,
  open: typeof loadSession = loadSession,
): Promise<Runtime> {
  let instance: LiteRtInstance | undefined = await start();
  let closed = false;
  let sessions: Session[] = [];
  return {
    info,
    async load(bytes: Uint8Array, options?: LoadOptions): Promise<Session> {
      if (closed || !instance) throw diedError("it was closed.");
      if (instance.died) {
        sessions = [];
        instance = await start();
      }
      const threads = Math.min(options?.threads ?? 1, info.threads);
      const session = await open(instance, bytes, { ...options, threads });
      sessions.push(session);
      return session;
    },
    close() {
      closed = true;
      for (const session of sessions) session.close();
      sessions = [];
      instance = undefined;
    },
  };
}
