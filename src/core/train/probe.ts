import type { CancelSignal } from "../outcome.ts";

const candidates = [3e-3, 1e-3, 3e-4, 1e-4, 3e-5];
const steps = 24;

/**
 * The learning rate after which the loss is least: each candidate trains for a few steps from the same start on the
 * same batches, warming up.
 */
export async function probeRate(run: {
  readonly signal: CancelSignal;
  reset(): void;
  step(index: number, rate: number): Promise<number>;
  judge(): Promise<number>;
}): Promise<number> {
  let best = { rate: candidates.at(-1)!, loss: Number.POSITIVE_INFINITY };
  for (const rate of candidates) {
    run.reset();
    let whole = true;
    for (let k = 0; k < steps && whole; k++) {
      run.signal.throwIfCancelled();
      whole = Number.isFinite(await run.step(k, (rate * (k + 1)) / steps));
    }
    const loss = whole ? await run.judge() : Number.NaN;
    if (loss < best.loss) best = { rate, loss };
  }
  return best.rate;
}
