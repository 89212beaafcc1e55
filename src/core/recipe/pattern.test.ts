import { beforeAll, describe, expect, it } from "vitest";
import { compilePattern, loadPatterns, patternProblem } from "./pattern.ts";

beforeAll(loadPatterns);

describe("a pattern", () => {
  it("is found anywhere in the names", () => {
    const found = (pattern: string): boolean => compilePattern(pattern).test("block_1/conv2d;block_1/relu;");
    expect(["conv", "^block", "relu;$", "(?i)CONV2D", "block_\\d+/"].map(found)).not.toContain(false);
    expect(["^conv", "dense", "conv2d$"].map(found)).not.toContain(true);
  });

  it("takes no longer than its text, however it nests", () => {
    const names = "functional_1/conv2d_1/relu;".repeat(400);
    for (const hostile of ["((a|b|c|n|t|i|o|l|_|1|/)+)+#", "(.*)*#", "(a|a|[a-z])*$#", ".*.*.*.*.*#"])
      expect(compilePattern(hostile).test(names)).toBe(false);
  });

  it("says why it is none", () => {
    expect(patternProblem("conv|dense")).toBeNull();
    expect(patternProblem("(")).toBe("is no regular expression");
    for (const text of ["(?!conv)", "(?<=a)b", "(a)\\1"])
      expect(patternProblem(text)).toMatch(/^looks ahead or back/);
  });
});
