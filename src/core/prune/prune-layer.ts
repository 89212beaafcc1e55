import type { KernelExecutor } from "../kernels/executor.ts";
import { type CancelSignal, InputError } from "../outcome.ts";
import { type ProblemArgs, sliceProblem } from "../reconstruct/kernels.ts";
import { maskFromOrder, type RemovalOrder } from "../reconstruct/prune-rows.ts";
import type { LayerSolution, LayerTask } from "../reconstruct/reconstruct.ts";
import type { PrunePattern } from "./pattern.ts";

/** Damping relative to the mean variance of a layer's inputs. */
const damp = 0.01;
/** Multiply-adds that exact removal may take in one layer, about five seconds on two cores. */
const exactWork = 8e9;
/** A row may lose this much more than the layer does on average. */
const rowSlack = 1.25;

interface Hosts {
  readonly kernels: KernelExecutor;
  readonly signal: CancelSignal;
}

/** The layer's problem as kernels take it. Throws InputError `samples-not-finite` where samples hold, or lead to, what is no number. */
export function problemArgs({ stats, weights, bias, layer, perRow }: LayerTask): ProblemArgs {
  if (!stats.sum.every(Number.isFinite)) {
    throw new InputError(
      "samples-not-finite",
      `Values that are not numbers (NaN) or infinite reach the ${layer.name}, so nothing can be learned from the samples. Either samples hold such values, or weights before that op do: remove those samples, or repair the weights.`,
      { op: layer.name },
    );
  }
  return { stats, weights, bias, rows: layer.rows, columns: layer.columns, perRow, damp };
}

/**
 * Prunes one layer by what its samples say: weight by weight in the exact order where that is affordable, else
 * column by column; then the best values for the weights that are left.
 */
export async function pruneLayer(
  task: LayerTask,
  pattern: PrunePattern,
  share: number,
  hosts: Hosts,
): Promise<LayerSolution> {
  const problem = problemArgs(task);
  const { rows, columns } = problem;
  const exact = pattern === "unstructured" && (rows * columns ** 3) / 3 <= exactWork;
  const mask = exact
    ? maskFromOrder(rows, columns, await trace(problem, share, hosts), Math.round(rows * columns * share))
    : (await hosts.kernels.run("sequentialPruneMask", [{ ...problem, pattern, share }], hosts))[0]!;
  return refit(problem, mask, hosts);
}

/** The best values for the kept weights, rows spread over the workers. */
export async function refit(problem: ProblemArgs, mask: Uint8Array, hosts: Hosts): Promise<LayerSolution> {
  const parts = await hosts.kernels.run(
    "refitMasked",
    shares(problem.rows, hosts.kernels.concurrency).map(([from, to]) => ({
      ...sliceProblem(problem, from, to),
      mask: mask.slice(from * problem.columns, to * problem.columns),
    })),
    hosts,
  );
  return joinRows(parts);
}

/** Puts rows that workers solved together again. */
export function joinRows(parts: readonly LayerSolution[]): LayerSolution {
  const join = (arrays: readonly Float32Array[]): Float32Array => {
    const all = new Float32Array(arrays.reduce((n, a) => n + a.length, 0));
    let at = 0;
    for (const a of arrays) {
      all.set(a, at);
      at += a.length;
    }
    return all;
  };
  return { weights: join(parts.map((p) => p.weights)), bias: join(parts.map((p) => p.bias)) };
}

async function trace(problem: ProblemArgs, share: number, hosts: Hosts): Promise<RemovalOrder> {
  const { rows, columns } = problem;
  const most = Math.min(columns, Math.ceil(columns * Math.min(1, share * rowSlack)));
  const parts = await hosts.kernels.run(
    "traceRemovals",
    shares(rows, hosts.kernels.concurrency * 2).map(([from, to]) => ({
      ...sliceProblem(problem, from, to),
      most,
    })),
    hosts,
  );
  const order = new Int32Array(rows * most);
  const cost = new Float64Array(rows * most);
  let at = 0;
  for (const part of parts) {
    order.set(part.order, at);
    cost.set(part.cost, at);
    at += part.order.length;
  }
  return { order, cost, most };
}

/** [from, to) of about equal shares of `rows`. */
export function shares(rows: number, count: number): [number, number][] {
  const parts = Math.max(1, Math.min(rows, count));
  return Array.from({ length: parts }, (_, i): [number, number] => [
    Math.floor((i * rows) / parts),
    Math.floor(((i + 1) * rows) / parts),
  ]);
}
