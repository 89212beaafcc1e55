import { describe, expect, it } from "vitest";
import { standingOf, standingText } from "./words.ts";

const judgement = (mapped: number, total: number, loads = true) =>
  ({
    target: "edge-tpu",
    ops: [],
    mapped,
    total,
    macShare: null,
    pieces: 1,
    firstCut: null,
    loads,
    verdict: "",
    warnings: [],
  }) as const;

describe("the words of a verdict", () => {
  it("says all, a part, none, or that it does not load", () => {
    const say = (...args: Parameters<typeof judgement>) => {
      const j = judgement(...args);
      return standingText(j, standingOf(j));
    };
    expect(say(65, 65)).toBe("All 65 ops");
    expect(say(12, 65)).toBe("12 of 65 ops");
    expect(say(0, 65)).toBe("None of 65 ops");
    expect(say(0, 65, false)).toBe("Does not load");
  });
});
