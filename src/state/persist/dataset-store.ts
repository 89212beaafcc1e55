// Samples in IndexedDB. They are read from there as from the files that were dropped: a piece at a time.
import { hashText } from "../../core/data/hash.ts";
import type { NamedFile } from "../studio.ts";
import { database, type KeptDataset } from "./database.ts";

export interface StoredDataset {
  readonly dataset: KeptDataset;
  readonly content: Blob;
}

/** The same for the same files: their paths, sizes and dates. */
export const datasetKey = (files: readonly NamedFile[]): string => hashText(JSON.stringify(described(files)));

export const datasetBytes = (files: readonly NamedFile[]): number =>
  files.reduce((sum, { file }) => sum + file.size, 0);

const described = (files: readonly NamedFile[]): KeptDataset["files"] =>
  files.map(({ path, file }) => ({
    path,
    bytes: file.size,
    modified: file instanceof File ? file.lastModified : 0,
  }));

/** Whether a dataset is there. */
export async function hasDataset(key: string): Promise<boolean> {
  return (await (await database()).getKey("datasets", key)) !== undefined;
}

/** Copies files into storage, without holding them in memory. Throws where they cannot be read, or do not fit. */
export async function writeDataset(files: readonly NamedFile[]): Promise<void> {
  await putDatasets([
    {
      dataset: { key: datasetKey(files), files: described(files) },
      content: new Blob(files.map(({ file }) => file)),
    },
  ]);
}

export async function putDatasets(stored: readonly StoredDataset[]): Promise<void> {
  const transaction = (await database()).transaction(["datasets", "datasetFiles"], "readwrite");
  await Promise.all([
    ...stored.flatMap(({ dataset, content }) => [
      transaction.objectStore("datasetFiles").put(content, dataset.key),
      transaction.objectStore("datasets").put(dataset),
    ]),
    transaction.done,
  ]);
}

export async function storedDataset(key: string): Promise<StoredDataset | undefined> {
  const transaction = (await database()).transaction(["datasets", "datasetFiles"]);
  const [dataset, content] = await Promise.all([
    transaction.objectStore("datasets").get(key),
    transaction.objectStore("datasetFiles").get(key),
  ]);
  return dataset && content ? { dataset, content } : undefined;
}

/** The files of a dataset, as they were given: parts of one Blob, read when they are asked for. */
export async function keptFiles(key: string): Promise<NamedFile[] | undefined> {
  const stored = await storedDataset(key);
  if (stored === undefined) return undefined;
  let start = 0;
  return stored.dataset.files.map(({ path, bytes, modified }) => {
    const part = stored.content.slice(start, start + bytes);
    start += bytes;
    const name = path.split("/").at(-1) ?? path;
    return { path, file: modified === 0 ? part : new File([part], name, { lastModified: modified }) };
  });
}
