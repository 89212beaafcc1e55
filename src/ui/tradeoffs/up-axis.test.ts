import { describe, expect, it } from "vitest";
import type { TradeOff } from "../../state/derived/trade-offs.ts";
import { upAxis } from "./up-axis.ts";

const point = (own: Partial<TradeOff>): TradeOff => ({
  id: "a",
  label: "A",
  family: "weights",
  cost: 1,
  worth: 0,
  exact: false,
  interval: null,
  ...own,
});

describe("upAxis", () => {
  it("holds every interval", () => {
    const { bottom, top } = upAxis(
      [point({ worth: 0.92, interval: { low: 0.891, high: 0.946 } }), point({ worth: 0.91 })],
      "accuracy",
      0.1,
    );
    expect(bottom).toBeLessThanOrEqual(0.891);
    expect(top).toBeGreaterThanOrEqual(0.946);
  });

  it("gives what is exact a place above the numbers, whatever number it came with", () => {
    const axis = upAxis([point({ worth: 38 }), point({ worth: 1e6, exact: true })], "fidelity", 0.1);
    expect(axis.ticks.slice(0, -1)).toEqual([0, 10, 20, 30, 40]);
    expect(axis.exact).toBeCloseTo(40 / 0.9);
    expect(axis.top).toBe(axis.exact);
  });

  it("says exact alone where everything is", () => {
    expect(upAxis([point({ exact: true, worth: 1 })], "fidelity", 0.1)).toMatchObject({
      ticks: [1],
      exact: 1,
    });
  });
});
