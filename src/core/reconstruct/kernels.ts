import type { PrunePattern } from "../prune/pattern.ts";
import { sequentialMask } from "../prune/sequential.ts";
import { type ClusterSpec, clusterRows } from "./cluster-rows.ts";
import { correctedBias, layerProblem, type Problem } from "./problem.ts";
import { type RemovalOrder, refitRows, removalOrder } from "./prune-rows.ts";
import { type RoundedRows, type RoundSpec, roundRows } from "./round-rows.ts";
import type { LayerStatistics } from "./statistics.ts";

/** One layer's problem as it travels to a worker; all of its rows, or some. */
export interface ProblemArgs {
  readonly stats: LayerStatistics;
  readonly weights: Float32Array;
  readonly bias: Float32Array | null;
  readonly rows: number;
  readonly columns: number;
  readonly perRow: boolean;
  readonly damp: number;
}

const problemOf = (a: ProblemArgs): Problem =>
  layerProblem(a.stats, a.weights, a.rows, a.columns, a.damp, a.perRow);

/** Rows [from, to) of a problem. */
export function sliceProblem(a: ProblemArgs, from: number, to: number): ProblemArgs {
  const n = a.columns;
  const { gram, cross, sum, sumTarget, count } = a.stats;
  return {
    ...a,
    rows: to - from,
    weights: a.weights.slice(from * n, to * n),
    bias: a.bias?.slice(from, to) ?? null,
    stats: {
      count,
      gram: a.perRow ? gram.slice(from * n * n, to * n * n) : gram,
      cross: cross?.slice(from * n, to * n) ?? null,
      sum: a.perRow ? sum.slice(from * n, to * n) : sum,
      sumTarget: sumTarget?.slice(from, to) ?? null,
    },
  };
}

/** In which order weights go, for `most` of every row. */
export function traceRemovals(args: ProblemArgs & { readonly most: number }): RemovalOrder {
  return removalOrder(problemOf(args), args.most);
}

export interface SolvedRows {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Best weights under a mask of kept places (1), [rows, columns]. */
export function refitMasked(args: ProblemArgs & { readonly mask: Uint8Array }): SolvedRows {
  const problem = problemOf(args);
  const weights = refitRows(problem, args.mask);
  return { weights, bias: correctedBias(problem, weights, args.bias) };
}

/** Which weights to keep (1), decided column by column; whole layers only. */
export function sequentialPruneMask(
  args: ProblemArgs & { readonly pattern: PrunePattern; readonly share: number },
): Uint8Array {
  return sequentialMask(problemOf(args), args.pattern, args.share);
}

/** Integers, scales and bias of some rows. */
export function roundLayerRows(args: ProblemArgs & { readonly spec: RoundSpec }): RoundedRows & SolvedRows {
  const problem = problemOf(args);
  const rounded = roundRows(problem, args.weights, args.spec);
  return { ...rounded, bias: correctedBias(problem, rounded.weights, args.bias) };
}

/** Few values for the weights of a layer, or of some rows where each row has values of its own. */
export function clusterLayerRows(args: ProblemArgs & { readonly spec: ClusterSpec }): SolvedRows {
  const problem = problemOf(args);
  const weights = clusterRows(problem, args.weights, args.spec);
  return { weights, bias: correctedBias(problem, weights, args.bias) };
}
