import type { KernelExecutor } from "../core/kernels/executor.ts";
import type { Runtime } from "../core/run/runtime.ts";

/** What the engine needs from where it runs: the browser or Node. */
export interface StudioHost {
  readonly cores: number;
  /** Whether workers see the same memory; without it everything runs on one worker, with copies. */
  readonly shared: boolean;
  readonly kernels: KernelExecutor;
  /** The runtime that gets all threads: for latency and for single models. Restarts after a death. */
  runtime(): Promise<Runtime>;
  /** Single-threaded runtimes, one a core at most, to run samples side by side. */
  parallelRuntimes(): Promise<readonly Runtime[]>;
  gzipSize(bytes: Uint8Array): Promise<number>;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Browser and version, or Node's; shown beside measurements. */
  readonly environment: string;
}
