import { expect, it } from "vitest";
import { samplesWorth } from "./synthetic.ts";

it.each([
  ["a small model", 5e6, 16, 16],
  ["one of 8 billion multiply-accumulates", 8e9, 16, 8],
  ["one of 26 billion", 26e9, 32, 4],
  ["one of unknown work", null, 32, 32],
  ["as few as asked for", 26e9, 2, 2],
])("samples that nearness is worth: %s", (_, macs, most, samples) => {
  expect(samplesWorth(macs, most)).toBe(samples);
});
