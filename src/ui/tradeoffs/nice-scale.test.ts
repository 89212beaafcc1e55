import { describe, expect, it } from "vitest";
import { niceScale } from "./nice-scale.ts";

describe("niceScale", () => {
  it.each([
    [0, 14_002_656],
    [0, 0.43],
    [0.893, 0.921],
    [5, 5],
    [0, 0],
  ])("holds %d to %d between round ticks", (low, high) => {
    const { bottom, top, ticks } = niceScale(low, high);
    expect(bottom).toBeLessThanOrEqual(low);
    expect(top).toBeGreaterThanOrEqual(high);
    expect(top).toBeGreaterThan(bottom);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
  });

  it("steps in round numbers", () => expect(niceScale(0, 14).ticks).toEqual([0, 5, 10, 15]));
});
