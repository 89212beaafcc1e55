// Trainings that did not come to their end, kept in IndexedDB so that they go on after a reload.
import { database, dropUnusedDatasets, type KeptRecipe, type KeptRun } from "./database.ts";

export const runKey = (fingerprint: string, { steps, rules }: Pick<KeptRecipe, "steps" | "rules">): string =>
  JSON.stringify([fingerprint, steps, rules]);

/** Newest first. */
export async function keptRuns(): Promise<KeptRun[]> {
  const found = await (await database()).getAll("runs");
  return found.sort((a, b) => b.saved - a.saved);
}

export async function keepRun(run: KeptRun): Promise<void> {
  await (await database()).put("runs", run);
}

export async function dropRuns(keys: readonly string[]): Promise<void> {
  const transaction = (await database()).transaction("runs", "readwrite");
  for (const key of keys) void transaction.store.delete(key);
  await transaction.done;
  await dropUnusedDatasets();
}
