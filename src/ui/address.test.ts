import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address.ts";

describe("the address", () => {
  it("holds the chosen variant and the answers, and gives them back", () => {
    const state = {
      model: { fingerprint: "00ff" },
      selected: "prune+int8",
      detail: "ops",
      answers: { goal: "size", "size-data": "yes" },
      target: "edge-tpu",
    } as const;
    const address = readAddress(writeAddress(state));
    expect(address).toEqual({ ...state, model: "00ff", selected: undefined, variant: state.selected });
  });

  it("is empty when nothing is chosen, and takes anything", () => {
    expect(writeAddress({ model: null, selected: null, detail: "ops", answers: {}, target: null })).toBe("");
    expect(readAddress("#%%%&a=b&target=toaster")).toEqual({
      model: null,
      variant: null,
      detail: null,
      answers: {},
      target: null,
    });
  });
});
