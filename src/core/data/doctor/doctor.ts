// The calibration doctor: what looks wrong with data, as data.
import type { SampleChunk } from "../dataset.ts";
import type { DatasetSource } from "../dataset-source.ts";
import { hashView } from "../hash.ts";
import { type ModelInput, pictureShape } from "../inputs/model-input.ts";
import { normalizationOf, type Preprocess, rangeText } from "../inputs/preprocess.ts";
import type { NumberView } from "../numbers.ts";
import type { Finding } from "./findings.ts";

/** What the samples of one input hold, as the model sees them (stored values for quantized inputs). */
export interface InputFacts {
  readonly samples: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly notFinite: number;
  /** Samples of one value throughout. */
  readonly constant: readonly number[];
}

/** Collects facts over chunks; holds hashes, no samples. */
export class DataExaminer {
  private readonly inputs: (InputFacts & { sum: number; values: number })[] = [];
  private readonly firstWith = new Map<string, number>();
  private readonly duplicates: (readonly [number, number])[] = [];
  samples = 0;

  add(chunk: SampleChunk): void {
    for (let s = 0; s < chunk.count; s++) {
      let key = "";
      chunk.inputs.forEach((values, i) => {
        const size = values.length / chunk.count;
        const sample = values.subarray(s * size, (s + 1) * size) as NumberView;
        this.inputs[i] = withSample(this.inputs[i], sample, chunk.start + s);
        key += hashView(sample);
      });
      const first = this.firstWith.get(key);
      if (first === undefined) this.firstWith.set(key, chunk.start + s);
      else this.duplicates.push([first, chunk.start + s]);
    }
    this.samples += chunk.count;
  }

  /** Facts of each input so far, and pairs of samples with equal values. */
  facts(): {
    readonly inputs: readonly InputFacts[];
    readonly duplicates: readonly (readonly [number, number])[];
  } {
    return { inputs: this.inputs, duplicates: this.duplicates };
  }
}

function withSample(
  before: (InputFacts & { sum: number; values: number }) | undefined,
  sample: NumberView,
  index: number,
): InputFacts & { sum: number; values: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let notFinite = 0;
  for (let i = 0; i < sample.length; i++) {
    const value = Number(sample[i]);
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const total = (before?.sum ?? 0) + sum;
  const values = (before?.values ?? 0) + sample.length - notFinite;
  const isConstant = sample.length > 1 && min === max;
  return {
    samples: (before?.samples ?? 0) + 1,
    min: Math.min(before?.min ?? min, min),
    max: Math.max(before?.max ?? max, max),
    mean: values === 0 ? 0 : total / values,
    notFinite: (before?.notFinite ?? 0) + notFinite,
    constant: isConstant ? [...(before?.constant ?? []), index] : (before?.constant ?? []),
    sum: total,
    values,
  };
}

/** Fewer than this rarely cover the ranges of a network's inner values. */
const fewSamples = 32;

/** What the doctor says of opened data. `names` of samples make the sentences concrete. */
export function findings(
  source: DatasetSource,
  examiner: DataExaminer,
  nameOf: (sample: number) => string,
): Finding[] {
  const { inputs, duplicates } = examiner.facts();
  const found: Finding[] = [];
  const warn = (code: string, message: string): void =>
    void found.push({ code, severity: "warning", message });
  source.inputs.forEach(({ input, preprocess }, i) => {
    const facts = inputs[i];
    if (facts === undefined) return;
    found.push(...rangeFindings(input, preprocess, facts));
    if (facts.notFinite > 0) {
      warn("not-finite", `${facts.notFinite} values of "${input.name}" are not numbers or infinite.`);
    }
    const [first] = facts.constant;
    if (first !== undefined) {
      warn(
        "constant-samples",
        `${count(facts.constant.length, "sample")} of one value throughout, such as ${nameOf(first)}, say nothing about ranges.`,
      );
    }
  });
  const [pair] = duplicates;
  if (pair !== undefined) {
    warn(
      "duplicate-samples",
      `${count(duplicates.length, "sample")} of the first ${examiner.samples} repeat others: ${nameOf(pair[1])} is ${nameOf(pair[0])}.`,
    );
  }
  if (source.count < fewSamples) {
    warn(
      "few-samples",
      `${count(source.count, "sample")} may not cover the model's ranges; 100 to 500 usually do.`,
    );
  }
  if (source.skipped.length > 0) {
    const { name, reason } = source.skipped[0]!;
    warn("skipped-samples", `${count(source.skipped.length, "sample")} left out; ${name}: ${reason}`);
  }
  if (source.labels !== null) found.push(...classFindings(source.labels, source.classNames));
  return found;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** Compares what goes in with what the model's file says it wants; without any sign, only absurd ranges count. */
export function rangeFindings(input: ModelInput, preprocess: Preprocess, facts: InputFacts): Finding[] {
  if (input.type !== "FLOAT32" || pictureShape(input) === null || facts.max < facts.min) return [];
  const actual = `${round(facts.min)} to ${round(facts.max)}`;
  const wanted = wantedRange(input);
  const span = Math.max(Math.abs(facts.min), Math.abs(facts.max));
  if (wanted !== null) {
    const full = Math.max(Math.abs(wanted.low), Math.abs(wanted.high));
    if (span > 4 * full || span < full / 16) {
      const message = `The values of "${input.name}" go from ${actual}, but the model expects ${round(wanted.low)} to ${round(wanted.high)}: ${wanted.reason}.`;
      return [{ code: "range-mismatch", severity: "warning", message }];
    }
    if (wanted.low < 0 && facts.min >= 0 && preprocess.range.value.kind !== "mean-std") {
      const message = `The values of "${input.name}" go from ${actual} and are never negative, but the model expects ${round(wanted.low)} to ${round(wanted.high)}: ${wanted.reason}.`;
      return [{ code: "range-mismatch", severity: "warning", message }];
    }
    return [];
  }
  if (preprocess.range.value.kind === "unchanged" && span > 16) {
    const message = `The values of "${input.name}" go in unchanged, from ${actual}; most models expect 0 to 1 or -1 to 1.`;
    return [{ code: "range-unusual", severity: "warning", message }];
  }
  if (facts.samples >= 4 && span > 0 && span < 0.02) {
    const message = `The values of "${input.name}" go only from ${actual} (range ${rangeText(preprocess.range.value)}); perhaps they were scaled twice.`;
    return [{ code: "range-unusual", severity: "warning", message }];
  }
  return [];
}

function wantedRange(input: ModelInput): { low: number; high: number; reason: string } | null {
  if (input.evidence.rescales !== null) return input.evidence.rescales;
  const { metadata } = input;
  if (metadata === null || metadata.std.length === 0) return null;
  const n = normalizationOf({ kind: "mean-std", mean: metadata.mean, std: metadata.std });
  if (n === null) return null;
  const at = (pixel: number): number[] => n.mean.map((m, c) => (pixel - m) / (n.std[c] ?? n.std[0]!));
  return { low: Math.min(...at(0)), high: Math.max(...at(255)), reason: "its metadata says so" };
}

const round = (x: number): string => String(Number(x.toPrecision(3)));

/** Classes without samples, and classes with ten times as many as others. */
export function classFindings(labels: Int32Array, classNames: readonly string[] | null): Finding[] {
  const found: Finding[] = [];
  const highest = labels.reduce((a, b) => Math.max(a, b), -1);
  const counts = new Int32Array(Math.max(highest + 1, classNames?.length ?? 0));
  let none = 0;
  for (const label of labels) {
    if (label < 0) none++;
    else counts[label]!++;
  }
  if (none > 0) {
    found.push({
      code: "unlabelled",
      severity: "info",
      message: `${count(none, "sample")} without a label.`,
    });
  }
  const name = (c: number): string => classNames?.[c] ?? `class ${c}`;
  const missing = [...counts.keys()].filter((c) => counts[c] === 0);
  if (missing.length > 0) {
    const list = missing.slice(0, 5).map(name).join(", ");
    const more = missing.length > 5 ? ` and ${missing.length - 5} more` : "";
    found.push({ code: "classes-missing", severity: "warning", message: `No samples of ${list}${more}.` });
  }
  const present = [...counts.keys()].filter((c) => counts[c]! > 0).sort((a, b) => counts[a]! - counts[b]!);
  const [least, most] = [present[0], present.at(-1)];
  if (least !== undefined && most !== undefined && counts[most]! > 10 * counts[least]!) {
    found.push({
      code: "classes-imbalanced",
      severity: "info",
      message: `${name(most)} has ${counts[most]} samples, ${name(least)} only ${counts[least]}.`,
    });
  }
  return found;
}
