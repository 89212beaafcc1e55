import type { Candidate } from "./space.ts";

/** What one look at a candidate costs: its file; accuracy on a few samples; accuracy on all of them. */
export const levels = ["size", "quick", "full"] as const;
export type Level = (typeof levels)[number];

/** Accuracy lost against the original, as a share (0.005 is half a point), with its 95 % interval. */
export interface Loss {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What is known of a candidate. Higher levels know all that lower ones do. */
export interface Measured {
  readonly bytes: number;
  readonly gzip: number;
  /** Null at level `size`. */
  readonly loss: Loss | null;
  /** Where latency is a constraint. */
  readonly milliseconds?: number | null;
  /** Why the target does not take it, null where it does. */
  readonly targetProblem?: string | null;
}

/** What the person asked for. At least one of the sizes and the loss makes a sensible question. */
export interface Constraints {
  readonly maxBytes?: number;
  readonly maxGzip?: number;
  /** Largest share of accuracy that may be lost. */
  readonly maxLoss?: number;
  readonly maxMilliseconds?: number;
}

export interface Point {
  readonly candidate: Candidate;
  readonly level: Level;
  readonly measured: Measured;
}

export interface Dropped {
  readonly candidate: Candidate;
  readonly reason: string;
}

/** Where the search stands. Every state is a valid answer to stop at. */
export interface SearchState {
  /** Best of all that fulfil every constraint and were measured on all samples; null where there is none yet. */
  readonly answer: Point | null;
  /** Nothing measured is both smaller and more accurate than any of these; smallest first. */
  readonly frontier: readonly Point[];
  readonly measured: number;
  readonly dropped: readonly Dropped[];
  readonly open: number;
  readonly seconds: number;
  /** What was done last. */
  readonly last: { readonly candidate: Candidate; readonly level: Level } | null;
  readonly finished: "exhausted" | "budget" | "stopped" | null;
}

/** Whether a point keeps to everything but the loss. */
export const fits = (measured: Measured, constraints: Constraints): boolean =>
  sizeProblem(measured, constraints) === null;

/** Which constraint besides the loss is broken, in words; null where none is. */
export function sizeProblem(measured: Measured, constraints: Constraints): string | null {
  const { maxBytes, maxGzip, maxMilliseconds } = constraints;
  if (maxBytes !== undefined && measured.bytes > maxBytes) return `has ${measured.bytes} bytes`;
  if (maxGzip !== undefined && measured.gzip > maxGzip) return `has ${measured.gzip} bytes compressed`;
  if (measured.targetProblem != null) return measured.targetProblem;
  if (maxMilliseconds !== undefined && (measured.milliseconds ?? 0) > maxMilliseconds) {
    return `takes ${Number((measured.milliseconds ?? 0).toPrecision(3))} ms`;
  }
  return null;
}

/** What counts as size: what is downloaded, unless only the file's size is limited. */
export const sizeOf = (measured: Measured, constraints: Constraints): number =>
  constraints.maxBytes !== undefined && constraints.maxGzip === undefined ? measured.bytes : measured.gzip;

/** The points that no other one beats in size and loss together, smallest first. */
export function frontierOf(points: readonly Point[], constraints: Constraints): Point[] {
  const known = points.filter((p) => p.measured.loss !== null);
  const sorted = known.toSorted(
    (a, b) =>
      sizeOf(a.measured, constraints) - sizeOf(b.measured, constraints) ||
      a.measured.loss!.value - b.measured.loss!.value,
  );
  let best = Number.POSITIVE_INFINITY;
  return sorted.filter((p) => {
    if (p.measured.loss!.value >= best) return false;
    best = p.measured.loss!.value;
    return true;
  });
}
