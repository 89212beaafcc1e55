import { expect, test } from "vitest";
import { hasWideVectors } from "./v8-settings.ts";

test("V8 may widen vectors from Node 24 on, where the processor has wider ones", () => {
  expect(hasWideVectors("11.3.244.8-node.38", "x64")).toBe(false);
  expect(hasWideVectors("12.4.254.21-node.57", "x64")).toBe(false);
  expect(hasWideVectors("13.5.1", "x64")).toBe(false);
  expect(hasWideVectors("13.6.233.17-node.53", "x64")).toBe(true);
  expect(hasWideVectors("14.6.202.34-node.34", "x64")).toBe(true);
  expect(hasWideVectors("14.6.202.34-node.34", "arm64")).toBe(false);
});
