import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../../core/outcome.ts";
import { seededRandom } from "../../core/random.ts";
import { compileInThreadsOnly } from "../../test-fixtures/node/end-threads.ts";
import { deadlyModel, fixture } from "../../test-fixtures/node/fixtures.ts";
import type { RuntimePool } from "../pool.ts";
import { createRemoteRuntime } from "../remote/client.ts";
import { createNodeRuntime } from "./in-process.ts";
import { createNodeRuntimePool, runtimeWorkerOver } from "./pool.ts";
import { startThread } from "./thread.ts";

const root = new URL("../../../", import.meta.url);
const folder = new URL(`dist/test-runtime-${process.pid}/`, root);
const picture = Float32Array.from({ length: 784 }, (_, i) => ((i * 37) % 256) / 255);

// Across a real worker border, in the worker's real entry.
describe("a pool of runtimes in worker threads", () => {
  let pool: RuntimePool;
  beforeAll(async () => {
    await build({
      entryPoints: [fileURLToPath(new URL("workers/node/runtime.worker.ts", root))],
      outfile: fileURLToPath(new URL("runtime.worker.mjs", folder)),
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
    });
    pool = await createNodeRuntimePool(2, new URL("runtime.worker.mjs", folder));
  });
  afterAll(() => {
    pool.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("computes what the runtime in this thread computes, and leaves the inputs whole", async () => {
    const local = await createNodeRuntime();
    for (const [name, input] of [
      ["fm_mnv1.tflite", picture],
      ["fm_mnv1.int8.tflite", Int8Array.from(picture, (x) => Math.round(x * 255) - 128)],
    ] as const) {
      const session = await pool.load(fixture(name));
      const here = await local.load(fixture(name));
      expect(session.inputs).toEqual(here.inputs);
      expect(session.outputs).toEqual(here.outputs);
      expect(await session.run([input])).toEqual(await here.run([input]));
      expect(input).toHaveLength(784);
      expect(await session.time(3)).toHaveLength(3);
      session.close();
    }
    local.close();
  });

  it("takes views of shared memory, model and inputs alike", async () => {
    const bytes = fixture("fm_mnv1.tflite");
    const model = new Uint8Array(new SharedArrayBuffer(bytes.length + 32), 32);
    model.set(bytes);
    const samples = new Float32Array(new SharedArrayBuffer(784 * 4 * 3));
    samples.set(picture, 784);
    const session = await pool.load(model);
    const [shared] = await session.run([samples.subarray(784, 1568)]);
    const [plain] = await session.run([picture]);
    expect(shared).toEqual(plain);
    session.close();
  });

  it("shares the samples of one model out, in their order", async () => {
    const everywhere = await pool.loadEverywhere(fixture("fm_mnv1.tflite"));
    const one = await pool.load(fixture("fm_mnv1.tflite"));
    const samples = Float32Array.from({ length: 784 * 7 }, (_, i) => ((i * 37) % 251) / 250);
    expect(await everywhere.runMany([samples], 7)).toEqual(await one.runMany([samples], 7));
    expect(await everywhere.runMany([samples.subarray(0, 784)], 1)).toEqual(
      await one.runMany([samples.subarray(0, 784)], 1),
    );
    expect((await everywhere.runMany([samples.subarray(0, 0)], 0))[0]).toHaveLength(0);
    everywhere.close();
    one.close();
  });

  it("gives failures their code, message and place", async () => {
    const session = await pool.load(fixture("fm_mnv1.tflite"));
    await expect(session.run([new Float32Array(3)])).rejects.toMatchObject({
      name: "InputError",
      code: "runtime-input",
      place: { tensor: "serving_default_image:0" },
    });
    await expect(pool.load(new Uint8Array(100))).rejects.toMatchObject({ name: "InputError" });
    session.close();
    await expect(session.run([picture])).rejects.toMatchObject({ code: "runtime-closed" });
  });

  it("outlives a model that aborts the runtime", async () => {
    const survivors = await Promise.all([0, 1].map(() => pool.load(fixture("fm_mnv1.tflite"))));
    await expect(pool.load(deadlyModel())).rejects.toMatchObject({ code: "runtime-died" });
    const results = await Promise.allSettled(survivors.map((session) => session.run([picture])));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    for (const session of survivors) session.close();
    for (const member of pool.members) {
      const session = await member.load(fixture("fm_mnv1.tflite"));
      expect((await session.run([picture]))[0]).toHaveLength(10);
      session.close();
    }
  });

  it("loses nothing and never hangs when its worker is killed at random, 100 times", async () => {
    compileInThreadsOnly();
    const random = seededRandom(11);
    let worker: Worker | undefined;
    const runtime = await createRemoteRuntime(
      () => {
        worker = startThread(new URL("runtime.worker.mjs", folder));
        return runtimeWorkerOver(worker);
      },
      { threads: 1, webgpu: false },
    );
    const bytes = fixture("fm_mnv1.tflite");
    const first = await runtime.load(bytes);
    const [expected] = await first.run([picture]);
    const codes = new Set<string>();
    let kills = 0;
    let right = 0;
    let death: Promise<unknown> = Promise.resolve();
    while (kills < 100) {
      // While the model is loaded, or while one of the samples runs.
      const when = Math.floor(random() * 20);
      const step = (i: number): void => {
        if (i !== when) return;
        const victim = worker;
        kills++;
        const delay = random() * 4;
        death = new Promise((dead) => setTimeout(() => dead(victim?.terminate()), delay));
      };
      try {
        step(0);
        const session = await runtime.load(bytes);
        for (let i = 1; i <= 20; i++) {
          step(i);
          expect((await session.run([picture]))[0]).toEqual(expected);
          right++;
        }
        session.close();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        codes.add(error.code);
      }
    }
    expect([...codes]).toEqual(["runtime-died"]);
    expect(right).toBeGreaterThan(0);
    // The last blow can come after the samples are through.
    await death;
    const last = await runtime.load(bytes);
    expect((await last.run([picture]))[0]).toEqual(expected);
    runtime.close();
  }, 240_000);

  it("rejects what is under way when it is closed", async () => {
    const own = await createNodeRuntimePool(1, new URL("runtime.worker.mjs", folder));
    const session = await own.load(fixture("fm_mnv1.tflite"));
    const running = session.time(200_000);
    own.close();
    await expect(running).rejects.toMatchObject({ code: "runtime-died" });
  });
});
