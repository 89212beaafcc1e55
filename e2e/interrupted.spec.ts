// The tab goes to the background, or the device sleeps, while latency is measured: nothing of it counts.
import { expect, type Page, test } from "@playwright/test";
import { drawn, openModel, ready, row, smallModel, standsStill } from "./parts.ts";

const hide = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((now) => {
    Object.defineProperty(document, "hidden", { value: now, configurable: true });
    Object.defineProperty(document, "visibilityState", {
      value: now ? "hidden" : "visible",
      configurable: true,
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

const measuring = (page: Page) => page.getByRole("status").filter({ hasText: "Measuring latency" });

async function expectRepeated(page: Page): Promise<void> {
  await ready(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
  // A column of a file that was under way when it happened says so; which one, is chance.
  const notes: string[] = [];
  for (const label of ["Original", "Float16", "Dynamic range int8", "Weight-only int8", "Weight-only int4"]) {
    await row(page, label)
      .locator(".figure", { hasText: /\d\sms/ })
      .hover();
    notes.push((await page.getByRole("tooltip").textContent()) ?? "");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("tooltip")).toHaveCount(0);
  }
  expect(notes.join("\n")).toMatch(/measured again after an interruption/);
  // No figure holds the minute for which nothing ran.
  for (const note of notes) expect(note).not.toMatch(/\d\ss\b/);
}

test("a measurement waits while the tab is in the background, and is repeated", async ({ page }) => {
  await page.goto("/");
  await openModel(page, smallModel);
  await expect(measuring(page)).toBeVisible({ timeout: 60_000 });
  // Away and back several times, so that one of them falls into a block of runs.
  for (let i = 0; i < 12; i++) {
    await hide(page, true);
    await hide(page, false);
    await drawn(page, 4);
  }
  await hide(page, true);
  // Longer than all of it takes in front, no figure comes.
  await standsStill(() => page.getByRole("table", { name: "Compare techniques" }).textContent(), 12);
  await expect(measuring(page)).toBeVisible();
  await hide(page, false);
  await expectRepeated(page);
});

test("a measurement in which the device slept is repeated", async ({ page }) => {
  await page.goto("/");
  await openModel(page, smallModel);
  await expect(measuring(page)).toBeVisible({ timeout: 60_000 });
  // Fifteen times an hour's sleep: while a device sleeps its time of day goes on, its steady clock stands still.
  const engine = page.workers().find((worker) => worker.url().includes("engine"));
  expect(engine).toBeDefined();
  await engine!.evaluate(() => {
    const real = Date.now;
    const from = real();
    Date.now = () => real() + 3_600_000 * Math.min(15, Math.floor((real() - from) / 500));
  });
  await expectRepeated(page);
});
