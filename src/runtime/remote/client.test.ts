import { afterEach, expect, it, vi } from "vitest";
import { done } from "../../core/outcome.ts";
import { createRemoteRuntime, type RuntimeWorker } from "./client.ts";

/** Workers that answer at once, and what became of them. */
function workers() {
  const alive: boolean[] = [];
  const spawn = (): RuntimeWorker => {
    const index = alive.push(true) - 1;
    let sessions = 0;
    return {
      service: {
        start: async () => done({ runtime: "made up", threads: 1, webgpu: false }),
        ping: async () => done(null),
        load: async (bytes) =>
          bytes.length === 3
            ? { state: "failed", failure: { code: "runtime-out-of-memory", message: "No room." } }
            : done({ id: sessions++, inputs: [], outputs: [], fullyAccelerated: true }),
        run: async () => done([]),
        time: async () => done(new Float64Array(1)),
        close: async () => {},
      },
      onDeath() {},
      terminate() {
        alive[index] = false;
      },
    };
  };
  return { alive, spawn };
}

const settings = { threads: 1, webgpu: false };
const large = new Uint8Array(new SharedArrayBuffer(65_000_000));
const small = new Uint8Array(new SharedArrayBuffer(100));

afterEach(() => {
  vi.useRealTimers();
});

it("lets a worker go whose memory has grown, once nothing is open in it, and starts another for the next", async () => {
  vi.useFakeTimers();
  const { alive, spawn } = workers();
  const runtime = await createRemoteRuntime(spawn, settings);
  const first = await runtime.load(large);
  const second = await runtime.load(small);
  first.close();
  first.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(alive).toEqual([true]);
  second.close();
  await vi.advanceTimersByTimeAsync(1500);
  // Another one comes in time: the worker stays.
  const third = await runtime.load(small);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(alive).toEqual([true]);
  third.close();
  await vi.advanceTimersByTimeAsync(2500);
  expect(alive).toEqual([false]);
  await expect(first.run([])).rejects.toMatchObject({ code: "runtime-died" });

  const both = await Promise.all([runtime.load(small), runtime.load(small)]);
  expect(alive).toEqual([false, true]);
  for (const session of both) session.close();
  await vi.advanceTimersByTimeAsync(5000);
  expect(alive).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(alive).toEqual([false, false]);
});

it("counts a model that found no room as closed", async () => {
  vi.useFakeTimers();
  const { alive, spawn } = workers();
  const runtime = await createRemoteRuntime(spawn, settings);
  (await runtime.load(large)).close();
  await expect(runtime.load(new Uint8Array(3))).rejects.toMatchObject({ code: "runtime-out-of-memory" });
  await vi.advanceTimersByTimeAsync(2500);
  expect(alive).toEqual([false]);
  runtime.close();
  await expect(runtime.load(small)).rejects.toMatchObject({ code: "runtime-died" });
});

it("replaces a worker that stands still while it starts threads, by one without", async () => {
  vi.useFakeTimers();
  const asked: number[] = [];
  const { alive, spawn } = workers();
  const stuck = (): RuntimeWorker => {
    const worker = spawn();
    const start: RuntimeWorker["service"]["start"] = (given) => {
      asked.push(given.threads);
      return given.threads > 1 ? new Promise(() => {}) : worker.service.start(given);
    };
    const ping = () => (asked.at(-1) === 1 ? worker.service.ping() : new Promise<never>(() => {}));
    return { ...worker, service: { ...worker.service, start, ping } };
  };
  const starting = createRemoteRuntime(stuck, { threads: 4, webgpu: false });
  await vi.advanceTimersByTimeAsync(89_000);
  expect(asked).toEqual([4]);
  await vi.advanceTimersByTimeAsync(2000);
  const runtime = await starting;
  expect([asked, alive]).toEqual([
    [4, 1],
    [false, true],
  ]);
  runtime.close();
});

it("waits for a start that takes long as long as its worker answers", async () => {
  vi.useFakeTimers();
  const { alive, spawn } = workers();
  let go = (): void => {};
  const slow = (): RuntimeWorker => {
    const worker = spawn();
    const start: RuntimeWorker["service"]["start"] = async (given) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return worker.service.start(given);
    };
    return { ...worker, service: { ...worker.service, start } };
  };
  const starting = createRemoteRuntime(slow, { threads: 4, webgpu: false });
  await vi.advanceTimersByTimeAsync(300_000);
  go();
  const runtime = await starting;
  await vi.advanceTimersByTimeAsync(100_000);
  expect(alive).toEqual([true]);
  runtime.close();
});
