import { describe, expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import { argmax, cosineOf, errorSums, inTopK, klDivergence, sqnrOf } from "./compare-outputs.ts";
import { LabelledComparison, OutputComparison, outputKind } from "./comparison.ts";
import { meanInterval, pairedDifference, wilson } from "./intervals.ts";

describe("intervals", () => {
  test("Wilson's interval of 0 of 10 and 5 of 10, against published values", () => {
    expect(wilson(0, 10).high).toBeCloseTo(0.2775, 3);
    expect(wilson(5, 10).low).toBeCloseTo(0.2366, 3);
    expect(wilson(5, 10).high).toBeCloseTo(0.7634, 3);
  });

  test("the mean's interval covers the true mean about 95 times in 100", () => {
    const random = seededRandom(3);
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const { low, high } = meanInterval(Array.from({ length: 50 }, random));
      if (low <= 0.5 && high >= 0.5) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.98);
  });

  test("a paired difference of few disagreements is noise, of many one-sided ones is not", () => {
    const noise = pairedDifference(4, 6, 1000);
    expect(noise.low).toBeLessThan(0);
    expect(noise.high).toBeGreaterThan(0);
    expect(pairedDifference(60, 10, 1000).high).toBeLessThan(0);
  });
});

describe("comparisons", () => {
  test("cosine, SQNR and largest error of a known pair", () => {
    const sums = errorSums([3, 4], [3, 3]);
    expect(cosineOf(sums)).toBeCloseTo(21 / (5 * Math.sqrt(18)));
    expect(sqnrOf(sums.referenceSquares, sums.errorSquares)).toBeCloseTo(10 * Math.log10(25));
    expect(sums.largestError).toBe(1);
  });

  test("an exact match has infinite SQNR and cosine 1; a NaN has neither", () => {
    expect(sqnrOf(1, errorSums([1, 2], [1, 2]).errorSquares)).toBe(Number.POSITIVE_INFINITY);
    const broken = errorSums([1, 2], [1, Number.NaN]);
    expect(cosineOf(broken)).toBe(0);
    expect(broken.largestError).toBe(Number.POSITIVE_INFINITY);
  });

  test("top-k counts ties by index, as sorting would", () => {
    const row = [0.1, 0.5, 0.5, 0.3];
    expect(argmax(row)).toBe(1);
    expect(inTopK(row, 2, 1, 0, 4)).toBe(false);
    expect(inTopK(row, 2, 2, 0, 4)).toBe(true);
  });

  test("KL is 0 for equal rows and grows with distance, for logits too", () => {
    expect(klDivergence([0.5, 0.5], [0.5, 0.5], 0, 2)).toBe(0);
    expect(klDivergence([0.9, 0.1], [0.5, 0.5], 0, 2)).toBeCloseTo(0.368, 3);
    expect(klDivergence([2, 0, -1], [2, 0, -1], 0, 3)).toBeCloseTo(0, 9);
  });

  test("agreement and accuracy over several chunks", () => {
    const output = new OutputComparison("scores", 2, "scores");
    output.add(new Float32Array([0.9, 0.1, 0.2, 0.8]), new Float32Array([0.8, 0.2, 0.6, 0.4]), 2);
    output.add(new Float32Array([0.9, 0.1]), new Float32Array([0.9, 0.1]), 1);
    expect(output.agreement?.value).toBeCloseTo(2 / 3);
    const labelled = new LabelledComparison(2);
    labelled.add(
      new Float32Array([0.9, 0.1, 0.2, 0.8]),
      new Float32Array([0.8, 0.2, 0.6, 0.4]),
      [0, 1],
      0,
      2,
    );
    expect(labelled.accuracy.value).toBe(0.5);
    expect(labelled.difference.value).toBe(-0.5);
  });

  test("masks are compared by intersection over union", () => {
    const mask = new OutputComparison("mask", 4, "mask", 1);
    mask.add(new Float32Array([1, 1, 0, 0]), new Float32Array([1, 0, 0, 0]), 1);
    expect(mask.meanIou?.value).toBeCloseTo((1 / 2 + 2 / 3) / 2);
  });

  test("what an output is follows from its shape", () => {
    expect(outputKind([1, 10], true)).toBe("scores");
    expect(outputKind([1, 1, 1, 1001], true)).toBe("scores");
    expect(outputKind([1, 256, 256, 1], true)).toBe("mask");
    expect(outputKind([1, 63], false)).toBe("values");
  });
});
