import { InputError } from "../../outcome.ts";
import type { TensorValues } from "../../run/runtime.ts";
import type { DataHost } from "../content.ts";
import type { Dataset, SampleChunk } from "../dataset.ts";
import type { DatasetSource } from "../dataset-source.ts";
import { realInput, sampleShape } from "../inputs/model-input.ts";
import { mapLimited } from "../limited.ts";
import { shapeSize } from "../numbers.ts";
import { newValues } from "./encode-values.ts";
import { readArraySamples } from "./read-array.ts";
import { pictureReader, type SampleReader, soundReader } from "./read-files.ts";
import { openTargets } from "./read-targets.ts";

type ReadInput = (rows: Int32Array, start: number, target: TensorValues) => Promise<void>;
type Plan = DatasetSource["inputs"][number];

/** Files that are read and decoded side by side. */
const lanes = 4;

export interface OpenDataset extends Dataset {
  /** Samples that turned out broken when they were read. */
  lost(): ReadonlySet<number>;
}

/** Opens a described dataset in this worker. Reads decode only the samples asked for. */
export function openDataset(source: DatasetSource, host: DataHost): OpenDataset {
  const { count, provenance, labels, classNames, fingerprint } = source;
  const skipped = [...source.skipped];
  const lost = new Set<number>();
  const lose = (sample: number, reason: string): void => {
    if (labels !== null) labels[sample] = -1;
    if (source.targetRows !== null) source.targetRows[sample] = -1;
    if (lost.has(sample)) return;
    lost.add(sample);
    skipped.push({ name: sampleName(source, sample), reason });
  };
  const readers = source.inputs.map((plan) => inputReader(plan, host, lose));
  const read = async (start: number, wanted: number): Promise<SampleChunk> => {
    if (start < 0 || start > count) {
      throw new InputError("no-such-sample", `Sample ${start} was asked of ${count}.`);
    }
    const rows = source.rows.subarray(start, Math.min(count, start + wanted));
    const inputs: TensorValues[] = [];
    for (const [i, { input }] of source.inputs.entries()) {
      const target = newValues(realInput(input).type, rows.length * shapeSize(sampleShape(input)));
      await readers[i]!(rows, start, target);
      inputs.push(target);
    }
    return { start, count: rows.length, inputs };
  };
  const targets = openTargets(source, host);
  return { count, provenance, labels, classNames, targets, fingerprint, skipped, read, lost: () => lost };
}

/** The file behind a sample, or its number where it is a row of an array. */
export function sampleName(source: DatasetSource, sample: number): string {
  const row = source.rows[sample] ?? sample;
  for (const { source: from } of source.inputs) {
    if (from.kind === "images") return from.files[row]?.content.name ?? `sample ${sample + 1}`;
    if (from.kind === "audio") return from.files[row]?.name ?? `sample ${sample + 1}`;
  }
  return `sample ${sample + 1}`;
}

function inputReader(plan: Plan, host: DataHost, lose: (sample: number, reason: string) => void): ReadInput {
  const { input, source, preprocess } = plan;
  if (source.kind === "array") {
    return (rows, _start, target) => readArraySamples(host, source, input, preprocess, rows, target);
  }
  const readOne =
    source.kind === "images"
      ? pictureReader(host, source.files, plan)
      : soundReader(host, source.files, plan);
  return (rows, start, target) => readFiles(rows, start, target, readOne, lose);
}

/**
 * The first samples are decoded when data are opened, and broken ones left out then; one that breaks only later
 * gets the values of a neighbour, so that counts and ranges stay sound, and loses its label.
 */
async function readFiles(
  rows: Int32Array,
  start: number,
  target: TensorValues,
  readOne: SampleReader,
  lose: (sample: number, reason: string) => void,
): Promise<void> {
  const reasons = await mapLimited([...rows], lanes, async (row, i) => {
    try {
      await readOne(row, target, i);
      return null;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return error.message;
    }
  });
  const good = reasons.indexOf(null);
  const size = target.length / Math.max(1, rows.length);
  reasons.forEach((reason, i) => {
    if (reason === null) return;
    lose(start + i, reason);
    if (good >= 0) target.copyWithin(i * size, good * size, (good + 1) * size);
  });
}
