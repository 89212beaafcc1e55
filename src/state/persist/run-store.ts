// Trainings that did not come to their end, kept in IndexedDB with their samples so that they go on after a reload.
import { database, type KeptRun, type KeptRunData } from "./database.ts";

/** Newest first. */
export async function keptRuns(): Promise<KeptRun[]> {
  const found = await (await database()).getAll("runs");
  return found.sort((a, b) => b.saved - a.saved);
}

export async function keptRunData(key: string): Promise<KeptRunData | undefined> {
  return (await database()).get("runData", key);
}

/** @param data written with the first checkpoint of a run; null leaves what is there */
export async function keepRun(run: KeptRun, data: KeptRunData | null): Promise<void> {
  const transaction = (await database()).transaction(["runs", "runData"], "readwrite");
  await Promise.all([
    transaction.objectStore("runs").put(run),
    data === null ? null : transaction.objectStore("runData").put(data, run.key),
    transaction.done,
  ]);
}

export async function dropRuns(keys: readonly string[]): Promise<void> {
  const transaction = (await database()).transaction(["runs", "runData"], "readwrite");
  for (const key of keys) {
    void transaction.objectStore("runs").delete(key);
    void transaction.objectStore("runData").delete(key);
  }
  await transaction.done;
}
