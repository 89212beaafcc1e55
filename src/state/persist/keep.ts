// Keeps each opened model with its recipes. Where storage is full or denied, the page works on and says so once.
import { noticed } from "../changes.ts";
import { selectRows } from "../derived/rows.ts";
import { measuredAll, verdictsOf } from "../derived/verdicts.ts";
import type { StudioState, Variant } from "../model.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";
import { isCheap, isOriginal } from "../variants.ts";
import { changeKept, dropKept, type KeptLatency, type KeptModel, keepModel, keptModels } from "./database.ts";
import { inTurn } from "./in-turn.ts";
import { recipeKey } from "./recipe-key.ts";
import { roomNow, toFree } from "./room.ts";
import { keptRuns } from "./run-store.ts";
import { dropVariants, keptVariants } from "./variant-store.ts";

const interval = 1500;

/** Follows the studio from now on; the model that is open is kept at once. */
export function keepModels(studio: StudioActions): void {
  let session = -1;
  const removed = new Set<string>();
  let waiting = false;
  let due = false;
  let imported = false;
  const follow = (state: StudioState): void => {
    if (state.model === null) return;
    if (state.session !== session) {
      session = state.session;
      removed.clear();
      imported = false;
      void inTurn(() => keepOpened(studio, state));
    }
    // At intervals, not after a pause: progress moves the rows all the time. One waits at most, however slow storage is.
    due = true;
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      const write = async () => {
        due = false;
        await update(studio, removed, imported);
      };
      void inTurn(write).finally(() => {
        waiting = false;
        if (due) follow(studio.store.getState());
      });
    }, interval);
  };
  follow(studio.store.getState());
  studio.store.subscribe((now, before) => {
    // A row that a person removed does not come back with the model.
    if (now.session === before.session && now.variants.length < before.variants.length)
      for (const gone of before.variants)
        if (now.variants.every(({ id }) => id !== gone.id)) removed.add(recipeKey(gone));
    if (now.session !== before.session || now.variants !== before.variants) follow(now);
  });
  verdictsOf(studio).subscribe((now, before) => {
    if (now.measured === before.measured) return;
    imported = true;
    follow(studio.store.getState());
  });
}

async function keepOpened(studio: StudioActions, state: StudioState): Promise<void> {
  const { model } = state;
  const { source } = studio;
  if (model === null || source === null) return;
  try {
    const kept = await keptModels();
    const earlier = kept.find(({ fingerprint }) => fingerprint === model.fingerprint);
    const others = kept.filter((other) => other !== earlier);
    const held = new Set((await keptRuns()).flatMap(({ data }) => data?.key ?? []));
    const bytes = earlier ? 0 : source.size;
    const made = await keptVariants();
    const freed = toFree(others, { bytes, kind: "model", held }, await roomNow(), made);
    if (freed === null) {
      say(
        studio,
        "The browser gives this page too little storage to keep this model: it will be gone after a reload.",
      );
      return;
    }
    if (freed.variants.length > 0) await dropVariants(freed.variants);
    for (const other of freed.data) await changeKept(other, (model) => ({ ...model, data: null }));
    if (freed.models.length + freed.data.length > 0) await dropKept(freed.models);
    await keepModel(recordOf(state, Date.now(), earlier), source);
  } catch (error) {
    say(studio, whyNot(error));
  }
}

async function update(studio: StudioActions, removed: ReadonlySet<string>, imported: boolean): Promise<void> {
  const state = studio.store.getState();
  if (state.model === null) return;
  const measured = measuredAll(studio).flatMap(({ id, target, latency }): KeptLatency[] => {
    const row = state.variants.find((variant) => variant.id === id);
    return row === undefined ? [] : [{ recipe: recipeKey(row), target, latency }];
  });
  try {
    await changeKept(state.model.fingerprint, (earlier) => ({
      ...recordOf(state, earlier.opened, without(earlier, removed)),
      // Those of an earlier visit stay where nothing was imported or forgotten on this one.
      ...(imported && { measured }),
    }));
  } catch {
    // Said when the model was opened.
  }
}

const without = (kept: KeptModel, removed: ReadonlySet<string>): KeptModel => ({
  ...kept,
  recipes: kept.recipes.filter((recipe) => !removed.has(recipeKey(recipe))),
});

function recordOf(state: StudioState, opened: number, earlier: KeptModel | undefined): KeptModel {
  const model = state.model!;
  const now = state.variants.filter(isWorthKeeping).map(({ steps, rules, name }) => ({ steps, rules, name }));
  const known = new Set(now.map(recipeKey));
  const made = selectRows(state).flatMap(({ id, label, facts }) =>
    facts === null || isOriginal(id) ? [] : [{ label, bytes: facts.size.file }],
  );
  return {
    fingerprint: model.fingerprint,
    name: model.name,
    bytes: model.bytes,
    opened,
    recipes: [...now, ...(earlier?.recipes ?? []).filter((recipe) => !known.has(recipeKey(recipe)))].slice(
      0,
      mostRecipes,
    ),
    made: made.length > 0 ? made : (earlier?.made ?? []),
    measured: earlier?.measured ?? [],
    data: earlier?.data ?? null,
  };
}

const mostRecipes = 32;

/** Rows that somebody asked for; those that start by themselves do so again. */
const isWorthKeeping = ({ id, steps, rules, wanted, make }: Variant): boolean =>
  !isOriginal(id) &&
  wanted &&
  make.state !== "failed" &&
  make.state !== "cancelled" &&
  !(
    rules.length === 0 &&
    isCheap({ steps }) &&
    steps.every(({ options }) => Object.keys(options).length === 0)
  );

const say = (studio: StudioActions, message: string): void => apply(studio.store, noticed("info", message));

const whyNot = (error: unknown): string =>
  error instanceof DOMException && error.name === "QuotaExceededError"
    ? "The browser's storage is full: this model will be gone after a reload. Delete kept models to make room."
    : "This browser window keeps nothing, as in private windows: the model will be gone after a reload.";
