// Keeps the last checkpoint of each training, and goes on from it. Where storage is full or denied, that is said once.
import { createStore } from "zustand/vanilla";
import { messageOf } from "../../core/outcome.ts";
import type { TrainEvent } from "../../core/train/events.ts";
import { noticed, selected } from "../changes.ts";
import type { Variant } from "../model.ts";
import { madeByRecipe } from "../recipes.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";
import { labelOf } from "../variants.ts";
import { type KeptRun, keptFile } from "./database.ts";
import { datasetKey, hasDataset, keptFiles } from "./dataset-store.ts";
import { inTurn } from "./in-turn.ts";
import { dropRuns, keepRun, keptRuns, runKey } from "./run-store.ts";

export const unfinished = createStore<{ readonly runs: readonly KeptRun[] }>(() => ({ runs: [] }));

/** Reads the list anew. Denied storage is an empty list. */
export async function refreshRuns(): Promise<void> {
  unfinished.setState({ runs: await keptRuns().catch(() => []) });
}

/** Follows the studio's trainings from now on. */
export function keepTrainings(studio: StudioActions): void {
  const write = (work: () => Promise<void>): void => {
    void inTurn(work).catch(() => {
      const message =
        "The browser gives this page too little storage to keep this training: after a reload it starts anew.";
      apply(studio.store, noticed("info", message));
    });
  };
  studio.onTraining = (variant: Variant, event: TrainEvent) => {
    const { model } = studio.store.getState();
    if (model === null || (event.type !== "epoch" && event.type !== "end")) return;
    const key = runKey(model.fingerprint, variant);
    if (event.type === "end") {
      return write(() => dropRuns([key]).then(refreshRuns));
    }
    const { files, options } = studio.dataSource;
    const { steps, rules, name } = variant;
    const run: Omit<KeptRun, "data"> = {
      key,
      fingerprint: model.fingerprint,
      model: model.name,
      recipe: { steps, rules, name },
      label: name || labelOf(steps),
      saved: Date.now(),
      checkpoint: event.checkpoint,
    };
    const dataset = datasetKey(files);
    write(async () => {
      // The samples are kept with their model; where they are not, they are added again by hand.
      const data = (await hasDataset(dataset)) ? { key: dataset, options } : null;
      await keepRun({ ...run, data });
      await refreshRuns();
    });
  };
}

/** Opens the model and the samples of a run where they are not open, and trains on. */
export async function continueRun(studio: StudioActions, run: KeptRun): Promise<void> {
  const { store } = studio;
  try {
    if (store.getState().model?.fingerprint !== run.fingerprint) {
      const file = await keptFile(run.fingerprint);
      if (file === undefined)
        throw new Error(`${run.model} is no longer in the browser's storage. Open the file again.`);
      if (!(await studio.openModel(run.model, file))) return;
    }
    await studio.dataSettled();
    if (store.getState().data.state !== "done" && run.data !== null) {
      const files = await keptFiles(run.data.key);
      if (files !== undefined) await studio.openData(files, run.data.options);
    }
    const id = studio.continueTraining(madeByRecipe(run.recipe).made, run.checkpoint);
    apply(store, selected(id));
  } catch (error) {
    apply(store, noticed("error", messageOf(error)));
  }
}

export async function discardRun({ key }: KeptRun): Promise<void> {
  await dropRuns([key]).catch(() => {});
  await refreshRuns();
}
