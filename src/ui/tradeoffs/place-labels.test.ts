import { describe, expect, it } from "vitest";
import { placeLabels } from "./place-labels.ts";

describe("placeLabels", () => {
  it("puts a lone label above its point", () => {
    expect(placeLabels([{ x: 0.5, y: 0.5, label: "Float16" }])).toEqual(["above"]);
  });

  it("parts the labels of two points that nearly meet", () => {
    const [first, second] = placeLabels([
      { x: 0.25, y: 0.5, label: "Weight-only int8" },
      { x: 0.25, y: 0.46, label: "Dynamic range int8" },
    ]);
    expect(first).toBe("above");
    expect(second).not.toBe("above");
  });

  it("keeps a label at the right edge inside", () => {
    expect(placeLabels([{ x: 1, y: 0.5, label: "Original" }])).toEqual(["left"]);
  });
});
