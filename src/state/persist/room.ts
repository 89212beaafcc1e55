import type { KeptModel } from "./database.ts";

/** Models that are kept at most, whatever room there is. */
const mostModels = 20;
/** Share of the browser's quota that may be filled; the rest is for the page itself. */
const fillable = 0.8;

export interface Room {
  readonly usage: number;
  readonly quota: number;
}

/**
 * Which kept models must go, oldest first, so that a file of `bytes` fits; null where it cannot fit at all.
 * `kept` holds neither the new model nor an older copy of it.
 */
export function toDrop(kept: readonly KeptModel[], bytes: number, room: Room | null): string[] | null {
  const oldestFirst = [...kept].sort((a, b) => a.opened - b.opened);
  const limit = room === null ? Number.POSITIVE_INFINITY : room.quota * fillable;
  let used = room?.usage ?? 0;
  const dropped: string[] = [];
  while (used + bytes > limit || oldestFirst.length - dropped.length >= mostModels) {
    const next = oldestFirst[dropped.length];
    if (next === undefined) return null;
    dropped.push(next.fingerprint);
    used -= next.bytes;
  }
  return dropped;
}
