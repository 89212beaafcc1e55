// The list of kept models, and what can be done with it.
import { createStore } from "zustand/vanilla";
import type { TechniqueId } from "../../techniques/technique.ts";
import { noticed, selected } from "../changes.ts";
import { restoreMeasured } from "../derived/verdicts.ts";
import { madeByRecipe } from "../recipes.ts";
import { apply } from "../store.ts";
import type { NamedFile, StudioActions } from "../studio.ts";
import { did } from "../undo.ts";
import { idOf, isTrained, type Made } from "../variants.ts";
import {
  changeKept,
  dropKept,
  type KeptModel,
  type KeptVariant,
  keepModel,
  keptFile,
  keptModels,
} from "./database.ts";
import { keptFiles, putDatasets, storedDataset } from "./dataset-store.ts";
import { inTurn } from "./in-turn.ts";
import { recipeKey } from "./recipe-key.ts";
import { dropRuns, keptRuns, runKey } from "./run-store.ts";
import { areKept } from "./shelf.ts";
import { keptVariants, putVariants, variantsOf } from "./variant-store.ts";

export interface Recent {
  readonly models: readonly KeptModel[];
  /** Those whose files are kept. */
  readonly variants: readonly KeptVariant[];
}

export const recent = createStore<Recent>(() => ({ models: [], variants: [] }));

/** Reads the list anew. Denied storage is an empty list. */
export async function refreshRecent(): Promise<void> {
  const [models, variants] = await Promise.all([
    keptModels().catch(() => []),
    keptVariants().catch(() => []),
  ]);
  recent.setState({ models, variants });
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
  const files = data === null ? null : await filesOf(studio, fingerprint, name, data);
  const runs = await keptRuns().catch(() => []);
  if (studio.store.getState().session !== state.session) return;
  // Before the rows: what is made with samples waits until they are read.
  const isFree = studio.store.getState().data.state === "idle";
  const reading = isFree && files && studio.openData(files, data?.options);
  offer(studio, fingerprint, recipes, new Set(runs.map(({ key }) => key)));
  apply(studio.store, selected(state.selected));
  for (const { recipe, target, latency } of measured) {
    const row = studio.store.getState().variants.find((variant) => recipeKey(variant) === recipe);
    if (row) restoreMeasured(studio, row.id, target, latency);
  }
  // The page does not wait for samples.
  void Promise.resolve(reading).then(() => takeTrained(studio, state.session));
}

/** Rows for recipes, made again but for those that take training. */
function offer(
  studio: StudioActions,
  fingerprint: string,
  recipes: KeptModel["recipes"],
  interrupted: ReadonlySet<string>,
): void {
  for (const recipe of recipes) {
    // Offered to go on instead.
    if (interrupted.has(runKey(fingerprint, recipe))) continue;
    try {
      const { made } = madeByRecipe(recipe);
      const row = studio.store.getState().variants.find(({ id }) => id === idOf(techniquesOf(made)));
      // What takes minutes of training is offered, not begun.
      if (isTrained(made.steps)) studio.recipe(made, false);
      // The row of a technique is made as it was made last; what stood beside it does so again.
      else if (row && !row.wanted) studio.run(row.id, made);
      else studio.recipe(made);
    } catch {
      // A recipe of an earlier version, which no technique takes today, is left out.
    }
  }
}

const techniquesOf = ({ steps }: Made): TechniqueId[] => steps.map(({ technique }) => technique);

/** Asks for the trained rows whose files were kept: those are there at once. */
async function takeTrained(studio: StudioActions, session: number): Promise<void> {
  const state = studio.store.getState();
  const offered = state.variants.filter(({ steps, wanted }) => isTrained(steps) && !wanted);
  const kept = await areKept(state, offered);
  if (studio.store.getState().session === session) studio.remake(kept.map(({ id }) => id));
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

/** The files of the samples that were open last, from storage; null where they are gone, which is said. */
async function filesOf(
  studio: StudioActions,
  fingerprint: string,
  name: string,
  { key }: NonNullable<KeptModel["data"]>,
): Promise<readonly NamedFile[] | null> {
  const { session } = studio.store.getState();
  const files = await keptFiles(key).catch(() => undefined);
  if (files !== undefined) return files;
  if (studio.store.getState().session === session) {
    const message = `The samples of ${name} are no longer in the browser's storage. Add them again.`;
    apply(studio.store, noticed("info", message));
  }
  await inTurn(() => changeKept(fingerprint, (kept) => ({ ...kept, data: null }))).catch(() => {});
  return null;
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
  const variants = await variantsOf(fingerprints);
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
      await putVariants(variants).catch(() => {});
      await refreshRecent();
    },
  });
}
