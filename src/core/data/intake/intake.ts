import { type CancelSignal, InputError, neverCancelled, type OnProgress } from "../../outcome.ts";
import { type DataFile, type DataHost, fileContent, readAll } from "../content.ts";
import type { Dataset } from "../dataset.ts";
import type { DatasetSource } from "../dataset-source.ts";
import { describeSource, withoutSamples } from "../describe-source.ts";
import { DataExaminer, findings } from "../doctor/doctor.ts";
import type { Finding } from "../doctor/findings.ts";
import { csvLimit, parseCsv } from "../formats/csv.ts";
import type { ModelInput } from "../inputs/model-input.ts";
import type { DataOptions } from "../inputs/preprocess.ts";
import { refuseUnfed } from "../inputs/unfed.ts";
import { mapLimited } from "../limited.ts";
import { openDataset, sampleName } from "../reading/open-dataset.ts";
import { openArray } from "../reading/stored-array.ts";
import { type Gathered, gatherArrays } from "./arrays.ts";
import { type Sorted, sortFiles } from "./classify.ts";
import { gatherPictures, gatherSounds, type IntakeControl } from "./files.ts";
import { resolveLabels } from "./resolve-labels.ts";
import { gatherTable } from "./table.ts";

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

/** Samples that are read when data are opened: broken ones are left out, and the doctor looks at them. */
const examined = 256;
const chunk = 16;

/** Opens data for a model. Throws InputError where they are broken or don't fit. */
export async function openData(request: IntakeRequest, host: DataHost): Promise<OpenedData> {
  try {
    return await open(request, host);
  } catch (error) {
    // What engines throw where memory for an array cannot be had.
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      "out-of-memory",
      `${request.title} needs more memory than there is: ${error.message}.`,
    );
  }
}

async function open(request: IntakeRequest, host: DataHost): Promise<OpenedData> {
  const control: IntakeControl = {
    onProgress: request.onProgress ?? (() => undefined),
    cancel: request.cancel ?? neverCancelled,
  };
  if (request.files.length === 0) throw new InputError("no-data", "There are no files in what was chosen.");
  refuseUnfed(request.inputs);
  const sorted = await sortFiles(host, request.files, control);
  const gathered = await gather(host, sorted, request, control);
  const labelsFile = request.labels === null ? null : fileContent(request.labels);
  const beside = gathered.beside.filter((content) => content.name !== request.labels?.path);
  const names = request.options.classNames ?? null;
  const labels = await resolveLabels(host, gathered, labelsFile, beside, names);
  const source = describeSource(gathered, labels, request.options, request.title);
  const opened = await examine(source, host, control);
  return { ...opened, findings: [...labels.findings, ...opened.findings] };
}

/** Reads the first samples. Those that cannot be decoded leave the list, and the rest is opened anew. */
async function examine(source: DatasetSource, host: DataHost, control: IntakeControl): Promise<OpenedData> {
  const dataset = openDataset(source, host);
  const examiner = new DataExaminer();
  const total = Math.min(examined, source.count);
  const lost = new Set<number>();
  for (let start = 0; start < total; start += chunk) {
    control.cancel.throwIfCancelled();
    control.onProgress({ phase: "Looking at samples", done: start, total });
    const before = dataset.skipped.length;
    const samples = await dataset.read(start, Math.min(chunk, total - start));
    if (dataset.skipped.length === before) examiner.add(samples);
    else for (const index of dataset.lost()) lost.add(index);
  }
  if (lost.size === 0) {
    return { source, dataset, findings: findings(source, examiner, (s) => sampleName(source, s)) };
  }
  const rest = withoutSamples(source, lost, dataset.skipped);
  return examine(rest, host, control);
}

type GatheredWith = Gathered & { readonly beside: Sorted["texts"] };

/** Samples from what there is most likely meant to be samples; the other kinds are looked at for labels. */
async function gather(
  host: DataHost,
  sorted: Sorted,
  { inputs, options }: IntakeRequest,
  control: IntakeControl,
): Promise<GatheredWith> {
  const { pictures, sounds, arrays, tables, texts, others } = sorted;
  if (pictures.length > 0) {
    const beside = [...arrays, ...tables, ...texts];
    return { ...(await gatherPictures(host, pictures, inputs, options, control)), beside };
  }
  if (sounds.length > 0) {
    const beside = [...arrays, ...tables, ...texts];
    return { ...(await gatherSounds(host, sounds, inputs, options, control)), beside };
  }
  if (arrays.length > 0) {
    const opened = await mapLimited(arrays, 2, (content) => openArray(host, content));
    return { ...(await gatherArrays(host, opened, inputs, options)), beside: [...tables, ...texts] };
  }
  const [table, ...rest] = [...tables, ...texts];
  if (table !== undefined) {
    const parsed = parseCsv(await readAll(host, table, csvLimit), table.name);
    return { ...gatherTable(parsed, table.name, inputs, options), beside: rest };
  }
  throw new InputError(
    "unknown-data",
    `${others[0]?.name ?? "What was chosen"} is of no kind that can be read: pictures (PNG, JPEG, WebP), .npy, .npz, IDX, CSV or WAV.`,
  );
}
