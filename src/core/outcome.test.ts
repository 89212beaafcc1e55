import { describe, expect, it } from "vitest";
import { InputError, messageOf, outcomeOfError, partGone } from "./outcome.ts";

describe("what was thrown, in words", () => {
  it.each([
    "Failed to fetch dynamically imported module: https://example.org/assets/share-dialog-x.js",
    "error loading dynamically imported module: https://example.org/assets/share-dialog-x.js",
    "Importing a module script failed.",
    "Unable to preload CSS for /assets/share-dialog-x.css",
  ])("names code that did not come without its address: %s", (message) => {
    expect(messageOf(new TypeError(message))).toBe(`${partGone} Reload the page.`);
    expect(outcomeOfError(new TypeError(message))).toMatchObject({
      failure: { code: "internal", message: `${partGone} Reload the page.` },
    });
  });

  it("leaves all else as it is", () => {
    expect(messageOf(new Error("Cut off."))).toBe("Cut off.");
    expect(messageOf("a word")).toBe("a word");
    expect(messageOf(new Error(""))).toBe("unknown error");
    expect(outcomeOfError(new InputError("x", "Cut off."))).toMatchObject({ failure: { code: "x" } });
  });
});
