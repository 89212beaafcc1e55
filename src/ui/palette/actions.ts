// What the command palette offers, from what is known now. Each action is a sentence and a function.
import { targetIds, targetNames } from "../../core/targets/target.ts";
import { answersCleared, selected, targetChosen } from "../../state/changes.ts";
import { selectRows } from "../../state/derived/rows.ts";
import type { StudioState } from "../../state/model.ts";
import type { KeptModel } from "../../state/persist/database.ts";
import { reopen } from "../../state/persist/recent.ts";
import { apply } from "../../state/store.ts";
import type { StudioActions } from "../../state/studio.ts";
import { undoLast, undoStore } from "../../state/undo.ts";
import { changeAnswers } from "../../state/undoable.ts";
import { saveVariant } from "../compare/save.ts";
import { pickData } from "../data/pick-data.ts";
import { bytes, moment } from "../look/format.ts";
import { offline } from "../offline/offline-state.ts";
import { openDemoModel } from "../open/open-files.ts";
import { pickModel } from "../open/pick-model.ts";
import { pickRecipe } from "../open/pick-recipe.ts";
import { openDialog } from "../tools/dialogs.ts";

export interface Action {
  readonly group: string;
  readonly name: string;
  /** A key that does it without the palette. */
  readonly key?: string;
  readonly run: () => void;
}

/** Keys that work wherever nothing is typed; the palette shows them. */
export const shortcuts: Readonly<Record<string, string>> = {
  o: "Open a model",
  d: "Add data",
  b: "Find the best",
  c: "Compare two variants",
  s: "Share: report or zip",
};

export function actionsFor(state: StudioState, studio: StudioActions): Action[] {
  const page: Action[] = [
    { group: "Page", name: shortcuts.o!, key: "o", run: pickModel },
    { group: "Page", name: "Try the demo model", run: () => void openDemoModel(studio) },
    { group: "Page", name: "Ready-made models", run: () => openDialog("ready-made") },
    ...(offline.getState().install === null
      ? []
      : [{ group: "Page", name: "Install as an app", run: () => offline.getState().install?.() }]),
    ...(undoStore.getState().stack.some(({ possible }) => possible())
      ? [{ group: "Page", name: "Undo", run: () => void undoLast() }]
      : []),
  ];
  if (state.model === null) return page;
  const rows = selectRows(state);
  return [
    ...page,
    { group: "Page", name: shortcuts.d!, key: "d", run: pickData },
    { group: "Page", name: "Import a recipe", run: pickRecipe },
    { group: "Page", name: shortcuts.b!, key: "b", run: () => openDialog("search") },
    { group: "Page", name: shortcuts.c!, key: "c", run: () => openDialog("versus") },
    { group: "Page", name: shortcuts.s!, key: "s", run: () => openDialog("share") },
    {
      group: "Page",
      name: "Start the decision tree again",
      run: () => changeAnswers(studio, answersCleared, "The answers were cleared"),
    },
    { group: "Page", name: "Published figures beside this model's", run: () => openDialog("guide") },
    ...rows.flatMap(({ id, label, status, facts }): Action[] => [
      {
        group: "Variants",
        name: `Show ${label}`,
        run: () => apply(studio.store, selected(id)),
      },
      ...(status.kind === "idle" || status.kind === "stopped"
        ? [{ group: "Variants", name: `Run ${label}`, run: () => studio.run(id) }]
        : []),
      ...(status.kind === "done" && facts !== null
        ? [
            {
              group: "Variants",
              name: `Download ${label}`,
              run: () => void saveVariant(studio, facts),
            },
          ]
        : []),
    ]),
    ...targetIds
      .filter((id) => id !== state.target)
      .map((id) => ({
        group: "Target",
        name: `Target: ${targetNames[id]}`,
        run: () => apply(studio.store, targetChosen(id)),
      })),
    ...(state.target === null
      ? []
      : [{ group: "Target", name: "Target: any", run: () => apply(studio.store, targetChosen(null)) }]),
  ];
}

/** Models of earlier, other than the one that is open. */
export const againFor = (
  models: readonly KeptModel[],
  { model }: StudioState,
  studio: StudioActions,
): Action[] =>
  models
    .filter(({ fingerprint }) => fingerprint !== model?.fingerprint)
    .map((kept) => ({
      group: "Recent models",
      name: `Open ${kept.name} again (${bytes(kept.bytes)}, last on ${moment(kept.opened)})`,
      run: () => void reopen(studio, kept),
    }));
