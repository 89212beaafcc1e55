// The shelf in IndexedDB, beside the models.
import type { VariantFacts } from "../../engine/facts/variant.ts";
import { noticed } from "../changes.ts";
import type { StudioState, Variant } from "../model.ts";
import { apply } from "../store.ts";
import type { StudioActions } from "../studio.ts";
import { isTrained } from "../variants.ts";
import { dataOf, type Shelf } from "../work/shelf.ts";
import { type KeptFiles, takeKept } from "../work/take-kept.ts";
import { keptModels } from "./database.ts";
import { inTurn } from "./in-turn.ts";
import { roomNow, toFree } from "./room.ts";
import {
  dropVariants,
  isOfOtherVersion,
  keptVariant,
  keptVariants,
  putVariants,
  storedVariant,
  variantKey,
} from "./variant-store.ts";

/** What is made sooner is made again. */
const leastSeconds = 5;

export function openShelf(studio: StudioActions): Shelf {
  const visit = crypto.getRandomValues(new Uint32Array(2)).join("-");
  /** Once for each opening of their model. */
  const taken = new Set<string>();
  const openingOf = ({ session }: StudioState): string => `${visit} ${session}`;
  let said = false;
  const files: KeptFiles = {
    async find({ state, variant, takenBack }) {
      const key = keyOf(state, variant);
      const mark = `${state.session} ${key}`;
      if (key === null || (taken.has(mark) && !takenBack)) return null;
      taken.add(mark);
      if (!takenBack && (await keptVariant(key))?.opening === openingOf(state)) return null;
      const stored = await storedVariant(key);
      if (stored === undefined) return null;
      const { facts, training, saved } = stored.variant;
      return { key, file: stored.file, facts: { ...facts, keptSince: saved }, training };
    },
    drop: (key) => void inTurn(() => dropVariants([key])).catch(() => {}),
  };
  return {
    take: (args) => takeKept(files, args),
    put(state, variant, facts) {
      const key = keyOf(state, variant);
      if (key === null || (facts.seconds < leastSeconds && !isTrained(variant.steps))) return;
      const opening = openingOf(state);
      void inTurn(async () => {
        const sentence = await keep(studio, { key, opening, variant, facts });
        if (sentence === null || said) return;
        said = true;
        apply(studio.store, noticed("info", sentence));
      }).catch(() => {});
    },
  };
}

/** Which trained rows of the open model have their file on the shelf for the samples that are open. */
export async function areKept(state: StudioState, variants: readonly Variant[]): Promise<Variant[]> {
  const found = await Promise.all(
    variants.map(async (variant) => {
      const key = keyOf(state, variant);
      return key !== null && (await keptVariant(key).catch(() => undefined)) !== undefined;
    }),
  );
  return variants.filter((_, i) => found[i]);
}

const keyOf = (state: StudioState, variant: Variant): string | null =>
  state.model && variantKey(state.model.fingerprint, variant, dataOf(state, variant));

interface Keeping {
  readonly key: string;
  readonly opening: string;
  readonly variant: Variant;
  readonly facts: VariantFacts;
}

/** A sentence where there is no room for it. */
async function keep(
  studio: StudioActions,
  { key, opening, variant, facts }: Keeping,
): Promise<string | null> {
  const { model } = studio.store.getState();
  const kept = await keptModels();
  // Where the model is not kept, that was said.
  if (model === null || kept.every(({ fingerprint }) => fingerprint !== model.fingerprint)) return null;
  const outcome = await studio.api.file(variant.id);
  const now = studio.store.getState();
  const current = now.variants.find(({ id }) => id === variant.id);
  // Made anew meanwhile, or another model is open: the file may be another one.
  if (outcome.state !== "done" || now.model !== model || current?.run !== variant.run) return null;
  const others = (await keptVariants()).filter((other) => other.key !== key);
  const ofOtherVersions = others.filter(isOfOtherVersion);
  const rest = others.filter((other) => !isOfOtherVersion(other));
  const file = outcome.value;
  try {
    if (ofOtherVersions.length > 0) await dropVariants(ofOtherVersions.map((other) => other.key));
    const freed = toFree(kept, { bytes: file.size, kind: "variant" }, await roomNow(), rest);
    if (freed === null) return tooLittle;
    if (freed.variants.length > 0) await dropVariants(freed.variants);
    const { fingerprint } = model;
    const record = { key, fingerprint, bytes: file.size, saved: Date.now(), opening, facts };
    await putVariants([{ variant: { ...record, training: variant.training }, file }]);
    return null;
  } catch (error) {
    return error instanceof DOMException && error.name === "QuotaExceededError" ? full : null;
  }
}

const tooLittle =
  "The browser gives this page too little storage to keep variants that took long: after a reload they are made again.";
const full =
  "The browser's storage is full: variants that took long are not kept, and are made again after a reload. Delete kept models to make room.";
