// Models that were opened, kept in IndexedDB: facts in one table, files in another, so that a list loads no file.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import {
  array,
  boolean,
  nullable,
  nullish,
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
import type { ImportedLatency } from "../../core/estimate/imported.ts";
import { recipeActions } from "../../core/recipe/actions.ts";
import type { Recipe } from "../../core/report/recipe.ts";
import { type TargetId, targetIds } from "../../core/targets/target.ts";
import type { TrainCheckpoint } from "../../core/train/events.ts";
import type { VariantFacts } from "../../engine/facts/variant.ts";
import type { TrainingView } from "../work/training.ts";

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

const latencySchema = object({
  model: nullable(string()),
  device: nullable(string()),
  milliseconds: number(),
  fastest: nullable(number()),
  slowest: nullable(number()),
  deviation: nullable(number()),
  runs: nullable(number()),
  threads: nullable(number()),
  accelerator: nullable(string()),
});

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
  /** Latencies that were measured on devices and imported, by the row's recipe. */
  measured: nullish(
    array(object({ recipe: string(), target: picklist(targetIds), latency: latencySchema })),
    [],
  ),
  /** The samples that were open last; null where there were none, or they were not kept. */
  data: nullish(
    object({
      key: string(),
      bytes: number(),
      count: number(),
      options: recordOf(string(), string()),
    }),
    null,
  ),
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
  readonly measured: readonly KeptLatency[];
  readonly data: KeptData | null;
}

export interface KeptLatency {
  /** See `recipeKey`. */
  readonly recipe: string;
  readonly target: TargetId;
  readonly latency: ImportedLatency;
}

/** Which samples belong to a model, and how they are read. */
export interface KeptData {
  /** Of the dataset, which several models and trainings may share. */
  readonly key: string;
  /** Of all its files. */
  readonly bytes: number;
  /** Samples. */
  readonly count: number;
  readonly options: Readonly<Record<string, string>>;
}

interface Schema extends DBSchema {
  models: { key: string; value: KeptModel };
  files: { key: string; value: Blob };
  runs: { key: string; value: KeptRun };
  variants: { key: string; value: KeptVariant };
  variantFiles: { key: string; value: Blob };
  datasets: { key: string; value: KeptDataset };
  datasetFiles: { key: string; value: Blob };
}

/** Files of a dataset: their content stands one behind the other in one Blob, so that ten thousand are as quick as one. */
export interface KeptDataset {
  readonly key: string;
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    /** Milliseconds since 1970; 0 where it is not known. */
    readonly modified: number;
  }[];
}

/** A variant that took long, with what was known when it was made. Its file lies beside. */
export interface KeptVariant {
  /** See `variantKey`. */
  readonly key: string;
  /** Of the model. */
  readonly fingerprint: string;
  /** Of its file. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly saved: number;
  /** The opening of the model in which it was made; other openings take it. */
  readonly opening: string;
  readonly facts: VariantFacts;
  readonly training: TrainingView | null;
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
  /** What it trains on; null where that was not kept. */
  readonly data: Pick<KeptData, "key" | "options"> | null;
}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

export function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("tflite-studio", 4, {
    upgrade(db, version) {
      if (version < 1) {
        db.createObjectStore("models", { keyPath: "fingerprint" });
        db.createObjectStore("files");
      }
      if (version < 3) {
        // Trainings had copies of their samples of their own.
        for (const name of ["runs", "runData"])
          if (db.objectStoreNames.contains(name as "runs")) db.deleteObjectStore(name as "runs");
        db.createObjectStore("runs", { keyPath: "key" });
        db.createObjectStore("datasets", { keyPath: "key" });
        db.createObjectStore("datasetFiles");
      }
      db.createObjectStore("variants", { keyPath: "key" });
      db.createObjectStore("variantFiles");
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
  return found.flatMap((value) => readable(value) ?? []).sort((a, b) => b.opened - a.opened);
}

function readable(value: unknown): KeptModel | null {
  try {
    return parse(modelSchema, value);
  } catch {
    return null;
  }
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
export async function changeKept(fingerprint: string, change: (kept: KeptModel) => KeptModel): Promise<void> {
  const transaction = (await database()).transaction("models", "readwrite");
  const kept = readable(await transaction.store.get(fingerprint));
  if (kept !== null) await transaction.store.put(change(kept));
  await transaction.done;
}

/** Deletes models with the files that were made from them. */
export async function dropKept(fingerprints: readonly string[]): Promise<void> {
  const stores = ["models", "files", "variants", "variantFiles"] as const;
  const transaction = (await database()).transaction(stores, "readwrite");
  for (const key of fingerprints) {
    void transaction.objectStore("models").delete(key);
    void transaction.objectStore("files").delete(key);
  }
  for (const { key, fingerprint } of await transaction.objectStore("variants").getAll()) {
    if (!fingerprints.includes(fingerprint)) continue;
    void transaction.objectStore("variants").delete(key);
    void transaction.objectStore("variantFiles").delete(key);
  }
  await transaction.done;
  await dropUnusedDatasets();
}

/** Deletes the datasets that no model and no training has any more. */
export async function dropUnusedDatasets(): Promise<void> {
  const stores = ["models", "runs", "datasets", "datasetFiles"] as const;
  const transaction = (await database()).transaction(stores, "readwrite");
  const owners = [
    ...(await transaction.objectStore("models").getAll()),
    ...(await transaction.objectStore("runs").getAll()),
  ];
  const used = new Set(owners.map(({ data }) => data?.key));
  for (const key of await transaction.objectStore("datasets").getAllKeys()) {
    if (used.has(key)) continue;
    void transaction.objectStore("datasets").delete(key);
    void transaction.objectStore("datasetFiles").delete(key);
  }
  await transaction.done;
}
