// What took long to make is there again after a reload and from the recent list, without being made again.
import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { labelledArrays } from "./made-files.ts";
import { keptModel, keptVariants, openModel, row } from "./parts.ts";

test.setTimeout(240_000);

const samples = labelledArrays(60);

/** The row with other options than the first one's, which comes behind it after a return. */
const trained = (page: Page): Locator => row(page, "Quantization-aware training").last();
const details = (page: Page): Locator =>
  page.getByRole("region", { name: /^Details of Quantization-aware training/ });
const kept = { timeout: 60_000 };

/** Opens a small model with samples and trains it for two epochs. */
async function train(page: Page): Promise<void> {
  await page.goto("/");
  await openModel(page, "src/test-fixtures/fm_cnn.tflite");
  await page.getByLabel("Add data").setInputFiles(samples);
  const data = page.getByRole("region", { name: "Data", exact: true });
  await expect(data).toContainText("60 labelled samples", { timeout: 60_000 });
  await trained(page).getByRole("rowheader").getByRole("button").first().click();
  await details(page).getByRole("tab", { name: "Options" }).click();
  await details(page).getByRole("spinbutton", { name: "Epochs" }).fill("2");
  await details(page).getByRole("button", { name: "Run", exact: true }).click();
  await expect(trained(page).getByRole("button", { name: "Download" })).toBeVisible({ timeout: 120_000 });
}

/** The row has its file, says where it is from, and shows the training of then. */
async function expectKept(page: Page): Promise<void> {
  await expect(trained(page).getByRole("button", { name: "Download" })).toBeVisible({ timeout: 120_000 });
  await trained(page).getByRole("rowheader").getByRole("button").first().click();
  await details(page).getByRole("tab", { name: "Figures" }).click();
  await expect(details(page)).toContainText(/Kept from your visit of .*, made in \d/);
  await details(page).getByRole("tab", { name: "Training" }).click();
  await expect(details(page).getByRole("img", { name: /^Loss in training: now/ })).toBeVisible();
}

test("a trained variant is there after a reload and from the recent list; deleting the model deletes it", async ({
  page,
}) => {
  await train(page);
  const download = page.waitForEvent("download");
  await trained(page).getByRole("button", { name: "Download" }).click();
  const first = await (await download).path();
  await expect.poll(() => keptVariants(page), kept).toContain("qat");
  await expect
    .poll(async () => (await keptModel(page)).recipes, kept)
    .toContainEqual(expect.objectContaining({ steps: [expect.objectContaining({ technique: "qat" })] }));

  await page.reload();
  await expectKept(page);
  const again = page.waitForEvent("download");
  await trained(page).getByRole("button", { name: "Download" }).click();
  expect(await readFile(await (await again).path())).toEqual(await readFile(first));

  await page.goto("about:blank");
  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent models" });
  await recent.getByRole("button", { name: /^Delete fm_cnn/ }).click();
  await expect(recent).toHaveCount(0);
  await expect.poll(() => keptVariants(page), kept).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await recent.getByRole("button", { name: /^fm_cnn\.tflite/ }).click();
  await expectKept(page);

  // Asked for by hand, it is trained anew.
  await details(page).getByRole("tab", { name: "Options" }).click();
  await details(page).getByRole("button", { name: "Make again" }).click();
  await details(page).getByRole("tab", { name: "Figures" }).click({ timeout: 120_000 });
  await expect(details(page)).toContainText("Made in", { timeout: 120_000 });
});

test("where storage has no room for it, nothing is kept, and the page says so", async ({ page }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      if (this.name === "variantFiles") throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  await train(page);
  await expect(page.getByText("The browser's storage is full: variants that took long")).toBeVisible(kept);
  expect(await keptVariants(page)).toEqual([]);
});
