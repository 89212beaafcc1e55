import type { DataFile } from "../../core/data/content.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import { describeInputs } from "../../core/data/describe-inputs.ts";
import { openData } from "../../core/data/intake.ts";
import { parseDataOptions, preprocessRows } from "../../core/data/preprocess.ts";
import { sharedCancelSignal } from "../../core/outcome.ts";
import type { Model } from "../../core/tflite/model.ts";
import type { DataFacts, JobControl } from "../api.ts";
import { browserDataHost } from "../data/browser/host.ts";
import { previewsOf } from "../data/previews.ts";

type Chosen = readonly { readonly path: string; readonly file: Blob }[];

/** Opens what a person dropped for this model, with what the page shows of it. */
export async function openDataForStudio(
  model: Model,
  chosen: Chosen,
  options: Readonly<Record<string, string>>,
  control: JobControl,
): Promise<{ readonly dataset: Dataset; readonly facts: DataFacts }> {
  const all = chosen.map(dataFile);
  const labels = labelsAmong(all);
  const files = all.filter((file) => file !== labels);
  const inputs = describeInputs(model);
  const { dataset, source, findings } = await openData(
    {
      files,
      labels,
      inputs,
      options: parseDataOptions(options),
      title: titleOf(files),
      onProgress: control.onProgress,
      cancel: sharedCancelSignal(control.cancelFlag),
    },
    browserDataHost,
  );
  const facts: DataFacts = {
    count: dataset.count,
    labelled: dataset.labels !== null,
    classNames: dataset.classNames,
    source: dataset.provenance.description,
    skipped: dataset.skipped,
    findings,
    preprocessing: source.inputs.flatMap(({ input, preprocess }) =>
      preprocessRows(preprocess).map((row) =>
        inputs.length > 1 ? { ...row, setting: `${input.name}: ${row.setting}` } : row,
      ),
    ),
    previews: await previewsOf(dataset, inputs),
  };
  return { dataset, facts };
}

function dataFile({ path, file }: Chosen[number]): DataFile {
  const modified = file instanceof File ? file.lastModified : 0;
  return { path: path.replace(/^\/+/, ""), size: file.size, modified, handle: file };
}

/** Among several files the one that is called after labels and is no picture. */
function labelsAmong(files: readonly DataFile[]): DataFile | null {
  if (files.length < 2) return null;
  const named = files.filter(
    (f) =>
      /label|target|class/i.test(f.path.replace(/^.*\//, "")) &&
      /\.(npy|csv|tsv|txt|gz)$|ubyte$/i.test(f.path),
  );
  return named.length === 1 ? named[0]! : null;
}

function titleOf(files: readonly DataFile[]): string {
  const folders = new Set(files.map((f) => f.path.split("/")[0]!));
  if (files.length === 1) return files[0]!.path;
  return folders.size === 1 ? [...folders][0]! : `${files.length} files`;
}
