import { expect, it } from "vitest";
import { measureFiles } from "../../core/run/measure-files.ts";
import { deadlyModel, fixture } from "../../test-fixtures/node/fixtures.ts";
import { hostClock } from "../clock.ts";
import { createNodeRuntime } from "./in-process.ts";

it("measures real files side by side, and goes on after one that ends the runtime", async () => {
  const runtime = await createNodeRuntime();
  const clock = hostClock();
  expect(clock.tick).toBeGreaterThan(0);
  expect(clock.tick).toBeLessThan(0.2);
  const files = [fixture("fm_mnv1.tflite"), deadlyModel(), fixture("fm_mnv1.int16x8.tflite")];
  const [float, dead, int16] = await measureFiles(runtime, files, { load: { threads: 1 }, clock, cap: 1500 });
  expect(dead).toMatchObject({ state: "failed", failure: { code: "runtime-died" } });
  // The 16x8 kernels are not XNNPACK's: several times slower, on any machine.
  const medianOf = (outcome: typeof float) => (outcome?.state === "done" ? outcome.value.median : 0);
  expect(medianOf(float)).toBeGreaterThan(0);
  expect(medianOf(int16)).toBeGreaterThan(2 * medianOf(float));
  expect(float).toMatchObject({ value: { fullyAccelerated: true } });
  expect(int16).toMatchObject({ value: { fullyAccelerated: false } });
  runtime.close();
});
