import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { begun } from "../remote/begun.ts";
import { startWorker } from "./start-worker.ts";

/** A worker that does nothing by itself. */
class StillWorker extends EventTarget {
  readonly got: unknown[] = [];
  ended = false;
  postMessage(message: unknown): void {
    this.got.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message }));
  }
}

function start() {
  const workers: StillWorker[] = [];
  const worker = startWorker(() => {
    const still = new StillWorker();
    workers.push(still);
    return still as unknown as Worker;
  });
  const deaths: string[] = [];
  const heard: unknown[] = [];
  worker.onDeath((reason) => deaths.push(reason));
  worker.addEventListener("message", { handleEvent: (event) => heard.push((event as MessageEvent).data) });
  return { worker, workers, deaths, heard };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("keeps what is sent until the worker has begun, in order", () => {
  const { worker, workers, heard } = start();
  worker.postMessage("one");
  worker.postMessage("two");
  expect(workers[0]!.got).toEqual([]);
  workers[0]!.say(begun);
  worker.postMessage("three");
  expect(workers[0]!.got).toEqual(["one", "two", "three"]);
  workers[0]!.say("an answer");
  expect(heard).toEqual(["an answer"]);
});

it("starts another beside one that does not begin, and takes the first that does", async () => {
  const { worker, workers, deaths, heard } = start();
  worker.postMessage("work");
  await vi.advanceTimersByTimeAsync(6000);
  expect(workers).toHaveLength(2);
  workers[1]!.say(begun);
  workers[0]!.say(begun);
  expect(workers.map(({ got, ended }) => ({ got, ended }))).toEqual([
    { got: [], ended: true },
    { got: ["work"], ended: false },
  ]);
  workers[1]!.say("an answer");
  await vi.advanceTimersByTimeAsync(600_000);
  expect([workers.length, deaths, heard]).toEqual([2, [], ["an answer"]]);
});

it("says so when none begins, and ends them all", async () => {
  const { worker, workers, deaths } = start();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(deaths).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(deaths).toEqual(["it did not start within 60 seconds. Close other tabs, or reload the page."]);
  expect(workers.map(({ ended }) => ended)).toEqual([true, true, true]);
  const late: string[] = [];
  worker.onDeath((reason) => late.push(reason));
  expect(late).toEqual(deaths);
});

it("tells of a worker that fails at once, or after it has begun, but not of one that was ended", async () => {
  const first = start();
  first.workers[0]!.fail("no such script");
  expect(first.deaths).toEqual(["no such script"]);

  const second = start();
  second.workers[0]!.say(begun);
  second.workers[0]!.fail("");
  expect(second.deaths).toEqual(["it could not be loaded or ran out of memory."]);

  const third = start();
  third.worker.terminate();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([third.deaths, third.workers.length, third.workers[0]!.ended]).toEqual([[], 1, true]);
});

it("waits for the others when one of several fails", async () => {
  const { workers, deaths } = start();
  await vi.advanceTimersByTimeAsync(6000);
  workers[0]!.fail("out of memory");
  expect(deaths).toEqual([]);
  workers[1]!.say(begun);
  workers[1]!.fail("out of memory");
  expect(deaths).toEqual(["out of memory"]);
});
