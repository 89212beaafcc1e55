import type { KernelExecutor } from "../kernels/executor.ts";
import type { CancelSignal } from "../outcome.ts";
import { joinRows, problemArgs, shares } from "../prune/prune-layer.ts";
import type { ClusterSpec } from "./cluster-rows.ts";
import { sliceProblem } from "./kernels.ts";
import type { LayerSolution, LayerTask } from "./reconstruct.ts";

/** Clusters one layer by what its samples say; rows with values of their own are spread over the workers. */
export async function clusterLayer(
  task: LayerTask,
  spec: ClusterSpec,
  hosts: { readonly kernels: KernelExecutor; readonly signal: CancelSignal },
): Promise<LayerSolution> {
  const problem = problemArgs(task);
  const parts = spec.granularity === "tensor" ? 1 : hosts.kernels.concurrency;
  return joinRows(
    await hosts.kernels.run(
      "clusterLayerRows",
      shares(problem.rows, parts).map(([from, to]) => ({ ...sliceProblem(problem, from, to), spec })),
      hosts,
    ),
  );
}
