import { afterAll, beforeAll, expect, test } from "vitest";
import type { Runtime } from "../src/core/run/runtime.ts";
import { createNodeRuntime } from "../src/runtime/node/in-process.ts";
import { generateModel } from "./generate-models.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime();
});
afterAll(() => runtime.close());

test.each([
  ["mobilenet", 1e6],
  ["resnet", 1e6],
  ["mobilenet", 14e6],
] as const)("a %s of %d bytes runs and computes something sane", async (family, bytes) => {
  const session = await runtime.load(generateModel(family, bytes));
  const size = session.inputs[0]!.shape.reduce((n, d) => n * d, 1);
  const picture = (phase: number) =>
    Float32Array.from({ length: size }, (_, i) => Math.sin(i / 997 + phase) / 2 + 0.5);
  const [a] = await session.run([picture(0)]);
  const [b] = await session.run([picture(2)]);
  const scores = Array.from(a as Float32Array);
  expect(scores.reduce((n, p) => n + p, 0)).toBeCloseTo(1, 3);
  // Neither all alike nor all on one class, and other pictures give other scores.
  expect(Math.max(...scores)).toBeGreaterThan(1.05 / scores.length);
  expect(Math.max(...scores)).toBeLessThan(0.9999);
  expect(Array.from(b as Float32Array)).not.toEqual(scores);
  session.close();
});
