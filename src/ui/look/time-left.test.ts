import { expect, it } from "vitest";
import { secondsLeft, seenSo, timeLeftText } from "./time-left.tsx";

it("foretells from the pace so far, not before a second", () => {
  const seen = { key: "a", start: 1000, from: 0.2 };
  expect(secondsLeft(seen, 1500, 0.5)).toBeNull();
  expect(secondsLeft(seen, 5000, 0.21)).toBeNull();
  // Three tenths in four seconds: the other half takes a little under seven.
  expect(secondsLeft(seen, 5000, 0.5)).toBeCloseTo((4 * 0.5) / 0.3);
  expect(secondsLeft(seen, 5000, 1)).toBe(0);
});

it("begins anew where work does", () => {
  const first = seenSo(null, "a", 0, 1000);
  expect(first).toEqual({ key: "a", start: 1000, from: 0, most: 0 });
  const further = seenSo(first, "a", 0.6, 3000);
  expect(further).toEqual({ key: "a", start: 1000, from: 0, most: 0.6 });
  // A second part of the same work starts at 0, as the first did.
  expect(seenSo(further, "a", 0, 4000)).toMatchObject({ start: 4000, from: 0 });
  expect(seenSo(further, "b", 0.9, 4000)).toMatchObject({ start: 4000, from: 0.9 });
});

it("says it in words", () => {
  expect([null, 0.5, 12.4, 200].map(timeLeftText)).toEqual(["", "nearly there", "12 s left", "3 min left"]);
});
