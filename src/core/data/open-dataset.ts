import { InputError } from "../outcome.ts";
import type { TensorValues } from "../run/runtime.ts";
import type { DataHost } from "./content.ts";
import type { Dataset, SampleChunk } from "./dataset.ts";
import type { DatasetSource } from "./dataset-source.ts";
import { newValues } from "./encode-values.ts";
import { sampleShape } from "./model-input.ts";
import { shapeSize } from "./numbers.ts";
import { readArraySamples } from "./read-array.ts";

/** Opens a described dataset in this worker. Reads decode only the samples asked for. */
export function openDataset(source: DatasetSource, host: DataHost): Dataset {
  const { count, provenance, labels, classNames, fingerprint } = source;
  const skipped = [...source.skipped];
  const read = async (start: number, wanted: number): Promise<SampleChunk> => {
    if (start < 0 || start > count) {
      throw new InputError("no-such-sample", `Sample ${start} was asked of ${count}.`);
    }
    const rows = source.rows.subarray(start, Math.min(count, start + wanted));
    const inputs: TensorValues[] = [];
    for (const { input, source: from, preprocess } of source.inputs) {
      const target = newValues(input.type, rows.length * shapeSize(sampleShape(input)));
      if (from.kind !== "array") throw new InputError("unsupported-data", `${from.kind} cannot be read.`);
      await readArraySamples(host, from, input, preprocess, rows, target);
      inputs.push(target);
    }
    return { start, count: rows.length, inputs };
  };
  return { count, provenance, labels, classNames, fingerprint, skipped, read };
}
