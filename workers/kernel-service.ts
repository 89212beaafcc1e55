import type { KernelArgs, KernelName, KernelResult } from "../src/core/kernels/executor.ts";
import { kernels } from "../src/core/kernels/index.ts";
import { done, type Outcome, outcomeOfError } from "../src/core/outcome.ts";

/** What a kernel worker does in either host: receive, compute, reply. */
export const kernelService = {
  run<K extends KernelName>(kernel: K, args: KernelArgs<K>): Outcome<KernelResult<K>> {
    try {
      const work = kernels[kernel] as (args: KernelArgs<K>) => KernelResult<K>;
      return done(work(args));
    } catch (error) {
      return outcomeOfError(error);
    }
  },
};
