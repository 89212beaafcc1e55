// A person reloads, or comes back another day: model, samples, labels and settings are there, and accuracy goes on.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { zip } from "../src/core/data/testing/make-files.ts";
import { file, labelledArrays, picture } from "./made-files.ts";
import { keptDatasets, keptModel, openModel, row } from "./parts.ts";

test.setTimeout(360_000);

const model = "src/test-fixtures/fm_cnn.tflite";

const panel = (page: Page): Locator => page.getByRole("region", { name: "Data", exact: true });
const heading = (page: Page): Locator => page.getByRole("heading", { level: 1 });

/** Written a moment after the samples were read. */
const kept = { timeout: 120_000 };

/** Accuracy, or agreement with the original, as a row tells it. */
const accuracy = (page: Page): Locator => row(page, "Dynamic range int8").getByRole("cell").nth(4);

test("a reload brings back model, samples, labels and settings, and accuracy goes on", async ({ page }) => {
  await page.goto("/");
  await openModel(page, model);
  const archive = zip({
    "set/cat/1.png": picture(1),
    "set/cat/2.png": picture(2),
    "set/dog/1.png": picture(3),
  });
  await page.getByLabel("Add data").setInputFiles(file("pictures.zip", archive));
  await expect(panel(page)).toContainText("3 labelled samples", { timeout: 60_000 });
  await panel(page).getByRole("button", { name: "What the model sees" }).click();
  await panel(page).getByLabel("Resize").selectOption("stretch");
  await expect(panel(page)).toContainText("Kept with the model in this browser's storage", {
    timeout: 90_000,
  });
  await expect.poll(async () => (await keptModel(page)).data?.options.resize, kept).toBe("stretch");
  await row(page, "Dynamic range int8").getByRole("button", { name: "Dynamic range int8" }).click();
  await expect.poll(() => keptDatasets(page), kept).toEqual({ count: 1, bytes: archive.length });

  await page.reload();
  await expect(heading(page)).toHaveText("fm_cnn.tflite", { timeout: 30_000 });
  await expect(panel(page)).toContainText("3 labelled samples pictures.zip", { timeout: 60_000 });
  await panel(page).getByRole("button", { name: "What the model sees" }).click();
  await expect(panel(page).getByLabel("Resize")).toHaveValue("stretch");
  await expect(accuracy(page)).toContainText(/\d\s%/, { timeout: 90_000 });
  await expect(page.getByRole("region", { name: "Details of Dynamic range int8" })).toBeVisible();
  await expect(panel(page)).toContainText("Kept with the model in this browser's storage");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: "test-results/return/reloaded.png" });

  // What was removed does not come back.
  await panel(page).getByRole("button", { name: "Remove" }).click();
  await expect.poll(() => keptDatasets(page), kept).toEqual({ count: 0, bytes: 0 });
  await page.reload();
  await expect(heading(page)).toHaveText("fm_cnn.tflite", { timeout: 30_000 });
  await expect(panel(page)).toContainText("No data yet.");
});

test("a recent model opens with its samples, which are deleted with it and come back with it", async ({
  page,
}) => {
  await page.goto("/");
  await openModel(page, model);
  await page.getByLabel("Add data").setInputFiles(labelledArrays(60));
  await expect(panel(page)).toContainText("60 labelled samples", { timeout: 60_000 });
  await expect.poll(async () => (await keptDatasets(page)).count, kept).toBe(1);

  await page.goto("about:blank");
  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent models" });
  const entry = recent.getByRole("button", { name: /^fm_cnn\.tflite.* with 60 samples, 47\.2\skB/ });
  await expect(entry).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: "test-results/return/recent.png" });
  await recent.getByRole("button", { name: /^Delete fm_cnn/ }).click();
  await expect(recent).toHaveCount(0);
  await expect.poll(() => keptDatasets(page), kept).toEqual({ count: 0, bytes: 0 });
  await page.getByRole("button", { name: "Undo" }).click();
  await entry.click();
  await expect(panel(page)).toContainText("60 labelled samples", { timeout: 60_000 });
  await expect(accuracy(page)).toContainText(/\d\s%/, { timeout: 90_000 });
});

test("samples that two models share are stored once", async ({ page }) => {
  await page.goto("/");
  const samples = zip({ "a/1.png": picture(1), "b/1.png": picture(2) });
  for (const name of ["fm_cnn", "fm_mnv1"]) {
    await openModel(page, `src/test-fixtures/${name}.tflite`);
    await expect(heading(page)).toHaveText(`${name}.tflite`, { timeout: 30_000 });
    await page.evaluate(
      (content) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(content)], "two.zip", { lastModified: 1_700_000_000_000 }));
        document
          .querySelector("main")!
          .dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
      },
      [...samples],
    );
    await expect(panel(page)).toContainText("2 labelled samples", { timeout: 60_000 });
    await panel(page).getByRole("button", { name: "What the model sees" }).click();
    await expect(panel(page)).toContainText("Kept with the model", { timeout: 30_000 });
    await panel(page).getByRole("button", { name: "Hide details" }).click();
  }
  expect(await keptDatasets(page)).toEqual({ count: 1, bytes: samples.length });
  await page.goto("about:blank");
  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent models" });
  await recent.getByRole("button", { name: "Delete fm_cnn.tflite from the recent models" }).click();
  await recent.getByRole("button", { name: /^fm_mnv1\.tflite/ }).click();
  await expect(panel(page)).toContainText("2 labelled samples", { timeout: 60_000 });
});

test("samples that fail on their way into storage are named, and nothing is left of them", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      if (this.name === "datasetFiles") throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  await page.goto("/");
  await openModel(page, model);
  await page.getByLabel("Add data").setInputFiles(labelledArrays(60));
  await expect(
    page.getByText("The browser's storage is full: your samples (1 MB) are not kept."),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(accuracy(page)).toContainText(/\d\s%/, { timeout: 90_000 });
  await page.reload();
  await expect(heading(page)).toHaveText("fm_cnn.tflite", { timeout: 30_000 });
  await expect(panel(page)).toContainText("No data yet.");
});
