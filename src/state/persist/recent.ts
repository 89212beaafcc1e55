// The list of kept models, and what can be done with it.
import { createStore } from "zustand/vanilla";
import { noticed, selected } from "../changes.ts";
import { madeByRecipe } from "../recipes.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";
import { did } from "../undo.ts";
import { dropKept, type KeptModel, keepModel, keptFile, keptModels } from "./database.ts";
import { dropRuns, keptRuns } from "./run-store.ts";

export interface Recent {
  readonly models: readonly KeptModel[];
}

export const recent = createStore<Recent>(() => ({ models: [] }));

/** Reads the list anew. Denied storage is an empty list. */
export async function refreshRecent(): Promise<void> {
  recent.setState({ models: await keptModels().catch(() => []) });
}

/** Opens a kept model and makes its variants again by their recipes. */
export async function reopen(
  studio: StudioActions,
  { fingerprint, name, recipes }: KeptModel,
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
  const interrupted = new Set((await keptRuns().catch(() => [])).map(({ key }) => key));
  for (const recipe of recipes) {
    // Offered to go on instead.
    if (interrupted.has(JSON.stringify([fingerprint, recipe.steps, recipe.rules]))) continue;
    try {
      studio.recipe(madeByRecipe(recipe).made);
    } catch {
      // A recipe of an earlier version, which no technique takes today, is left out.
    }
  }
  apply(studio.store, selected(state.selected));
}

/** Deletes kept models; the files stay readable for as long as the page offers to undo it. */
export async function forget(fingerprints: readonly string[]): Promise<void> {
  const gone = recent.getState().models.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  const files = await Promise.all(
    gone.map(({ fingerprint }) => keptFile(fingerprint).catch(() => undefined)),
  );
  await dropKept(fingerprints).catch(() => {});
  const runs = (await keptRuns().catch(() => [])).filter((run) => fingerprints.includes(run.fingerprint));
  await dropRuns(runs.map(({ key }) => key)).catch(() => {});
  await refreshRecent();
  if (gone.length === 0 || files.some((file) => file === undefined)) return;
  did({
    text: gone.length === 1 ? `${gone[0]!.name} was forgotten` : `${gone.length} models were forgotten`,
    possible: () => true,
    async undo() {
      for (const [i, model] of gone.entries()) await keepModel(model, files[i]!).catch(() => {});
      await refreshRecent();
    },
  });
}
