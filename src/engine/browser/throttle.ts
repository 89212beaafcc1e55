import type { OnProgress, Progress } from "../../core/outcome.ts";

const interval = 50;

/** Passes on at most one progress report every 50 ms, and always the last of a phase: the page draws no more. */
export function throttled(listener: OnProgress, now: () => number = () => performance.now()): OnProgress {
  let last = Number.NEGATIVE_INFINITY;
  let phase = "";
  return (progress: Progress) => {
    const time = now();
    if (progress.phase === phase && progress.done < progress.total && time - last < interval) return;
    last = time;
    phase = progress.phase;
    listener(progress);
  };
}
