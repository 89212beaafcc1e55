import { expect, test } from "vitest";
import { CancelledError, InputError, neverCancelled } from "../../core/outcome.ts";
import type { Runtime, Session } from "../../core/run/runtime.ts";
import { readModel } from "../../core/tflite/read.ts";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { syntheticFor } from "../data/synthetic.ts";
import { type Evaluation, evaluate, type ReferenceOutputs } from "./evaluate.ts";

const model = readModel(fixture("fm_cnn.tflite"));
const data = syntheticFor(model, 1);
const original = { model, bytes: new Uint8Array(65e6) };
const variant = { model, bytes: new Uint8Array(1) };

/** Counts what is open, and how often each file was loaded. */
function countingRuntime(refuse = false) {
  const counts = { open: 0, most: 0, original: 0, variant: 0 };
  const load = async (bytes: Uint8Array): Promise<Session> => {
    counts[bytes === original.bytes ? "original" : "variant"]++;
    if (refuse && bytes === original.bytes)
      throw new InputError("runtime-out-of-memory", "It is too large to be run here.");
    counts.most = Math.max(counts.most, ++counts.open);
    return {
      runMany: async (_: unknown, count: number) => [new Float32Array(10 * count).fill(0.1)],
      close: () => void counts.open--,
    } as unknown as Session;
  };
  const runtime = { load } as unknown as Runtime;
  return { counts, runtime };
}

const run = (runtime: Runtime, reference: ReferenceOutputs): Promise<Evaluation> =>
  evaluate({
    runtimes: [runtime, runtime],
    original,
    variant,
    data,
    reference,
    signal: neverCancelled,
    progress: () => {},
  });

test("of large models one is open at a time, in one runtime for a few samples, and the original runs once", async () => {
  const { counts, runtime } = countingRuntime();
  const reference: ReferenceOutputs = { chunks: new Map() };
  const first = await run(runtime, reference);
  expect(first.samples).toBe(data.count);
  expect(first.outputs[0]!.cosine.value).toBeCloseTo(1);
  await run(runtime, reference);
  expect(counts).toEqual({ open: 0, most: 1, original: 1, variant: 2 });
});

test("an original that is too large to be run is not tried again for each variant", async () => {
  const { counts, runtime } = countingRuntime(true);
  const reference: ReferenceOutputs = { chunks: new Map() };
  for (let i = 0; i < 2; i++)
    await expect(run(runtime, reference)).rejects.toMatchObject({ code: "runtime-out-of-memory" });
  expect(counts).toEqual({ open: 0, most: 0, original: 1, variant: 0 });
});

test("a cancelled run of the original closes it, and leaves the next one free", async () => {
  const { counts, runtime } = countingRuntime();
  const reference: ReferenceOutputs = { chunks: new Map() };
  const signal = {
    cancelled: true,
    throwIfCancelled: () => {
      throw new CancelledError();
    },
  };
  const args = { runtimes: [runtime], original, variant, data, reference, signal, progress: () => {} };
  await expect(evaluate(args)).rejects.toThrow(CancelledError);
  expect(counts.open).toBe(0);
  expect((await run(runtime, reference)).samples).toBe(data.count);
});
