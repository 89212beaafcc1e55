import type { CancelSignal } from "../outcome.ts";
import type { Kernels } from "./index.ts";

export type KernelName = keyof Kernels;
export type KernelArgs<K extends KernelName> = Parameters<Kernels[K]>[0];
export type KernelResult<K extends KernelName> = ReturnType<Kernels[K]>;

/** One piece of per-tensor work. Arrays over shared memory are read and written in place; others are copied. */
export interface KernelCall<K extends KernelName = KernelName> {
  readonly kernel: K;
  readonly args: KernelArgs<K>;
}

/** Runs kernels: in place for tests, over a pool of workers in the browser and on the command line. */
export interface KernelExecutor {
  readonly concurrency: number;
  /** Zeroed memory that kernels can write into from any worker (shared where the host allows it). */
  allocate(bytes: number): Uint8Array;
  /**
   * Memory as that of `allocate`, for constants that a finished file is to hold as they are, with room for `before`
   * bytes of the rest: where it is missing or not used, they are copied into the file.
   */
  layOut?(sizes: readonly number[], before: number): Uint8Array[];
  /** Results in the order of the calls. `onDone` is told as each one ends. Rejects with CancelledError. */
  run<K extends KernelName>(
    kernel: K,
    calls: readonly KernelArgs<K>[],
    options?: { readonly signal?: CancelSignal; readonly onDone?: (index: number) => void },
  ): Promise<KernelResult<K>[]>;
}

/** The same workers with other memory. */
export const withMemory = (
  kernels: KernelExecutor,
  memory: Pick<KernelExecutor, "allocate" | "layOut">,
): KernelExecutor => ({
  concurrency: kernels.concurrency,
  run: (kernel, calls, options) => kernels.run(kernel, calls, options),
  ...memory,
});
