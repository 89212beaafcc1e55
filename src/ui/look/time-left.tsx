import { useRef } from "react";

export interface Seen {
  /** Names the work; another name begins anew. */
  readonly key: string;
  /** When it was first seen, in milliseconds, and how much was done then. */
  readonly start: number;
  readonly from: number;
  /** The most that was done so far. */
  readonly most: number;
}

/** Nothing is foretold before this much time and this much of the work. */
const [leastSeconds, leastShare] = [1, 0.02];

/** Seconds that the rest takes if it goes on as it went; null where that cannot be told yet. */
export function secondsLeft({ start, from }: Omit<Seen, "most">, now: number, share: number): number | null {
  const seconds = (now - start) / 1000;
  const done = share - from;
  if (seconds < leastSeconds || done < leastShare) return null;
  return (seconds * (1 - share)) / done;
}

/** What is known of work once this share of it was seen. Work that starts over, or another one, is a new beginning. */
export function seenSo(far: Seen | null, key: string, share: number, now: number): Seen {
  if (far === null || far.key !== key || share < far.most)
    return { key, start: now, from: share, most: share };
  return { ...far, most: share };
}

/** `12 s left`, `3 min left`; empty where it is not known. */
export function timeLeftText(seconds: number | null): string {
  if (seconds === null) return "";
  if (seconds < 1.5) return "nearly there";
  if (seconds < 90) return `${Math.round(seconds)} s left`;
  return `${Math.round(seconds / 60)} min left`;
}

/** How long work takes on, from its own pace; empty in its first second and where its share is not known. */
export function useTimeLeft(key: string, share: number | null): string {
  const seen = useRef<Seen | null>(null);
  if (share === null) {
    seen.current = null;
    return "";
  }
  const now = performance.now();
  seen.current = seenSo(seen.current, key, share, now);
  return timeLeftText(secondsLeft(seen.current, now, share));
}

/** The same as a line of its own. */
export function TimeLeft({ of, share }: { readonly of: string; readonly share: number | null }) {
  const text = useTimeLeft(of, share);
  return text === "" ? null : <span className="dim small"> {text}</span>;
}
