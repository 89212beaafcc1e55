// Files of variants that took long, in IndexedDB: what is known of them in one table, their content in another.
import type { Variant } from "../model.ts";
import { database, type KeptVariant } from "./database.ts";

export interface StoredVariant {
  readonly variant: KeptVariant;
  readonly file: Blob;
}

/** The first number grows when the facts of a variant get another form: files of other versions are let go. */
const version = `[1,${JSON.stringify(import.meta.env.VITE_STUDIO_VERSION ?? null)},`;

/** The same for the same model, recipe and samples (their fingerprint; null where none were used). */
export const variantKey = (
  fingerprint: string,
  { steps, rules }: Pick<Variant, "steps" | "rules">,
  data: string | null,
): string => {
  const recipe = steps.map(({ technique, options }) => [technique, Object.entries(options).sort()]);
  return version + JSON.stringify([fingerprint, recipe, rules, data]);
};

/** Whether it was made by another version, and nothing will ask for it again. */
export const isOfOtherVersion = ({ key }: KeptVariant): boolean => !key.startsWith(version);

export async function keptVariants(): Promise<KeptVariant[]> {
  return (await database()).getAll("variants");
}

export async function keptVariant(key: string): Promise<KeptVariant | undefined> {
  return (await database()).get("variants", key);
}

/** A kept variant with its file; undefined where either is missing. */
export async function storedVariant(key: string): Promise<StoredVariant | undefined> {
  const transaction = (await database()).transaction(["variants", "variantFiles"]);
  const [variant, file] = await Promise.all([
    transaction.objectStore("variants").get(key),
    transaction.objectStore("variantFiles").get(key),
  ]);
  return variant && file ? { variant, file } : undefined;
}

/** All that are kept of some models, with their files. Denied storage has none. */
export async function variantsOf(fingerprints: readonly string[]): Promise<StoredVariant[]> {
  const kept = await keptVariants().catch(() => []);
  const mine = kept.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  const stored = await Promise.all(mine.map(({ key }) => storedVariant(key).catch(() => undefined)));
  return stored.flatMap((one) => one ?? []);
}

/** Writes both tables or neither. */
export async function putVariants(stored: readonly StoredVariant[]): Promise<void> {
  const transaction = (await database()).transaction(["variants", "variantFiles"], "readwrite");
  await Promise.all([
    ...stored.flatMap(({ variant, file }) => [
      transaction.objectStore("variantFiles").put(file, variant.key),
      transaction.objectStore("variants").put(variant),
    ]),
    transaction.done,
  ]);
}

export async function dropVariants(keys: readonly string[]): Promise<void> {
  const transaction = (await database()).transaction(["variants", "variantFiles"], "readwrite");
  for (const key of keys) {
    void transaction.objectStore("variants").delete(key);
    void transaction.objectStore("variantFiles").delete(key);
  }
  await transaction.done;
}
