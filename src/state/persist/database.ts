// Models that were opened, kept in IndexedDB: facts in one table, files in another, so that a list loads no file.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import {
  array,
  boolean,
  number,
  object,
  parse,
  picklist,
  pipe,
  record as recordOf,
  string,
  transform,
  union,
} from "valibot";
import { recipeActions } from "../../core/recipe/recipe.ts";
import type { Recipe } from "../../core/report/recipe.ts";
import type { TrainCheckpoint } from "../../core/train/events.ts";

const stepSchema = object({
  technique: string(),
  options: recordOf(string(), union([boolean(), number(), string()])),
});

/** Rules came later: a list of steps alone is from before. */
const recipeSchema = union([
  object({
    steps: array(stepSchema),
    rules: array(object({ match: string(), op: string(), action: picklist(recipeActions) })),
    name: string(),
  }),
  pipe(
    array(stepSchema),
    transform((steps) => ({ steps, rules: [], name: "" })),
  ),
]);

const modelSchema = object({
  fingerprint: string(),
  name: string(),
  /** Bytes of the file. */
  bytes: number(),
  /** Milliseconds since 1970 of the last opening. */
  opened: number(),
  /** Recipes of rows that do not start by themselves. */
  recipes: array(recipeSchema),
  /** What was made, with its bytes: shown as from earlier. */
  made: array(object({ label: string(), bytes: number() })),
});

export type KeptRecipe = Required<Pick<Recipe, "steps" | "rules" | "name">>;

/** A kept model without its file. */
export interface KeptModel {
  readonly fingerprint: string;
  readonly name: string;
  readonly bytes: number;
  readonly opened: number;
  readonly recipes: readonly KeptRecipe[];
  readonly made: readonly { readonly label: string; readonly bytes: number }[];
}

interface Schema extends DBSchema {
  models: { key: string; value: KeptModel };
  files: { key: string; value: Blob };
  runs: { key: string; value: KeptRun };
  runData: { key: string; value: KeptRunData };
}

/** A training that did not come to its end, as it stood after its last whole epoch. */
export interface KeptRun {
  /** Of the model and the recipe. */
  readonly key: string;
  readonly fingerprint: string;
  readonly model: string;
  readonly recipe: KeptRecipe;
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly saved: number;
  readonly checkpoint: TrainCheckpoint;
}

/** The samples of a training, as they were given. */
export interface KeptRunData {
  readonly files: readonly { readonly path: string; readonly file: Blob }[];
  readonly options: Readonly<Record<string, string>>;
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

export function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("tflite-studio", 2, {
    upgrade(db, version) {
      if (version < 1) {
        db.createObjectStore("models", { keyPath: "fingerprint" });
        db.createObjectStore("files");
      }
      db.createObjectStore("runs", { keyPath: "key" });
      db.createObjectStore("runData");
    },
    // A page of a newer version, in another tab, waits for this one to let go.
    blocking(_now, _wanted, event) {
      (event.target as IDBDatabase).close();
      opened = null;
    },
  }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

/** Newest first. What an older version wrote in another form is passed over. */
export async function keptModels(): Promise<KeptModel[]> {
  const found = await (await database()).getAll("models");
  return found
    .flatMap((value): KeptModel[] => {
      try {
        return [parse(modelSchema, value)];
      } catch {
        return [];
      }
    })
    .sort((a, b) => b.opened - a.opened);
}

export async function keptFile(fingerprint: string): Promise<Blob | undefined> {
  return (await database()).get("files", fingerprint);
}

/** Writes both or neither. */
export async function keepModel(model: KeptModel, file: Blob): Promise<void> {
  const transaction = (await database()).transaction(["models", "files"], "readwrite");
  await Promise.all([
    transaction.objectStore("files").put(file, model.fingerprint),
    transaction.objectStore("models").put(model),
    transaction.done,
  ]);
}

/** Changes the facts of a model that is kept; does nothing for one that was deleted meanwhile. */
export async function updateKept(model: KeptModel): Promise<void> {
  const transaction = (await database()).transaction("models", "readwrite");
  if ((await transaction.store.getKey(model.fingerprint)) !== undefined) await transaction.store.put(model);
  await transaction.done;
}

export async function dropKept(fingerprints: readonly string[]): Promise<void> {
  const transaction = (await database()).transaction(["models", "files"], "readwrite");
  for (const key of fingerprints) {
    void transaction.objectStore("models").delete(key);
    void transaction.objectStore("files").delete(key);
  }
  await transaction.done;
}
