import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { RuntimePool } from "../../runtime/pool.ts";
import type { StudioHost } from "../host.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { allocateShared, createKernelPool } from "./kernel-pool.ts";

export interface NodeHost extends StudioHost {
  close(): void;
}

/** The engine's host on the command line: worker threads for kernels and runtimes, started when first needed. */
export function createNodeHost(cores = availableParallelism(), runtimesAtMost = cores): NodeHost {
  let pool: WorkerPool | null = null;
  let runtimes: Promise<RuntimePool> | null = null;
  // Loaded late: most commands never run a model.
  const startRuntimes = async (): Promise<RuntimePool> =>
    (await import("../../runtime/node/pool.ts")).createNodeRuntimePool(runtimesAtMost);
  const kernelPool = (): WorkerPool => {
    pool ??= createKernelPool(cores);
    return pool;
  };
  const host: NodeHost = {
    cores,
    shared: true,
    environment: `Node ${process.versions.node}, ${cores} cores`,
    kernels: {
      concurrency: cores,
      allocate: allocateShared,
      run: (kernel, calls, options) => kernelPool().run(kernel, calls, options),
    },
    warmUp: () => kernelPool().start(),
    runtimes: () => {
      runtimes ??= startRuntimes();
      return runtimes;
    },
    latencyRuntime: async () => (await host.runtimes()).members[0]!,
    gzipSize: async (bytes) => (await promisify(gzip)(bytes)).length,
    now: () => performance.now(),
    close() {
      pool?.close();
      runtimes?.then(
        (all) => all.close(),
        () => {},
      );
    },
  };
  return host;
}
