import { type CancelSignal, InputError, neverCancelled, type OnProgress } from "../outcome.ts";
import {
  type Content,
  contentKey,
  type DataFile,
  type DataHost,
  fileContent,
  readAll,
  readHead,
} from "./content.ts";
import type { Dataset } from "./dataset.ts";
import type { DatasetSource } from "./dataset-source.ts";
import type { Finding } from "./findings.ts";
import { parseCsv } from "./formats/csv.ts";
import { isGzip } from "./formats/gzip.ts";
import { hashText, hashView } from "./hash.ts";
import { type Gathered, gatherArrays } from "./intake-arrays.ts";
import { gatherTable } from "./intake-table.ts";
import { type LabelList, readLabels } from "./labels.ts";
import type { ModelInput } from "./model-input.ts";
import { openDataset } from "./open-dataset.ts";
import type { DataOptions } from "./preprocess.ts";
import { isArrayFile, openArray, type StoredArray, unpackLimit } from "./stored-array.ts";

export interface IntakeRequest {
  /** What was chosen: one file, or everything of a folder. */
  readonly files: readonly DataFile[];
  readonly labels: DataFile | null;
  readonly inputs: readonly ModelInput[];
  readonly options: DataOptions;
  /** How to name the data to a person, e.g. the folder's name. */
  readonly title: string;
  readonly onProgress?: OnProgress;
  readonly cancel?: CancelSignal;
}

export interface OpenedData {
  /** Cloneable; `openDataset` makes a dataset of it in any worker. Holds the preprocessing of each input. */
  readonly source: DatasetSource;
  readonly dataset: Dataset;
  readonly findings: readonly Finding[];
}

/** Opens data for a model. Throws InputError where they are broken or don't fit. */
export async function openData(request: IntakeRequest, host: DataHost): Promise<OpenedData> {
  const { files, inputs, options } = request;
  if (files.length === 0) throw new InputError("no-data", "There are no files in what was chosen.");
  const gathered = await gather(
    host,
    files.map(fileContent),
    inputs,
    options,
    request.cancel ?? neverCancelled,
  );
  const labels =
    request.labels === null ? gathered.labels : await readLabels(host, fileContent(request.labels));
  const source = describe(request, gathered, labels);
  return { source, dataset: openDataset(source, host), findings: [] };
}

async function gather(
  host: DataHost,
  contents: readonly Content[],
  inputs: readonly ModelInput[],
  options: DataOptions,
  cancel: CancelSignal,
): Promise<Gathered> {
  const arrays: StoredArray[] = [];
  for (const content of contents) {
    cancel.throwIfCancelled();
    const head = await readHead(host, content, 16);
    if (isArrayFile(head) || isGzip(head)) arrays.push(await openArray(host, content));
    else if (/\.(csv|tsv|txt)$/i.test(content.name)) {
      const table = parseCsv(await readAll(host, content, unpackLimit), content.name);
      return gatherTable(table, content.name, inputs, options);
    } else {
      throw new InputError("unknown-data", `${content.name} is of no kind that can be read.`);
    }
  }
  return gatherArrays(host, arrays, inputs, options);
}

function describe(request: IntakeRequest, gathered: Gathered, labels: LabelList | null): DatasetSource {
  const { options, title } = request;
  const count = Math.min(gathered.samples, options.samples ?? gathered.samples);
  if (count === 0) throw new InputError("empty-data", `${title} holds no samples.`);
  if (labels !== null && labels.indices.length !== gathered.samples) {
    throw new InputError(
      "count-mismatch",
      `There are ${gathered.samples} samples, but ${labels.indices.length} labels.`,
    );
  }
  const rows = Int32Array.from({ length: count }, (_, i) => i);
  const kept = labels === null ? null : labels.indices.slice(0, count);
  const classNames = options.classNames ?? labels?.names ?? gathered.classNames;
  const fingerprint = hashText(
    JSON.stringify([
      gathered.inputs.map(({ source, preprocess, input }) => [
        input.name,
        input.type,
        preprocess,
        source.kind === "array" ? arrayKey(source.array) : source,
      ]),
      count,
      kept === null ? null : hashView(kept),
    ]),
  );
  const provenance = { kind: "files", description: title } as const;
  return {
    count,
    rows,
    provenance,
    labels: kept,
    classNames: classNames ?? null,
    fingerprint,
    skipped: gathered.skipped,
    inputs: gathered.inputs,
  };
}

function arrayKey(array: StoredArray): string {
  const { where } = array;
  return where.kind === "memory" ? hashView(where.bytes) : contentKey(where.content);
}
