import { describe, expect, it } from "vitest";
import { fieldText, type NumberSpec, readNumber } from "./read-number.ts";

const sparsity: NumberSpec = { type: "number", default: 0.5, min: 0, max: 0.95, share: true, help: "" };
const epochs: NumberSpec = {
  type: "number",
  default: 0,
  min: 0,
  max: 1000,
  integer: true,
  zeroChooses: true,
  help: "",
};
const plain = ({ value, note }: ReturnType<typeof readNumber>) => [value, note.replaceAll("\u00a0", " ")];

describe("readNumber", () => {
  it("reads shares in per cent", () => {
    expect(readNumber("70", sparsity, 0.5)).toEqual({ value: 0.7, note: "" });
    expect(readNumber("57", sparsity, 0.5).value).toBe(0.57);
    expect(fieldText(0.57, sparsity)).toBe("57");
  });

  it("says which limit is taken", () => {
    expect(plain(readNumber("500", sparsity, 0.5))).toEqual([0.95, "From 0 % to 95 %: 95 % is taken."]);
    expect(plain(readNumber("-1", epochs, 3))).toEqual([0, "From 0 to 1000: 0 is taken."]);
  });

  it("says that an emptied field changes nothing", () => {
    expect(plain(readNumber("", sparsity, 0.5))).toEqual([null, "No number: 50 % stays."]);
  });

  it("takes an empty field for the technique's own choice where there is one", () => {
    expect(readNumber("", epochs, 3)).toEqual({ value: 0, note: "" });
    expect(fieldText(0, epochs)).toBe("");
  });

  it("rounds to whole numbers, and says so", () => {
    expect(readNumber("2.6", epochs, 1)).toEqual({ value: 3, note: "Whole numbers: 3 is taken." });
  });
});
