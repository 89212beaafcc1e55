import type { DataHost } from "../../core/data/content.ts";
import { withRange } from "../../core/data/describe-source.ts";
import { chooseRangeByModel } from "../../core/data/inputs/choose-range.ts";
import { isPlainGuess } from "../../core/data/inputs/guess-preprocess.ts";
import { rangeText, type ValueRange } from "../../core/data/inputs/preprocess.ts";
import type { OpenedData } from "../../core/data/intake/intake.ts";
import { openDataset } from "../../core/data/reading/open-dataset.ts";
import { openRealSession } from "../../core/run/real-session.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import type { Runnable } from "../measure/evaluate.ts";

const most = 64;
const fewest = 16;
/** Milliseconds that the question may take; slower models keep the guess. */
const budget = 4000;

/** ImageNet's channel means and deviations for pixels of 0 to 1, as most published training code has them. */
const imagenet: ValueRange = {
  kind: "mean-std",
  mean: [0.485, 0.456, 0.406].map((v) => v * 255),
  std: [0.229, 0.224, 0.225].map((v) => v * 255),
};

/** Whether the data's range rests on nothing but habit, so that the model is worth asking. */
export const isRangeOpen = ({ source }: OpenedData): boolean =>
  source.count >= fewest && source.inputs.length === 1 && isPlainGuess(source.inputs[0]!.preprocess.range);

/**
 * Asks a classifier which range its input wants, by its answers on the first samples. Returns the data with that
 * range where the evidence is plain, else as they were.
 */
export async function settleRange(
  opened: OpenedData,
  host: DataHost,
  { model, bytes }: Runnable,
  runtime: Runtime,
  now: () => number,
): Promise<OpenedData> {
  const session = await openRealSession(runtime, model, bytes);
  try {
    const [output] = session.outputs;
    const classes = output?.shape.at(-1) ?? 0;
    if (output === undefined || output.elements !== classes || classes < 2 || classes > 5000) return opened;
    const { source } = opened;
    const guess = source.inputs[0]!.preprocess.range.value;
    const ranges: ValueRange[] = [guess, range(-1, 1), range(0, 255), imagenet];
    const start = now();
    await session.run(await opened.dataset.read(0, 1));
    const affordable = Math.floor(budget / Math.max(1, (now() - start) * ranges.length));
    const samples = Math.min(most, affordable, source.count);
    if (samples < fewest) return opened;
    const run = async (value: ValueRange): Promise<Float32Array> => {
      const dataset = openDataset(withRange(source, { value, reason: "" }), host);
      return (await session.run(await dataset.read(0, samples)))[0]!;
    };
    const labels = source.labels?.subarray(0, samples) ?? null;
    const choice = await chooseRangeByModel(run, ranges, classes, labels);
    if (choice === null) return opened;
    const settled = withRange(source, choice);
    const message = `Pixels go in as ${rangeText(choice.value)}: ${choice.reason}.`;
    return {
      source: settled,
      dataset: openDataset(settled, host),
      findings: [...opened.findings, { code: "range-by-model", severity: "info", message }],
    };
  } finally {
    session.close();
  }
}

const range = (low: number, high: number): ValueRange => ({ kind: "range", low, high });
