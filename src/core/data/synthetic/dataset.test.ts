import { describe, expect, test } from "vitest";
import { type ModelInput, noEvidence } from "../model-input.ts";
import { syntheticDataset } from "./dataset.ts";

const input = (over: Partial<ModelInput>): ModelInput => ({
  name: "image",
  shape: [1, 64, 64, 3],
  type: "FLOAT32",
  quantization: null,
  metadata: null,
  evidence: noEvidence,
  ...over,
});

describe("synthetic inputs", () => {
  test("depend on seed and index alone, and say what they are", async () => {
    const data = syntheticDataset([input({})], 6, 7);
    const all = (await data.read(0, 6)).inputs[0]!;
    const third = (await data.read(2, 1)).inputs[0]!;
    expect(third).toEqual(all.slice(2 * 12288, 3 * 12288));
    expect(data.provenance.kind).toBe("synthetic");
    const other = (await syntheticDataset([input({})], 6, 8).read(2, 1)).inputs[0]!;
    expect(other).not.toEqual(third);
    expect(syntheticDataset([input({})], 6, 8).fingerprint).not.toBe(data.fingerprint);
  });

  test("pictures are smooth, use their range, and are edged: unlike white noise", async () => {
    const chunk = await syntheticDataset([input({})], 8, 1).read(0, 8);
    const x = chunk.inputs[0] as Float32Array;
    let [low, high, near, spread, mean] = [1, 0, 0, 0, 0];
    for (const v of x) {
      low = Math.min(low, v);
      high = Math.max(high, v);
      mean += v / x.length;
    }
    for (let i = 0; i + 3 < x.length; i++) near += (x[i + 3]! - x[i]!) ** 2 / x.length;
    for (const v of x) spread += (v - mean) ** 2 / x.length;
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(1);
    expect(high - low).toBeGreaterThan(0.9);
    // White noise has a ratio of 2 between neighbours' squared difference and the variance.
    expect(near / spread).toBeLessThan(0.15);
    expect(near).toBeGreaterThan(0);
  });

  test("quantized pictures, indices, masks, sound and channels first", async () => {
    const inputs = [
      input({ name: "q", type: "INT8", quantization: { scale: 2 / 255, zeroPoint: 0 } }),
      input({ name: "ids", shape: [1, 16], type: "INT32", evidence: { ...noEvidence, tableRows: 30 } }),
      input({ name: "attention_mask", shape: [1, 16], type: "INT64" }),
      input({ name: "sound", shape: [1, 16000] }),
      input({ name: "first", shape: [1, 3, 32, 32] }),
    ];
    const { inputs: values } = await syntheticDataset(inputs, 4, 3).read(0, 4);
    const q = values[0] as Int8Array;
    expect(q.reduce((a, b) => Math.min(a, b))).toBeLessThan(-90);
    expect(q.reduce((a, b) => Math.max(a, b))).toBeGreaterThan(90);
    expect(values[1]!.every((v: number | bigint) => v >= 0 && v < 30)).toBe(true);
    expect(new Set(values[1] as Int32Array).size).toBeGreaterThan(10);
    expect(values[2]).toEqual(new BigInt64Array(64).fill(1n));
    const sound = values[3] as Float32Array;
    expect(sound.every((v) => Math.abs(v) <= 1) && sound.some((v) => v < -0.02)).toBe(true);
    expect(values[4]!.length).toBe(4 * 3072);
  });
});
