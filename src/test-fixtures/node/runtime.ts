import { afterAll } from "vitest";
import type { Runtime } from "../../core/run/runtime.ts";
import { createNodeRuntime } from "../../runtime/node/in-process.ts";

/** The runtime in the test's own thread, closed after the last test of the file that asks for it. */
export async function runtimeForTests(): Promise<Runtime> {
  const runtime = await createNodeRuntime();
  afterAll(() => runtime.close());
  return runtime;
}
