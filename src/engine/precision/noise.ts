import type { Dataset, SampleChunk } from "../../core/data/dataset.ts";
import { errorSums } from "../../core/metrics/compare-outputs.ts";
import type { CancelSignal } from "../../core/outcome.ts";
import { openRealSession } from "../../core/run/real-session.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Runnable } from "../measure/evaluate.ts";

const slice = 8;
/** Milliseconds that the original may take for all samples: every op is tried on as many. */
const patience = 400;

/** How much a variant's outputs stray from the original's on the same few samples; the original runs once. */
export class NoiseMeter {
  private constructor(
    private readonly chunks: readonly SampleChunk[],
    private readonly expected: readonly (readonly Float32Array[])[],
    readonly samples: number,
  ) {}

  static async open(
    runtime: Runtime,
    original: Runnable,
    data: Dataset,
    most: number,
    signal: CancelSignal,
    now: () => number,
  ): Promise<NoiseMeter> {
    const first = await data.read(0, Math.min(slice, data.count));
    const start = now();
    await outputs(runtime, original, [first], signal);
    const perSample = (now() - start) / first.count;
    const affordable = Math.max(slice, Math.floor(patience / Math.max(0.01, perSample)));
    const samples = Math.min(most, data.count, affordable);
    const chunks: SampleChunk[] = [];
    for (let at = 0; at < samples; at += slice) {
      chunks.push(await data.read(at, Math.min(slice, samples - at)));
    }
    return new NoiseMeter(chunks, await outputs(runtime, original, chunks, signal), samples);
  }

  /** Squared error over squared signal, the mean over the outputs: 0 is exact, 0.01 is an SQNR of 20 dB. */
  async measure(runtime: Runtime, variant: Runnable, signal: CancelSignal): Promise<number> {
    const actual = await outputs(runtime, variant, this.chunks, signal);
    const count = this.expected[0]?.length ?? 0;
    let total = 0;
    for (let o = 0; o < count; o++) {
      let errors = 0;
      let squares = 0;
      this.expected.forEach((chunk, c) => {
        const sums = errorSums(chunk[o]!, actual[c]![o]!);
        errors += sums.errorSquares;
        squares += sums.referenceSquares;
      });
      total += squares === 0 ? errors : errors / squares;
    }
    return total / Math.max(1, count);
  }
}

async function outputs(
  runtime: Runtime,
  { model, bytes }: Runnable,
  chunks: readonly SampleChunk[],
  signal: CancelSignal,
): Promise<Float32Array[][]> {
  const session = await openRealSession(runtime, model, bytes, { threads: 1 });
  try {
    const results: Float32Array[][] = [];
    for (const chunk of chunks) {
      signal.throwIfCancelled();
      results.push(await session.run(chunk));
    }
    return results;
  } finally {
    session.close();
  }
}
