// Which range of values a classifier wants, told by its answers. With labels the share of right answers decides.
// Without them the information that the answers carry about the samples does: entropy of the mean answer less mean
// entropy of the answers (Bridle, Heading and MacKay 1991, https://papers.nips.cc/paper/1991/hash/a8abb4bb284b5b27aa7cb790dc20f80b-Abstract.html).
// Confidence alone misleads: larger inputs make any network surer.
import { type Choice, rangeText, type ValueRange } from "./preprocess.ts";

/** Answers of the model on the same samples under one range: `scores[s * classes + c]`, logits or probabilities. */
export interface RangeTrial {
  readonly range: ValueRange;
  readonly scores: Float32Array;
}

/**
 * Runs a classifier under each range. The first candidate is the guess; another takes its place only where the
 * evidence is plain, so that a good guess is never harmed. `run` gives scores of all samples under a range.
 */
export async function chooseRangeByModel(
  run: (range: ValueRange) => Promise<Float32Array>,
  candidates: readonly ValueRange[],
  classes: number,
  labels: Int32Array | null,
): Promise<Choice<ValueRange> | null> {
  const trials: RangeTrial[] = [];
  for (const range of candidates) trials.push({ range, scores: await run(range) });
  return chooseRange(trials, classes, labels);
}

/** Null where the guess stays: no scores of classes, too few samples, or no plain evidence against it. */
export function chooseRange(
  trials: readonly RangeTrial[],
  classes: number,
  labels: Int32Array | null,
): Choice<ValueRange> | null {
  const [guess, ...others] = trials;
  if (guess === undefined || classes < 2 || guess.scores.length < fewest * classes) return null;
  return labels === null ? byInformation(guess, others, classes) : byLabels(guess, others, classes, labels);
}

const fewest = 16;

function byLabels(
  guess: RangeTrial,
  others: readonly RangeTrial[],
  classes: number,
  labels: Int32Array,
): Choice<ValueRange> | null {
  const rightOf = (trial: RangeTrial): boolean[] => {
    const answers = answersOf(trial.scores, classes);
    return Array.from(labels.subarray(0, answers.length), (label, s) => label >= 0 && answers[s] === label);
  };
  const before = rightOf(guess);
  let best: { trial: RangeTrial; right: boolean[] } | null = null;
  for (const trial of others) {
    const right = rightOf(trial);
    if (best === null || total(right) > total(best.right)) best = { trial, right };
  }
  if (best === null) return null;
  const { right, trial } = best;
  const wins = right.filter((r, s) => r && !before[s]).length;
  const losses = right.filter((r, s) => !r && before[s]).length;
  // McNemar's test at two standard deviations.
  if (wins - losses <= 2 * Math.sqrt(wins + losses)) return null;
  const share = (r: readonly boolean[]): string => `${((100 * total(r)) / r.length).toFixed(0)} %`;
  const reason = `the model is right on ${share(right)} of the labelled samples with it, on ${share(before)} with ${rangeText(guess.range)}`;
  return { value: trial.range, reason };
}

const total = (flags: readonly boolean[]): number => flags.filter(Boolean).length;

/** Gains below these can be those of a wrong range that happens to sharpen the answers. */
const clearRatio = 1.5;
const clearGain = 0.3;

function byInformation(
  guess: RangeTrial,
  others: readonly RangeTrial[],
  classes: number,
): Choice<ValueRange> | null {
  const before = information(guess.scores, classes);
  let best: { trial: RangeTrial; bits: number } | null = null;
  for (const trial of others) {
    const bits = information(trial.scores, classes);
    if (best === null || bits > best.bits) best = { trial, bits };
  }
  if (best === null || best.bits < clearRatio * before || best.bits < before + clearGain) return null;
  const reason = `the model tells samples apart with it (${best.bits.toFixed(2)} nats of information in its answers, ${before.toFixed(2)} with ${rangeText(guess.range)})`;
  return { value: best.trial.range, reason };
}

/** Mutual information between sample and answer in nats, 0 to ln(classes). */
export function information(scores: Float32Array, classes: number): number {
  const samples = Math.floor(scores.length / classes);
  const mean = new Float64Array(classes);
  let own = 0;
  for (let s = 0; s < samples; s++) {
    const p = probabilities(scores.subarray(s * classes, (s + 1) * classes));
    own += entropy(p) / samples;
    for (let c = 0; c < classes; c++) mean[c]! += p[c]! / samples;
  }
  return Math.max(0, entropy(mean) - own);
}

const entropy = (p: Float64Array): number => p.reduce((h, v) => (v > 0 ? h - v * Math.log(v) : h), 0);

/** As they are where they add up to 1, else by softmax. */
function probabilities(scores: Float32Array): Float64Array {
  const values = Float64Array.from(scores);
  const sum = values.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) < 1e-2 && values.every((v) => v >= -1e-6)) return values.map((v) => Math.max(0, v));
  const top = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = values.map((v) => Math.exp(v - top));
  const all = powers.reduce((a, b) => a + b, 0);
  return powers.map((v) => v / all);
}

function answersOf(scores: Float32Array, classes: number): number[] {
  return Array.from({ length: Math.floor(scores.length / classes) }, (_, s) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[s * classes + c]! > scores[s * classes + best]!) best = c;
    return best;
  });
}
