// The smallest set of ops to keep at higher precision that brings a quantized model within a chosen loss.
import type { CancelSignal, OnProgress } from "../outcome.ts";

/** One op that could be kept at higher precision, with what doing so is expected to bring. */
export interface RepairCandidate<Op> {
  readonly op: Op;
  /** Error that goes away when this op alone is kept, in any unit that is larger for more. */
  readonly gain: number;
  /** Bytes that keeping it adds to the file. */
  readonly bytes: number;
}

/** A model with some ops kept, as measured on the exported file. */
export interface RepairMeasurement {
  /** Loss against the original, e.g. 1 − agreement; smaller is better. */
  readonly loss: number;
  readonly bytes: number;
}

export interface RepairStep<Op> {
  readonly kept: readonly Op[];
  readonly measured: RepairMeasurement;
  /** What was tried, in words. */
  readonly tried: string;
}

export interface RepairResult<Op> {
  /** The kept ops of the best set found. */
  readonly kept: readonly Op[];
  readonly measured: RepairMeasurement;
  readonly reached: boolean;
  readonly steps: readonly RepairStep<Op>[];
}

/** Ops by error removed per byte, best first; ops that bring nothing are left out. */
export function rankCandidates<Op>(candidates: readonly RepairCandidate<Op>[]): RepairCandidate<Op>[] {
  const value = (c: RepairCandidate<Op>): number => c.gain / Math.max(1, c.bytes);
  return candidates.filter((c) => c.gain > 0).sort((a, b) => value(b) - value(a) || b.gain - a.gain);
}

/**
 * Finds a small set greedily, every step verified by `measure` on the exported file: the shortest beginning of the
 * ranked list that reaches the loss (by doubling, then halving), then ops are put back one by one, the largest
 * first, where the loss allows. Needs about 2 log2 n + k measurements for k kept ops of n.
 */
export async function repair<Op>(args: {
  readonly candidates: readonly RepairCandidate<Op>[];
  readonly measure: (kept: readonly Op[]) => Promise<RepairMeasurement>;
  readonly maxLoss: number;
  readonly maxBytes?: number;
  readonly signal: CancelSignal;
  readonly progress: OnProgress;
  /** Told of every set as soon as it was measured. */
  readonly onStep?: (step: RepairStep<Op>) => void;
}): Promise<RepairResult<Op>> {
  const ranked = rankCandidates(args.candidates);
  const steps: RepairStep<Op>[] = [];
  const expected = 2 * Math.ceil(Math.log2(ranked.length + 1)) + 8;
  const attempt = async (kept: readonly Op[], tried: string): Promise<RepairMeasurement> => {
    args.signal.throwIfCancelled();
    const measured = await args.measure(kept);
    const step = { kept, measured, tried };
    steps.push(step);
    args.onStep?.(step);
    args.progress({
      phase: "repair",
      done: steps.length,
      total: Math.max(expected, steps.length + 1),
      subject: tried,
    });
    return measured;
  };
  const fits = (m: RepairMeasurement): boolean =>
    m.loss <= args.maxLoss && m.bytes <= (args.maxBytes ?? Number.POSITIVE_INFINITY);
  const first = (n: number): Op[] => ranked.slice(0, n).map((c) => c.op);

  const start = await attempt([], "nothing kept");
  if (fits(start) || ranked.length === 0) return { kept: [], measured: start, reached: fits(start), steps };

  // Doubling until the loss is reached, then halving between the last two sizes.
  let low = 0;
  let high = 1;
  let reached = await attempt(first(1), "the most promising op");
  while (reached.loss > args.maxLoss && high < ranked.length) {
    low = high;
    high = Math.min(ranked.length, high * 2);
    reached = await attempt(first(high), `the ${high} most promising ops`);
  }
  if (reached.loss > args.maxLoss) return best(steps, args.maxBytes);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const measured = await attempt(first(middle), `the ${middle} most promising ops`);
    if (measured.loss <= args.maxLoss) {
      high = middle;
      reached = measured;
    } else {
      low = middle;
    }
  }

  // Put back what turned out not to matter, the most bytes first.
  let kept = ranked.slice(0, high);
  for (const candidate of [...kept].sort((a, b) => b.bytes - a.bytes)) {
    if (kept.length === 1) break;
    const without = kept.filter((c) => c !== candidate);
    const measured = await attempt(
      without.map((c) => c.op),
      `${without.length} ops, one put back`,
    );
    if (measured.loss <= args.maxLoss) {
      kept = without;
      reached = measured;
    }
  }
  return fits(reached)
    ? { kept: kept.map((c) => c.op), measured: reached, reached: true, steps }
    : best(steps, args.maxBytes);
}

/** The step of the least loss among those of allowed size, or of all where none is. */
function best<Op>(steps: readonly RepairStep<Op>[], maxBytes = Number.POSITIVE_INFINITY): RepairResult<Op> {
  const allowed = steps.filter((s) => s.measured.bytes <= maxBytes);
  const pool = allowed.length > 0 ? allowed : steps;
  const found = pool.reduce((a, b) => (b.measured.loss < a.measured.loss ? b : a));
  return { kept: found.kept, measured: found.measured, reached: false, steps };
}
