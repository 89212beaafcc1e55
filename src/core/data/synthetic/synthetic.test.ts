import { expect, test } from "vitest";
import { type ModelInput, noEvidence } from "../inputs/model-input.ts";
import { syntheticDataset } from "./synthetic.ts";

const input = (
  shape: number[],
  type: ModelInput["type"] = "FLOAT32",
  more: Partial<ModelInput> = {},
): ModelInput => ({
  name: "x",
  shape,
  type,
  quantization: null,
  metadata: null,
  evidence: noEvidence,
  ...more,
});

test("the same seed gives the same samples, in any chunks", async () => {
  const data = syntheticDataset([input([1, 16, 16, 3])], 5, 9);
  const all = (await data.read(0, 5)).inputs[0] as Float32Array;
  const one = (await data.read(3, 1)).inputs[0] as Float32Array;
  expect(all.subarray(3 * 768, 4 * 768)).toEqual(one);
  const other = (await syntheticDataset([input([1, 16, 16, 3])], 5, 10).read(3, 1)).inputs[0];
  expect(other).not.toEqual(one);
});

test("pictures are smooth and fill their range", async () => {
  const data = syntheticDataset([input([1, 32, 32, 1])], 4, 1, { low: -1, high: 1 });
  const values = (await data.read(0, 4)).inputs[0] as Float32Array;
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...values)).toBeLessThanOrEqual(1);
  expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(1.2);
  let steps = 0;
  for (let i = 1; i < values.length; i++) steps += Math.abs(values[i]! - values[i - 1]!);
  // White noise over the same range would step by 0.67 on average.
  expect(steps / values.length).toBeLessThan(0.2);
});

test("inputs that index a table get whole numbers below its rows", async () => {
  const ids = input([1, 64], "INT32", { evidence: { ...noEvidence, tableRows: 50 } });
  const values = (await syntheticDataset([ids], 2, 1).read(0, 2)).inputs[0] as Int32Array;
  expect(values).toBeInstanceOf(Int32Array);
  expect(Math.max(...values)).toBeLessThan(50);
  expect(new Set(values).size).toBeGreaterThan(10);
});

test("a quantized input is filled over what its integers can say", async () => {
  const q = input([1, 8, 8, 1], "INT8", { quantization: { scale: 1 / 255, zeroPoint: -128 } });
  const values = (await syntheticDataset([q], 3, 1).read(0, 3)).inputs[0] as Float32Array;
  expect(values).toBeInstanceOf(Float32Array);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThanOrEqual(1.001);
});

test("quantized pictures, indices, masks, sound and channels first", async () => {
  const inputs = [
    input([1, 64, 64, 3], "INT8", { quantization: { scale: 2 / 255, zeroPoint: 0 } }),
    input([1, 16], "INT32", { evidence: { ...noEvidence, tableRows: 30 } }),
    input([1, 16], "INT64", { name: "attention_mask" }),
    input([1, 16000]),
    input([1, 3, 32, 32]),
  ];
  const { inputs: values } = await syntheticDataset(inputs, 4, 3).read(0, 4);
  const q = values[0] as Float32Array;
  expect(q.reduce((a, b) => Math.min(a, b))).toBeLessThan(-0.7);
  expect(q.reduce((a, b) => Math.max(a, b))).toBeGreaterThan(0.7);
  expect(values[1]!.every((v: number | bigint) => v >= 0 && v < 30)).toBe(true);
  expect(new Set(values[1] as Int32Array).size).toBeGreaterThan(10);
  expect(values[2]).toEqual(new BigInt64Array(64).fill(1n));
  const sound = values[3] as Float32Array;
  expect(sound.every((v) => Math.abs(v) <= 1) && sound.some((v) => v < -0.02)).toBe(true);
  expect(values[4]!.length).toBe(4 * 3072);
});
