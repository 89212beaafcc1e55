import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KernelExecutor } from "../../core/kernels/executor.ts";
import { localExecutor } from "../../core/kernels/local.ts";
import { type Outcome, outcomeOfError, sharedCancelSignal } from "../../core/outcome.ts";
import { seededRandom } from "../../core/random.ts";
import { readModel } from "../../core/tflite/read.ts";
import { startThread } from "../../runtime/node/thread.ts";
import type { TechniqueId } from "../../techniques/technique.ts";
import { compileInThreadsOnly } from "../../test-fixtures/node/end-threads.ts";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { makeVariant } from "../make/make-variant.ts";
import { type KernelWorker, WorkerPool } from "../worker-pool.ts";
import { allocateShared, kernelWorkerOver } from "./kernel-pool.ts";

const root = new URL("../../../", import.meta.url);
const folder = new URL(`dist/test-kernels-${process.pid}/`, root);
const file = new URL("kernel.worker.mjs", folder);
const bytes = fixture("fm_resnet.tflite");

const make = async (
  technique: TechniqueId,
  kernels: KernelExecutor,
  signal = sharedCancelSignal(new Int32Array(1)),
): Promise<Outcome<Uint8Array>> => {
  try {
    const made = await makeVariant({
      model: readModel(bytes),
      steps: [{ technique, options: {} }],
      kernels,
      runtime: null,
      data: null,
      seed: 1,
      progress: () => {},
      signal,
    });
    return { state: "done", value: made.bytes };
  } catch (error) {
    return outcomeOfError(error);
  }
};

describe("techniques over worker threads", () => {
  beforeAll(async () => {
    await build({
      entryPoints: [fileURLToPath(new URL("workers/node/kernel.worker.ts", root))],
      outfile: fileURLToPath(file),
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("end one variant at most when their workers are killed at random, 100 times, and lose nothing", async () => {
    compileInThreadsOnly();
    const random = seededRandom(5);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const alive: Worker[] = [];
    const pool = new WorkerPool(
      2,
      () => {
        const worker = startThread(file);
        alive.push(worker);
        return kernelWorkerOver(worker);
      },
      allocateShared,
    );
    const techniques = ["dynamic-int8", "weight-int4", "float16", "cluster"] as const;
    const expected = new Map<TechniqueId, Uint8Array>();
    for (const technique of techniques) {
      const outcome = await make(technique, localExecutor);
      if (outcome.state === "done") expected.set(technique, outcome.value);
    }
    // Kills come about as often as techniques end, on however busy a machine: some are hit, some get through.
    const start = performance.now();
    for (const technique of techniques) await make(technique, pool);
    const usual = (performance.now() - start) / techniques.length;
    let kills = 0;
    let right = 0;
    const reasons = new Set<string>();
    while (kills < 100) {
      const killing = setInterval(
        () => {
          const at = Math.floor(random() * alive.length);
          const [worker] = alive.splice(at, 1);
          if (worker === undefined) return;
          kills++;
          void worker.terminate();
        },
        usual * (0.1 + random()),
      );
      const asked = Array.from({ length: 3 }, () => pick(techniques));
      const outcomes = await Promise.all(asked.map((technique) => make(technique, pool)));
      clearInterval(killing);
      outcomes.forEach((outcome, i) => {
        if (outcome.state === "failed") reasons.add(outcome.failure.code);
        if (outcome.state !== "done") return;
        expect(Buffer.compare(outcome.value, expected.get(asked[i]!)!)).toBe(0);
        right++;
      });
    }
    for (const reason of reasons) expect(reason).toBe("worker-died");
    expect(right).toBeGreaterThan(0);
    for (const technique of techniques) {
      expect(await make(technique, pool)).toMatchObject({ state: "done" });
    }
    expect(pool.load).toBe(0);
    pool.close();
  }, 180_000);

  it("tries the call of a worker that died once more on another, and once only", async () => {
    let deaths = 0;
    const spawnDying = (mortal: number) => {
      let died = (_: string): void => {};
      const dies = deaths < mortal;
      const run = (): Promise<Outcome<never>> => {
        if (!dies) return Promise.resolve({ state: "done", value: 7 as never });
        deaths++;
        died("exit code 1");
        return new Promise(() => {});
      };
      return {
        api: { run },
        onDeath(tell: (reason: string) => void) {
          died = tell;
        },
        terminate() {},
      };
    };
    const call = { values: new Float32Array(4), layout: { outer: 1, channels: 1, inner: 4 } };
    const lucky = new WorkerPool(1, () => spawnDying(1), allocateShared);
    expect(await lucky.run("absMax", [call])).toEqual([7]);
    expect(deaths).toBe(1);
    deaths = 0;
    const cursed = new WorkerPool(1, () => spawnDying(Number.POSITIVE_INFINITY), allocateShared);
    await expect(cursed.run("absMax", [call])).rejects.toMatchObject({ code: "worker-died" });
    expect(deaths).toBe(2);
    expect(cursed.load).toBe(0);
    lucky.close();
    cursed.close();
  });

  it("replaces a worker that does not stop when it is told to, and refuses what waits when closed", async () => {
    let started = 0;
    const stubborn = (): KernelWorker => {
      started++;
      return { api: { run: () => new Promise(() => {}) }, onDeath() {}, terminate() {} };
    };
    const pool = new WorkerPool(1, stubborn, allocateShared);
    const flag = new Int32Array(1);
    const call = { values: new Float32Array(4), layout: { outer: 1, channels: 1, inner: 4 } };
    const first = pool.run("absMax", [call], { signal: sharedCancelSignal(flag) });
    flag[0] = 1;
    await expect(first).rejects.toMatchObject({ name: "CancelledError" });
    const second = pool.run("absMax", [call, call]);
    second.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(started).toBe(2);
    expect(pool.load).toBe(2);
    pool.close();
    await expect(second).rejects.toMatchObject({ code: "worker-died" });
  });

  it("lets its workers go when nothing was asked for a while, and starts others for the next", async () => {
    const alive = new Set<number>();
    let started = 0;
    const spawn = (): KernelWorker => {
      const mine = ++started;
      alive.add(mine);
      const run = async () => ({ state: "done", value: mine }) as Outcome<never>;
      return { api: { run }, onDeath() {}, terminate: () => void alive.delete(mine) };
    };
    const pool = new WorkerPool(2, spawn, allocateShared, 1);
    const call = { values: new Float32Array(4), layout: { outer: 1, channels: 1, inner: 4 } };
    const ask = () => pool.run("absMax", [call, call]);
    expect(await ask()).toEqual([1, 2]);
    await expect.poll(() => alive.size).toBe(0);
    expect(await ask()).toEqual([3, 4]);
    pool.close();
  });

  it("says so where no worker can be started", async () => {
    const pool = new WorkerPool(
      2,
      () => {
        throw new Error("no more threads");
      },
      allocateShared,
    );
    const call = { values: new Float32Array(4), layout: { outer: 1, channels: 1, inner: 4 } };
    await expect(pool.run("absMax", [call])).rejects.toMatchObject({ code: "no-worker" });
    expect(pool.load).toBe(0);
  });
});
