// Steps with their way back: removed rows and samples, changed recipes and answers.
import { answersRestored, type Change, recipeRestored, restored } from "./changes.ts";
import { selectRows } from "./derived/rows.ts";
import { apply } from "./store.ts";
import type { StudioActions } from "./studio.ts";
import { did } from "./undo.ts";
import { type Made, sameRecipe, titleOf } from "./variants.ts";

/** Removes a row, with the way back: the engine keeps its file. */
export function removeVariant(studio: StudioActions, id: string): void {
  const { variants, session, selected } = studio.store.getState();
  const place = variants.findIndex((variant) => variant.id === id);
  const label = selectRows(studio.store.getState()).find((row) => row.id === id)?.label;
  studio.remove(id);
  const gone = variants[place];
  if (gone === undefined || label === undefined) return;
  const same = (): boolean => studio.store.getState().session === session;
  did({
    text: `${label} was removed`,
    possible: () => same() && studio.store.getState().variants.every((variant) => variant.id !== id),
    undo: () => apply(studio.store, restored(gone, place, selected === id)),
  });
}

/** Makes a row with another recipe, with the way back; `what` was changed, as `The options`. */
export function changeRecipe(
  studio: StudioActions,
  id: string,
  made: Made,
  what: string,
  quiet = false,
): void {
  const rowNow = () => studio.store.getState().variants.find((variant) => variant.id === id);
  const { session } = studio.store.getState();
  const before = rowNow();
  studio.run(id, made);
  if (before === undefined || sameRecipe(before, made)) return;
  const same = (): boolean => {
    const row = rowNow();
    return studio.store.getState().session === session && row !== undefined && sameRecipe(row, made);
  };
  const wasMade = before.make.state === "done" || before.make.state === "running";
  const undo = (): void => {
    if (wasMade) return studio.runAsBefore(id, before);
    studio.cancel(id, "make");
    apply(studio.store, recipeRestored(before));
  };
  did({ text: `${what} of ${titleOf(before)} were changed`, possible: same, undo }, quiet);
}

/** Removes the samples, with the way back: the same files are read again in the same way. */
export function removeData(studio: StudioActions): void {
  const { session } = studio.store.getState();
  const { files, options } = studio.dataSource;
  studio.closeData();
  did({
    text: "The samples were removed",
    possible: () => {
      const now = studio.store.getState();
      return now.session === session && now.data.state === "idle";
    },
    undo: () => studio.openData(files, options),
  });
}

/** Changes the tree's answers, with the way back. */
export function changeAnswers(studio: StudioActions, change: Change, text: string, quiet = false): void {
  const { answers: before, session } = studio.store.getState();
  apply(studio.store, change);
  if (studio.store.getState().answers === before) return;
  const possible = (): boolean => studio.store.getState().session === session;
  did({ text, possible, undo: () => apply(studio.store, answersRestored(before)) }, quiet);
}
