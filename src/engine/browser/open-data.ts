import type { Dataset } from "../../core/data/dataset.ts";
import { describeInputs } from "../../core/data/inputs/describe-inputs.ts";
import { parseDataOptions, preprocessRows } from "../../core/data/inputs/preprocess.ts";
import { sharedCancelSignal } from "../../core/outcome.ts";
import { browserDataHost } from "../data/browser/host.ts";
import { type ChosenFile, openDataFromFiles } from "../data/browser/open.ts";
import { previewsOf } from "../data/previews.ts";
import type { DataFacts } from "../facts/data.ts";
import type { JobControl } from "../facts/job.ts";
import type { Studio } from "../studio.ts";

/** Opens what a person dropped for this model, with what the page shows of it. */
export async function openDataForStudio(
  studio: Studio,
  chosen: readonly ChosenFile[],
  options: Readonly<Record<string, string>>,
  control: JobControl,
): Promise<{ readonly dataset: Dataset; readonly facts: DataFacts }> {
  const inputs = describeInputs(studio.model);
  const opened = await openDataFromFiles(chosen, inputs, parseDataOptions(options), {
    onProgress: control.onProgress,
    cancel: sharedCancelSignal(control.cancelFlag),
  });
  const { dataset, source, findings } = await studio.settleRange(opened, browserDataHost);
  const facts: DataFacts = {
    count: dataset.count,
    labelled: dataset.labels !== null || (dataset.targets ?? null) !== null,
    classNames: dataset.classNames,
    source: dataset.provenance.description,
    fingerprint: dataset.fingerprint,
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
