import { expect, it } from "vitest";
import { thousands } from "./thousands.ts";

it.each([0, 7, 999, 1000, 10_000, 999_999, 14_002_656, -1234, 9_007_199_254_740_991])(
  "writes %d as the locale does",
  (value) => expect(thousands(value)).toBe(value.toLocaleString("en")),
);
