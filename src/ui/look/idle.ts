import { startTransition, useEffect, useRef, useState } from "react";

/** A turn comes at the latest after so many milliseconds, however busy the main thread is. */
const patience = 250;
const waiting = new Set<() => void>();
let asked = false;

/** Calls back when the main thread has nothing else to do; one at a time, each in a task of its own. Returns how to call it off. */
export function inIdleTurn(callback: () => void): () => void {
  const turn = () => callback();
  waiting.add(turn);
  ask();
  return () => void waiting.delete(turn);
}

function ask(): void {
  if (asked || waiting.size === 0) return;
  asked = true;
  if ("requestIdleCallback" in window) requestIdleCallback(takeTurn, { timeout: patience });
  else setTimeout(takeTurn, 50);
}

function takeTurn(): void {
  asked = false;
  const [turn] = waiting;
  if (turn === undefined) return;
  waiting.delete(turn);
  try {
    turn();
  } finally {
    ask();
  }
}

/** Resolves once nothing waits to be drawn any more, after half a second at the latest: what computes can go on then. */
export function whenDrawn(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 2 * patience);
    const look = (): void => {
      if (waiting.size > 0) inIdleTurn(look);
      else {
        clearTimeout(late);
        resolve();
      }
    };
    // Two turns: what changed just now asks for its own in between.
    inIdleTurn(() => inIdleTurn(look));
  });
}

/**
 * The value as of the component's last turn; undefined before the first. What is costly to draw, such as a chart, draws
 * by it: a burst of changes is drawn once, and no two such parts in one task.
 */
export function useWhenIdle<T>(value: T): T | undefined {
  const latest = useRef(value);
  const callOff = useRef<(() => void) | null>(null);
  const [settled, settle] = useState<{ readonly value: T }>();
  useEffect(() => {
    latest.current = value;
    callOff.current ??= inIdleTurn(() => {
      callOff.current = null;
      startTransition(() => settle({ value: latest.current }));
    });
  }, [value]);
  useEffect(
    () => () => {
      callOff.current?.();
      callOff.current = null;
    },
    [],
  );
  return settled?.value;
}
