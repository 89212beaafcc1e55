import { describe, expect, it } from "vitest";
import { reportJson } from "../../core/report/content.ts";
import { reportHtml } from "../../core/report/html.ts";
import { dataChanged, modelOpened, taskMoved } from "../changes.ts";
import { emptyState } from "../model.ts";
import { reportContent } from "./report.ts";
import { fakeData, fakeModel, fakeVariant } from "./test-facts.ts";

describe("the report's content", () => {
  it("holds the rows that were made, with recipe and checksum, in both forms", () => {
    const state = [
      modelOpened(fakeModel),
      taskMoved("float16", "make", { state: "done", value: fakeVariant("float16") }),
    ].reduce((now, change) => change(now), emptyState);
    const content = reportContent(state, {
      created: "2026-01-02T03:04:05Z",
      studioVersion: "1.2.3",
      browser: "A browser",
      checksums: new Map([["float16", "abc123"]]),
      verdicts: new Map(),
    });
    expect(content.variants.map(({ label }) => label)).toEqual(["Original", "Float16"]);
    expect(content.variants[1]?.recipe?.steps).toEqual([{ technique: "float16", options: {} }]);
    expect(JSON.parse(reportJson(content)).variants[1].checksum).toBe("abc123");
    expect(reportHtml(content)).toContain("abc123");
  });

  it("says how samples became inputs, so that figures can be had again", () => {
    const preprocessing = [{ setting: "resize", value: "stretch", reason: "you chose it" }];
    const state = [
      modelOpened(fakeModel),
      dataChanged({ state: "done", value: { ...fakeData, preprocessing } }),
    ].reduce((now, change) => change(now), emptyState);
    const content = reportContent(state, {
      created: "2026-01-02T03:04:05Z",
      studioVersion: "1.2.3",
      browser: "A browser",
      checksums: new Map(),
      verdicts: new Map(),
    });
    expect(JSON.parse(reportJson(content)).data.preprocessing).toEqual([
      { setting: "resize", value: "stretch" },
    ]);
    expect(reportHtml(content)).toContain("500 pictures, 500 samples, labelled; resize stretch");
  });
});
