import { expect, test } from "vitest";
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
