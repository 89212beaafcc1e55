import { describe, expect, it } from "vitest";
import { terms } from "./terms.ts";

describe("the terms", () => {
  it.each(Object.values(terms))("$name: short, whole sentences, with a source", ({ text, source }) => {
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text.length).toBeLessThan(240);
    expect(new URL(source).protocol).toBe("https:");
  });
});
