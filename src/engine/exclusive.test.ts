import { expect, test } from "vitest";
import { neverCancelled } from "../core/outcome.ts";
import { ExclusiveLock } from "./exclusive.ts";

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

test("measurements run alone, other work overlaps", async () => {
  const lock = new ExclusiveLock();
  const log: string[] = [];
  let running = 0;
  const work = (name: string, alone: boolean) => async () => {
    running++;
    log.push(`${name}:${running}`);
    await tick();
    if (alone) expect(running).toBe(1);
    running--;
  };
  await Promise.all([
    lock.shared(work("a", false)),
    lock.shared(work("b", false)),
    lock.exclusive(work("m", true)),
    lock.shared(work("c", false)),
    lock.exclusive(work("n", true)),
  ]);
  expect(log).toEqual(["a:1", "b:2", "m:1", "c:1", "n:1"]);
});

test("a failure lets the next one in", async () => {
  const lock = new ExclusiveLock();
  await expect(lock.exclusive(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(lock.shared(async () => 1)).resolves.toBe(1);
});

test("shared work measures alone in its midst, and is shared again behind it", async () => {
  const lock = new ExclusiveLock();
  const log: string[] = [];
  const other = (name: string) =>
    lock.shared(async () => {
      log.push(name);
      await tick();
      log.push(`${name} ends`);
    });
  const search = lock.shared(async () => {
    log.push("search");
    const early = other("early");
    const figure = await lock.aloneWithin(async () => {
      log.push("measures");
      await tick();
      log.push("measured");
      return 7;
    }, neverCancelled);
    await early;
    return figure;
  });
  const late = tick().then(() => other("late"));
  const last = lock.exclusive(async () => void log.push("alone"));
  expect(await search).toBe(7);
  await Promise.all([late, last]);
  expect(log.indexOf("measures")).toBeGreaterThan(log.indexOf("early ends"));
  expect(log[log.indexOf("measures") + 1]).toBe("measured");
  await expect(lock.exclusive(async () => 1)).resolves.toBe(1);
});

test("who gives up waiting to measure holds nobody up", async () => {
  const lock = new ExclusiveLock();
  let end = () => {};
  const long = lock.shared(() => new Promise<void>((resolve) => (end = resolve)));
  const signal = { cancelled: true, throwIfCancelled: () => {} };
  const search = lock.shared(async () => {
    await expect(lock.aloneWithin(async () => 1, signal)).rejects.toThrow("cancelled");
    return "goes on";
  });
  expect(await search).toBe("goes on");
  await expect(lock.shared(async () => 2)).resolves.toBe(2);
  end();
  await long;
  await expect(lock.exclusive(async () => 3)).resolves.toBe(3);
});
