import { describe, expect, test } from "vitest";
import { TargetComparison, targetKind } from "./target-comparison.ts";

describe("targets", () => {
  test("fit an output as numbers, as classes of places, or not", () => {
    expect(targetKind(false, 4, 4, 4)).toBe("values");
    expect(targetKind(true, 48, 3, 16)).toBe("mask");
    expect(targetKind(true, 48, 3, 48)).toBe("mask");
    expect(targetKind(false, 4, 4, 2)).toBeNull();
  });

  test("of numbers give the mean absolute error and the paired difference", () => {
    const comparison = new TargetComparison("values", 2, 2, 2);
    comparison.add(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 3, 3, 4), Float32Array.of(1, 2, 3, 5), 2);
    expect(comparison.meanAbsoluteError!.value).toBeCloseTo((0.5 + 0.5) / 2);
    expect(comparison.difference.value).toBeCloseTo(0.25);
    expect(comparison.meanIou).toBeNull();
  });

  test("of masks give the mean intersection over union, leaving out what is not judged", () => {
    // Four places, two channels: the answers are 0 0 1 1.
    const output = Float32Array.of(2, 1, 2, 1, 1, 2, 1, 2);
    const scored = (target: Float32Array): number => {
      const comparison = new TargetComparison("mask", 8, 2, target.length);
      comparison.add(output, output, target, 1);
      return comparison.meanIou!.value;
    };
    expect(scored(Float32Array.of(0, 0, 1, 1))).toBe(1);
    expect(scored(Float32Array.of(0, 1, 1, 1))).toBeCloseTo((1 / 2 + 2 / 3) / 2);
    expect(scored(Float32Array.of(0, 255, 1, 1))).toBe(1);
    expect(scored(Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1))).toBe(1);
    const binary = new TargetComparison("mask", 4, 1, 4);
    const mask = Float32Array.of(0.9, 0.2, 0.7, 0.1);
    binary.add(mask, mask, Float32Array.of(255, 0, 0, 0), 1);
    expect(binary.meanIou!.value).toBeCloseTo((1 / 2 + 2 / 3) / 2);
  });
});
