// Keeps each opened model with its recipes. Where storage is full or denied, the page works on and says so once.
import { noticed } from "../changes.ts";
import type { StudioState, Variant } from "../model.ts";
import { selectRows } from "../rows.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";
import { isCheap, isOriginal } from "../variants.ts";
import { dropKept, type KeptModel, keepModel, keptModels, updateKept } from "./database.ts";
import { type Room, toDrop } from "./room.ts";

const interval = 1500;

/** Follows the studio from now on; the model that is open is kept at once. */
export function keepModels(studio: StudioActions): void {
  let session = -1;
  const removed = new Set<string>();
  let waiting = false;
  const follow = (state: StudioState): void => {
    if (state.model === null) return;
    if (state.session !== session) {
      session = state.session;
      removed.clear();
      void keepOpened(studio, state);
    }
    // At intervals, not after a pause: progress moves the rows all the time.
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      void update(studio.store.getState(), removed);
    }, interval);
  };
  follow(studio.store.getState());
  studio.store.subscribe((now, before) => {
    // A row that a person removed does not come back with the model.
    if (now.session === before.session && now.variants.length < before.variants.length)
      for (const gone of before.variants)
        if (now.variants.every(({ id }) => id !== gone.id)) removed.add(keyOf(gone));
    if (now.session !== before.session || now.variants !== before.variants) follow(now);
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
    const gone = toDrop(others, earlier ? 0 : source.size, await room());
    if (gone === null) {
      say(
        studio,
        "The browser gives this page too little storage to keep this model: it will be gone after a reload.",
      );
      return;
    }
    if (gone.length > 0) await dropKept(gone);
    await keepModel(recordOf(state, Date.now(), earlier), source);
  } catch (error) {
    say(studio, whyNot(error));
  }
}

async function update(state: StudioState, removed: ReadonlySet<string>): Promise<void> {
  if (state.model === null) return;
  try {
    const kept = await keptModels();
    const earlier = kept.find(({ fingerprint }) => fingerprint === state.model?.fingerprint);
    if (earlier) await updateKept(recordOf(state, earlier.opened, without(earlier, removed)));
  } catch {
    // Said when the model was opened.
  }
}

const without = (kept: KeptModel, removed: ReadonlySet<string>): KeptModel => ({
  ...kept,
  recipes: kept.recipes.filter((recipe) => !removed.has(keyOf(recipe))),
});

/** The same for a row and for the recipe that is kept of it. */
const keyOf = ({ steps, rules, name }: Pick<KeptModel["recipes"][number], "steps" | "rules" | "name">) =>
  JSON.stringify([steps, rules ?? null, name ?? null]);

function recordOf(state: StudioState, opened: number, earlier: KeptModel | undefined): KeptModel {
  const model = state.model!;
  const now = state.variants.filter(isWorthKeeping).map(({ steps, rules, name }) => ({ steps, rules, name }));
  const known = new Set(now.map(keyOf));
  const made = selectRows(state).flatMap(({ id, label, facts }) =>
    facts === null || isOriginal(id) ? [] : [{ label, bytes: facts.size.file }],
  );
  return {
    fingerprint: model.fingerprint,
    name: model.name,
    bytes: model.bytes,
    opened,
    recipes: [...now, ...(earlier?.recipes ?? []).filter((recipe) => !known.has(keyOf(recipe)))].slice(
      0,
      mostRecipes,
    ),
    made: made.length > 0 ? made : (earlier?.made ?? []),
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

async function room(): Promise<Room | null> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  return usage === undefined || quota === undefined ? null : { usage, quota };
}

const say = (studio: StudioActions, message: string): void => apply(studio.store, noticed("info", message));

const whyNot = (error: unknown): string =>
  error instanceof DOMException && error.name === "QuotaExceededError"
    ? "The browser's storage is full: this model will be gone after a reload. Delete kept models to make room."
    : "This browser window keeps nothing, as in private windows: the model will be gone after a reload.";
