import type { KeptModel, KeptVariant } from "./database.ts";

/** Models that are kept at most, whatever room there is. */
const mostModels = 20;
/** Share of the browser's quota that may be filled; the rest is for the page itself. */
const fillable = 0.8;
/** Bytes of all models, samples and variants together, whatever the quota. */
const mostBytes = 5e9;
/** Variants that are kept at most, and their bytes. */
const mostVariants = 48;
const mostVariantBytes = 1e9;
/** Bytes of the samples of one model. */
export const mostDataBytes = 1e9;

export interface Room {
  readonly usage: number;
  readonly quota: number;
}

/** Variants that count: their files can be made again. */
type VariantSize = Pick<KeptVariant, "key" | "bytes" | "saved">;

/** What has to go. */
export interface Freed {
  /** Keys of variants whose files go. */
  readonly variants: readonly string[];
  /** Models that lose their samples. */
  readonly data: readonly string[];
  /** Models that go altogether. */
  readonly models: readonly string[];
}

interface Wish {
  readonly bytes: number;
  /** Variants push out variants alone, samples push out samples as well, and a model all. */
  readonly kind: "model" | "data" | "variant";
  /** Datasets that stay whatever happens: those of trainings. */
  readonly held?: ReadonlySet<string>;
}

/**
 * What of the kept things must go, variants before samples and samples before models, the oldest first, so that a wish
 * fits; null where it cannot fit at all. `kept` holds neither the new model nor an older copy of it.
 */
export function toFree(
  kept: readonly KeptModel[],
  { bytes, kind, held }: Wish,
  room: Room | null,
  made: readonly VariantSize[] = [],
): Freed | null {
  const quota = room === null ? Number.POSITIVE_INFINITY : room.quota * fillable;
  const all = keptBytes(kept, made);
  const datasets = new Set<string>();
  const models = new Set<string>();
  const variants = new Set<string>();
  let gone = 0;
  const fits = (): boolean => (room?.usage ?? 0) + bytes - gone <= quota && all + bytes - gone <= mostBytes;
  for (const variant of [...made].sort((a, b) => a.saved - b.saved)) {
    const few =
      kind !== "variant" ||
      (made.length - variants.size < mostVariants && sum(made) + bytes - gone <= mostVariantBytes);
    if (fits() && few) break;
    variants.add(variant.key);
    gone += variant.bytes;
  }
  if (kind === "variant")
    return fits() && bytes <= mostVariantBytes ? { ...nothing, variants: [...variants] } : null;
  for (const { key, size } of datasetsOf(kept)) {
    if (fits()) break;
    if (held?.has(key)) continue;
    datasets.add(key);
    gone += size;
  }
  for (const model of [...kept].sort((a, b) => a.opened - b.opened)) {
    if (kind === "data" || (fits() && kept.length - models.size < mostModels)) break;
    models.add(model.fingerprint);
    gone += model.bytes;
  }
  if (!fits()) return null;
  const losing = kept.filter(
    ({ fingerprint, data }) => data !== null && datasets.has(data.key) && !models.has(fingerprint),
  );
  return {
    variants: [...variants],
    data: losing.map(({ fingerprint }) => fingerprint),
    models: [...models],
  };
}

const nothing: Freed = { variants: [], data: [], models: [] };

const sum = (sizes: readonly { readonly bytes: number }[]): number =>
  sizes.reduce((total, { bytes }) => total + bytes, 0);

/** Each dataset once, the one that was not used for the longest time first. */
function datasetsOf(kept: readonly KeptModel[]): { readonly key: string; readonly size: number }[] {
  const newestFirst = [...kept].sort((a, b) => b.opened - a.opened);
  const sizes = new Map<string, number>();
  for (const { data } of newestFirst)
    if (data !== null && !sizes.has(data.key)) sizes.set(data.key, data.bytes);
  return [...sizes].map(([key, size]) => ({ key, size })).reverse();
}

/** Bytes of models, their samples and variants; a dataset of several models counts once. */
export const keptBytes = (kept: readonly KeptModel[], made: readonly VariantSize[]): number =>
  sum(kept) + sum(made) + datasetsOf(kept).reduce((total, { size }) => total + size, 0);

/** What the browser says of its storage; null where it says nothing. */
export async function roomNow(): Promise<Room | null> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  return usage === undefined || quota === undefined ? null : { usage, quota };
}
