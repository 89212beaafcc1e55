import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NetBuilder } from "../../test-fixtures/tiny-net.ts";
import { exposeTensors } from "./expose.ts";
import { GrowingHistogram, histogramBins } from "./histogram.ts";
import { mseRange } from "./mse.ts";
import type { RangeOptions } from "./range.ts";
import { chooseRange, percentileRange } from "./ranges.ts";
import { Collector } from "./statistics.ts";

/** Repeatable, roughly normal values. */
function normal(count: number, seed = 1): Float32Array {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += next();
    return sum;
  });
}

function collected(values: Float32Array, samples = 1): Collector {
  const collector = new Collector({ histogram: true, mean: true });
  collector.add(values, samples);
  return collector;
}

const options: RangeOptions = { method: "mse", percentile: 99, bits: 8, symmetric: false };

describe("collectors", () => {
  test("extremes, and their moving average in sample order", () => {
    const collector = collected(new Float32Array([-1, 2, -3, 1, 0, 4]), 3);
    expect([collector.min, collector.max]).toEqual([-3, 4]);
    expect(collector.averageMin).toBeCloseTo(0.95 * (0.95 * -1 + 0.05 * -3) + 0.05 * 0, 6);
    expect(collector.averageMax).toBeCloseTo(0.95 * (0.95 * 2 + 0.05 * 1) + 0.05 * 4, 6);
    expect([...collector.mean!]).toEqual([-4 / 3, 7 / 3].map(Math.fround));
  });

  test("overflows and NaN say nothing", () => {
    const collector = collected(new Float32Array([NaN, -3.4e38, 1, -2, Infinity]));
    expect([collector.min, collector.max]).toEqual([-2, 1]);
  });

  test("a histogram that grew counts what one of the final size counts", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -9999, max: 9999 }), { minLength: 1, maxLength: 40 }),
        (list) => {
          const values = Float32Array.from(list, (n) => n / 97);
          const grown = new GrowingHistogram();
          for (let i = 0; i < values.length; i++) {
            grown.grow(Math.abs(values[i]!));
            grown.add(values, i, i + 1, 1);
          }
          const slow = new Float64Array(histogramBins);
          for (const v of values) {
            if (v !== 0) slow[Math.floor(v / grown.width + histogramBins / 2)]! += 1;
          }
          const total = grown.bins.reduce((a, b) => a + b, grown.zeros);
          expect(total).toBe(values.length);
          // A value on an edge may fall to either side; the sums up to any place agree within those.
          let gap = 0;
          for (let i = 0; i < histogramBins; i++) {
            gap += grown.bins[i]! - slow[i]!;
            if (Math.abs(gap) > 1) throw new Error(`${gap} too many below bin ${i}`);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("ranges", () => {
  test("percentile leaves out the same share on both sides", () => {
    const { histogram } = collected(normal(16000));
    const { min, max } = percentileRange(histogram!, 99);
    expect(max).toBeCloseTo(2.576, 0);
    expect(min).toBeCloseTo(-2.576, 0);
  });

  test("mse finds what trying every range finds", () => {
    const values = normal(16000);
    values[0] = 30;
    const collector = collected(values);
    const found = mseRange(collector.histogram!, collector, options);
    const error = (min: number, max: number): number => {
      const scale = (max - min) / 255;
      return values.reduce((sum, v) => {
        const q = Math.round((Math.min(max, Math.max(min, v)) - min) / scale) * scale + min;
        return sum + (v - q) ** 2;
      }, 0);
    };
    let least = Infinity;
    for (let max = 2; max <= 30; max += 0.5) {
      for (let min = -6; min <= -2; min += 0.5) least = Math.min(least, error(min, max));
    }
    expect(error(found.min, found.max)).toBeLessThan(least * 1.05);
  });

  test("every method holds the bulk of the values and no more than was seen", () => {
    const collector = collected(normal(16000));
    for (const method of ["minmax", "moving-average", "percentile", "mse", "entropy"] as const) {
      const range = chooseRange(collector, { ...options, method })!;
      expect(range.max).toBeLessThanOrEqual(collector.max);
      expect(range.min).toBeGreaterThanOrEqual(collector.min);
      expect(range.max).toBeGreaterThan(2);
      expect(range.min).toBeLessThan(-2);
    }
  });

  test("a sample far outside of the others does not stretch the 8-bit range of mse, and that of 16 bits it does", () => {
    const values = normal(32 * 500);
    for (let i = 500; i < 1000; i++) values[i]! *= 50;
    const few = chooseRange(collected(values, 32), options)!;
    expect(few.max).toBeLessThan(8);
    expect(few.min).toBeGreaterThan(-8);
    expect(chooseRange(collected(values, 32), { ...options, bits: 16 })!.max).toBeGreaterThan(50);
    // One of ten samples is no exception.
    expect(chooseRange(collected(values.subarray(0, 5000), 10), options)!.max).toBeGreaterThan(50);
  });

  test("samples that differ within usual bounds are all kept", () => {
    const values = normal(32 * 500);
    for (let i = 500; i < 1000; i++) values[i]! *= 1.5;
    const collector = collected(values, 32);
    expect(collector.usual).toEqual({ min: collector.min, max: collector.max });
  });

  test("a tensor without a finite value has none", () => {
    expect(chooseRange(collected(new Float32Array([NaN])), options)).toBeNull();
  });
});

test("exposed tensors follow the model's own outputs, each once", () => {
  const net = new NetBuilder([1, 8, 8, 3]);
  const inner = net.conv(0, 4);
  const outer = net.conv(inner, 4);
  const graph = net.model.subgraphs[0]!;
  graph.outputs = [outer];
  const { model, position } = exposeTensors(net.model, [outer, inner]);
  expect(model.subgraphs[0]!.outputs).toEqual([outer, inner]);
  expect(position).toEqual([0, 1]);
  expect(graph.outputs).toEqual([outer]);
});
