import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address.ts";

describe("the address", () => {
  it("holds the chosen variant and the answers, and gives them back", () => {
    const state = { selected: "prune+int8", answers: { goal: "size", "size-data": "yes" } };
    const address = readAddress(writeAddress(state));
    expect(address).toEqual({ variant: state.selected, answers: state.answers });
  });

  it("is empty when nothing is chosen, and takes anything", () => {
    expect(writeAddress({ selected: null, answers: {} })).toBe("");
    expect(readAddress("#%%%&a=b")).toEqual({ variant: null, answers: {} });
  });
});
