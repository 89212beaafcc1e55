import { describe, expect, test } from "vitest";
import { neverCancelled } from "../outcome.ts";
import { seededRandom } from "../random.ts";
import { type RepairCandidate, repair } from "./repair.ts";

/** A model whose loss is the sum of the errors of the ops that are not kept. */
function model(errors: readonly number[], sizes: readonly number[]) {
  const candidates: RepairCandidate<number>[] = errors.map((gain, op) => ({ op, gain, bytes: sizes[op]! }));
  let measurements = 0;
  return {
    candidates,
    count: () => measurements,
    async measure(kept: readonly number[]) {
      measurements++;
      return {
        loss: errors.reduce((sum, e, op) => sum + (kept.includes(op) ? 0 : e), 0),
        bytes: 1000 + kept.reduce((sum, op) => sum + sizes[op]!, 0),
      };
    },
  };
}

const quiet = { signal: neverCancelled, progress: () => {} };

describe("repair", () => {
  test("keeps the one op that matters", async () => {
    const m = model([0.001, 0.2, 0.002, 0.001], [100, 50, 10, 10]);
    const result = await repair({ ...m, ...quiet, maxLoss: 0.01 });
    expect(result.reached).toBe(true);
    expect(result.kept).toEqual([1]);
  });

  test("keeps nothing where nothing is needed", async () => {
    const result = await repair({ ...model([0.001], [10]), ...quiet, maxLoss: 0.01 });
    expect(result).toMatchObject({ reached: true, kept: [] });
  });

  test("says so, with the best it found, where the loss is out of reach", async () => {
    const m = model([0.1, 0.1], [500, 500]);
    const result = await repair({ ...m, ...quiet, maxLoss: 0.01, maxBytes: 1600 });
    expect(result.reached).toBe(false);
    expect(result.measured.bytes).toBeLessThanOrEqual(1600);
    expect(result.measured.loss).toBeCloseTo(0.1);
  });

  test("on generated models it reaches the loss with few measurements, and no kept op can be left out", async () => {
    const random = seededRandom(11);
    for (let run = 0; run < 30; run++) {
      const n = 5 + Math.floor(random() * 60);
      const errors = Array.from({ length: n }, () => random() ** 4 * 0.1);
      const m = model(
        errors,
        Array.from({ length: n }, () => 10 + Math.floor(random() * 1000)),
      );
      const maxLoss = errors.reduce((a, b) => a + b, 0) * 0.3;
      const result = await repair({ ...m, ...quiet, maxLoss });
      expect(result.reached).toBe(true);
      expect(m.count()).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(n + 1)) + n + 2);
      for (const op of result.kept) {
        if (result.kept.length === 1) break;
        const without = await m.measure(result.kept.filter((k) => k !== op));
        expect(without.loss).toBeGreaterThan(maxLoss);
      }
    }
  });
});
