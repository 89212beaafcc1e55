import { expect, it } from "vitest";
import { CancelledError, neverCancelled, sharedCancelSignal } from "../core/outcome.ts";
import { Attention } from "./attention.ts";

it("tells once of each absence, and all the time while it lasts", () => {
  const attention = new Attention();
  expect(attention.lost()).toBe(false);
  attention.set(true);
  attention.set(false);
  expect(attention.lost()).toBe(true);
  expect(attention.lost()).toBe(false);
  attention.set(true);
  expect([attention.lost(), attention.lost()]).toEqual([true, true]);
});

it("waits for the page to come back, or for the person to cancel", async () => {
  const attention = new Attention();
  await attention.returned(neverCancelled);
  attention.set(true);
  let back = false;
  const waiting = attention.returned(neverCancelled).then(() => {
    back = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(back).toBe(false);
  attention.set(false);
  await waiting;

  attention.set(true);
  const flag = new Int32Array(1);
  const cancelled = attention.returned(sharedCancelSignal(flag));
  flag[0] = 1;
  await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
});
