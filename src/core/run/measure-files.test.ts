import { describe, expect, it } from "vitest";
import { InputError } from "../outcome.ts";
import type { Clock } from "./latency.ts";
import { measureFiles } from "./measure-files.ts";
import type { Runtime, Session } from "./runtime.ts";

/**
 * A runtime without models: a file of one byte is a model that takes so many milliseconds a run. 0 is refused, 255
 * kills the runtime when it is loaded, 254 when it is timed. `room` models fit at a time.
 */
function fakeRuntime(room: number) {
  let time = 0;
  let life = 0;
  let open = 0;
  const clock: Clock = { now: () => time, date: () => time };
  const died = () => new InputError("runtime-died", "It died.");
  const runtime: Runtime = {
    info: { runtime: "fake", threads: 1, webgpu: false },
    async load([cost = 0]): Promise<Session> {
      const kill = () => {
        life++;
        open = 0;
        throw died();
      };
      if (cost === 0) throw new InputError("runtime-refused", "No.");
      if (cost === 255) kill();
      if (open >= room) throw new InputError("runtime-out-of-memory", "Full.");
      open++;
      const born = life;
      let closed = false;
      const alive = () => {
        if (life !== born) throw died();
      };
      return {
        inputs: [{ name: "x", shape: [2, 3], type: "INT8" }],
        outputs: [],
        fullyAccelerated: cost % 2 === 0,
        async run([x]) {
          alive();
          expect(x).toHaveLength(6);
          return [];
        },
        runMany: async () => [],
        collect: async () => [],
        async time(runs) {
          alive();
          if (cost === 254) kill();
          time += runs * cost;
          return new Float64Array(runs).fill(cost);
        },
        close() {
          if (!closed && life === born) open--;
          closed = true;
        },
      };
    },
    close() {},
  };
  return { runtime, clock, stillOpen: () => open };
}

const measure = async (room: number, costs: number[]) => {
  const { runtime, clock, stillOpen } = fakeRuntime(room);
  const told: number[] = [];
  const outcomes = await measureFiles(
    runtime,
    costs.map((cost) => Uint8Array.of(cost)),
    { load: {}, clock, cap: 300, onFigure: (index) => told.push(index) },
  );
  expect(told.sort()).toEqual(costs.map((_, index) => index));
  expect(stillOpen()).toBe(0);
  return outcomes.map((outcome) =>
    outcome.state === "done" ? outcome.value.median : outcome.state === "failed" ? outcome.failure.code : "",
  );
};

describe("measureFiles", () => {
  it("measures every file, and says which ran wholly accelerated", async () => {
    const { runtime, clock } = fakeRuntime(9);
    const files = [Uint8Array.of(1), Uint8Array.of(2)];
    const outcomes = await measureFiles(runtime, files, { load: {}, clock });
    expect(outcomes).toMatchObject([
      { state: "done", value: { median: 1, settled: true, fullyAccelerated: false } },
      { state: "done", value: { median: 2, settled: true, fullyAccelerated: true } },
    ]);
  });

  it("measures in groups where not all fit into memory", async () => {
    expect(await measure(2, [1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4, 5]);
    expect(await measure(0, [1, 2])).toEqual(["runtime-out-of-memory", "runtime-out-of-memory"]);
  });

  it("loads few large files at a time, and all the small ones together", async () => {
    const { runtime, clock, stillOpen } = fakeRuntime(9);
    let most = 0;
    const watched: Runtime = {
      ...runtime,
      async load(bytes) {
        const session = await runtime.load(bytes);
        most = Math.max(most, stillOpen());
        return session;
      },
    };
    const large = [1, 2, 3, 4].map((cost) => {
      const file = new Uint8Array(120e6);
      file[0] = cost;
      return file;
    });
    const outcomes = await measureFiles(watched, large, { load: {}, clock });
    expect(outcomes.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(most).toBe(2);
    await measureFiles(
      watched,
      [1, 2, 3, 4, 5].map((cost) => Uint8Array.of(cost)),
      { load: {}, clock },
    );
    expect(most).toBe(5);
  });

  it("goes on after a refusal and after deaths, at a load or in a run", async () => {
    expect(await measure(9, [1, 0, 2])).toEqual([1, "runtime-refused", 2]);
    expect(await measure(9, [1, 255, 2])).toEqual([1, "runtime-died", 2]);
    expect(await measure(9, [1, 254, 2, 255, 3])).toEqual([1, "runtime-died", 2, "runtime-died", 3]);
    expect(await measure(2, [255, 254, 1, 255, 2, 3])).toEqual([
      "runtime-died",
      "runtime-died",
      1,
      "runtime-died",
      2,
      3,
    ]);
  });
});
