import type { KernelExecutor } from "../core/kernels/executor.ts";
import type { Runtime } from "../core/run/runtime.ts";
import type { RuntimePool } from "../runtime/pool.ts";
import type { Attention } from "./attention.ts";

/** What the engine needs from where it runs: the browser or Node. */
export interface StudioHost {
  readonly cores: number;
  /** Whether workers see the same memory; without it everything runs on one worker, with copies. */
  readonly shared: boolean;
  readonly kernels: KernelExecutor;
  /** Starts the kernels' workers while something else, such as a file, is waited for. */
  warmUp(): void;
  /** Single-threaded runtimes, one a core: the most samples a second. */
  runtimes(): Promise<RuntimePool>;
  /** One runtime with as many threads as there can be: what latency is measured in. */
  latencyRuntime(): Promise<Runtime>;
  gzipSize(bytes: Uint8Array): Promise<number>;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Whether the page is in front; missing where there is none. */
  readonly attention?: Attention;
  /** Browser and version, or Node's; shown beside measurements. */
  readonly environment: string;
}
