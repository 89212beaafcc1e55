// The list of kept models, and what can be done with it.
import { createStore } from "zustand/vanilla";
import { noticed, selected } from "../changes.ts";
import { madeByRecipe } from "../recipes.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";
import { did } from "../undo.ts";
import { isTrained } from "../variants.ts";
import { restoreMeasured } from "../verdicts.ts";
import { changeKept, dropKept, type KeptModel, keepModel, keptFile, keptModels } from "./database.ts";
import { keptFiles, putDatasets, storedDataset } from "./dataset-store.ts";
import { inTurn } from "./in-turn.ts";
import { recipeKey } from "./recipe-key.ts";
import { dropRuns, keptRuns } from "./run-store.ts";

export interface Recent {
  readonly models: readonly KeptModel[];
}

export const recent = createStore<Recent>(() => ({ models: [] }));

/** Reads the list anew. Denied storage is an empty list. */
export async function refreshRecent(): Promise<void> {
  recent.setState({ models: await keptModels().catch(() => []) });
}

/** Opens a kept model with its samples, and makes its variants again by their recipes. */
export async function reopen(
  studio: StudioActions,
  { fingerprint, name, recipes, measured, data }: KeptModel,
): Promise<void> {
  const file = await keptFile(fingerprint).catch(() => undefined);
  if (file === undefined) {
    apply(
      studio.store,
      noticed("error", `${name} is no longer in the browser's storage. Open the file again.`),
    );
    await forget([fingerprint]);
    return;
  }
  await studio.openModel(name, file);
  const state = studio.store.getState();
  if (state.model?.fingerprint !== fingerprint) return;
  const reading = data === null ? null : reopenData(studio, fingerprint, name, data);
  const interrupted = new Set((await keptRuns().catch(() => [])).map(({ key }) => key));
  for (const recipe of recipes) {
    // Offered to go on instead.
    if (interrupted.has(JSON.stringify([fingerprint, recipe.steps, recipe.rules]))) continue;
    try {
      const { made } = madeByRecipe(recipe);
      // What takes minutes of training is offered, not begun.
      studio.recipe(made, !isTrained(made.steps));
    } catch {
      // A recipe of an earlier version, which no technique takes today, is left out.
    }
  }
  apply(studio.store, selected(state.selected));
  for (const { recipe, target, latency } of measured) {
    const row = studio.store.getState().variants.find((variant) => recipeKey(variant) === recipe);
    if (row) restoreMeasured(studio, row.id, target, latency);
  }
  await reading;
}

/** Opens the model that the page showed before a reload; says so where it was not kept. */
export async function reopenByFingerprint(studio: StudioActions, fingerprint: string): Promise<void> {
  const kept = (await keptModels().catch(() => [])).find((model) => model.fingerprint === fingerprint);
  if (kept === undefined) {
    const message = "The model that was open here is not in this browser's storage. Open its file again.";
    apply(studio.store, noticed("info", message));
    return;
  }
  await reopen(studio, kept);
}

/** The files of the samples that were open last, from storage. */
async function reopenData(
  studio: StudioActions,
  fingerprint: string,
  name: string,
  { key, options }: NonNullable<KeptModel["data"]>,
): Promise<void> {
  const { session } = studio.store.getState();
  const files = await keptFiles(key).catch(() => undefined);
  const now = studio.store.getState();
  if (now.session !== session || now.data.state !== "idle") return;
  if (files !== undefined) return studio.openData(files, options);
  const message = `The samples of ${name} are no longer in the browser's storage. Add them again.`;
  apply(studio.store, noticed("info", message));
  await inTurn(() => changeKept(fingerprint, (kept) => ({ ...kept, data: null }))).catch(() => {});
}

/** Deletes kept models; the files stay readable for as long as the page offers to undo it. */
export async function forget(fingerprints: readonly string[]): Promise<void> {
  const gone = recent.getState().models.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  const files = await Promise.all(
    gone.map(({ fingerprint }) => keptFile(fingerprint).catch(() => undefined)),
  );
  const datasets = await Promise.all(
    [...new Set(gone.flatMap(({ data }) => data?.key ?? []))].map((key) =>
      storedDataset(key).catch(() => undefined),
    ),
  );
  await inTurn(() => dropKept(fingerprints)).catch(() => {});
  const runs = (await keptRuns().catch(() => [])).filter((run) => fingerprints.includes(run.fingerprint));
  await dropRuns(runs.map(({ key }) => key)).catch(() => {});
  await refreshRecent();
  if (gone.length === 0 || files.some((file) => file === undefined)) return;
  did({
    text: gone.length === 1 ? `${gone[0]!.name} was forgotten` : `${gone.length} models were forgotten`,
    possible: () => true,
    async undo() {
      await putDatasets(datasets.flatMap((stored) => stored ?? [])).catch(() => {});
      for (const [i, model] of gone.entries()) await keepModel(model, files[i]!).catch(() => {});
      await refreshRecent();
    },
  });
}
