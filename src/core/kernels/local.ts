import type { KernelArgs, KernelExecutor, KernelName, KernelResult } from "./executor.ts";
import { kernels } from "./index.ts";

/** Runs kernels one after the other in the calling thread: for tests and for hosts without workers. */
export const localExecutor: KernelExecutor = {
  concurrency: 1,
  allocate: (bytes) => new Uint8Array(bytes),
  async run<K extends KernelName>(
    kernel: K,
    calls: readonly KernelArgs<K>[],
    options: Parameters<KernelExecutor["run"]>[2] = {},
  ): Promise<KernelResult<K>[]> {
    const work = kernels[kernel] as (args: KernelArgs<K>) => KernelResult<K>;
    const results: KernelResult<K>[] = [];
    for (const [i, args] of calls.entries()) {
      options.signal?.throwIfCancelled();
      results.push(work(args));
      options.onDone?.(i);
    }
    return results;
  },
};
