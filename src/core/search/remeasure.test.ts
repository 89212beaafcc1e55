import { describe, expect, it } from "vitest";
import { remeasured } from "./remeasure.ts";
import type { Point, SearchState } from "./state.ts";

const point = (
  key: string,
  gzip: number,
  loss: number,
  milliseconds: number,
  level: Point["level"] = "full",
): Point => ({
  candidate: { key, family: key, size: 1, steps: [] },
  level,
  measured: { bytes: gzip, gzip, loss: { value: loss, low: loss, high: loss }, milliseconds },
});
const small = point("small", 10, 0.004, 1.9);
const large = point("large", 20, 0.001, 1.5);
const state: SearchState = {
  answer: small,
  frontier: [small, large],
  measured: 2,
  dropped: [],
  open: 0,
  seconds: 9,
  last: null,
  finished: "exhausted",
};
const limits = { maxLoss: 0.005, maxMilliseconds: 2 };

describe("latencies measured again", () => {
  it("take the place of the search's, and the answer stays where it still fits", () => {
    const end = remeasured(
      state,
      new Map([
        ["small", 1.8],
        ["large", 1.4],
      ]),
      limits,
    );
    expect(end.answer?.candidate.key).toBe("small");
    expect(end.frontier.map(({ measured }) => measured.milliseconds)).toEqual([1.8, 1.4]);
    expect(end.answer?.measured.milliseconds).toBe(1.8);
  });

  it("let the next best answer where the first one is too slow", () => {
    const end = remeasured(
      state,
      new Map([
        ["small", 2.1],
        ["large", 1.4],
      ]),
      limits,
    );
    expect(end.answer?.candidate.key).toBe("large");
    expect(end.frontier[0]?.measured.milliseconds).toBe(2.1);
  });

  it("leave no answer where none fits, nor one that was not seen on all samples", () => {
    expect(
      remeasured(
        state,
        new Map([
          ["small", 3],
          ["large", 4],
        ]),
        limits,
      ).answer,
    ).toBeNull();
    const quick = { ...state, frontier: [small, point("large", 20, 0.001, 1.5, "quick")] };
    expect(remeasured(quick, new Map([["small", 3]]), limits).answer).toBeNull();
  });
});
