import type { Clock } from "../core/run/latency.ts";

/**
 * The host's clocks. The steady one moves in steps: 5 µs in an isolated page, 100 µs in others (High Resolution
 * Time, W3C), nanoseconds in Node; the step is measured, so that short runs are averaged where it is coarse.
 */
export function hostClock(): Clock {
  let tick = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    let next = start;
    while (next === start) next = performance.now();
    tick = Math.min(tick, next - start);
  }
  return { now: () => performance.now(), date: () => Date.now(), tick };
}
