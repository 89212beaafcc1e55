// The decision tree from its start: a ready-made model, limits that answer, figures that are missing, and undo.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { keptModel } from "./parts.ts";

const tree = (page: Page) => page.getByRole("region", { name: "Decision tree" });
const accessible = async (page: Page): Promise<void> =>
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

test("a ready-made model opens at a click, from this site alone", async ({ page, baseURL }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(baseURL!) && !/^(data|blob):/.test(address)) elsewhere.push(address);
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Pick a ready-made one" }).click();
  const dialog = page.getByRole("dialog", { name: "Ready-made models" });
  await accessible(page);
  await dialog.getByLabel("Task").selectOption("person segmentation");
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await expect(dialog.getByRole("listitem").first()).toContainText("Apache-2.0");
  await page.screenshot({ path: "test-results/tree-ready-made.png" });
  await dialog.getByRole("button", { name: "Open Selfie segmentation", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("selfie_segmentation.tflite", {
    timeout: 60_000,
  });
  await expect(tree(page)).toContainText("you opened selfie_segmentation.tflite");
  expect(elsewhere).toEqual([]);
});

test("limits answer by what was measured; what is missing can be found out; changes can be undone", async ({
  page,
}) => {
  test.setTimeout(200_000);
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  await tree(page).getByRole("button", { name: "Latency on the CPU" }).click();
  await expect(tree(page)).toContainText("none yet");
  await page
    .getByLabel("Add data")
    .setInputFiles(["public/demo/fashion-images-idx3-ubyte.gz", "public/demo/fashion-labels-idx1-ubyte.gz"]);
  await expect(tree(page)).toContainText("you added data", { timeout: 60_000 });
  await tree(page).getByLabel("Lost at most").fill("50");
  await tree(page).getByRole("button", { name: "Judge by it" }).click();
  await expect(tree(page)).toContainText(/it loses −?[\d.]+ points? of top-1, you allow 50 points/, {
    timeout: 120_000,
  });
  await expect(tree(page)).toContainText("Is it fast enough?");
  await page.screenshot({ path: "test-results/tree-limits.png", fullPage: true });
  await accessible(page);

  await tree(page)
    .getByRole("button", { name: /^Change the answer to: What matters most/ })
    .click();
  await expect(tree(page).getByRole("group", { name: "What matters most?" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tree(page)).toContainText("Is it fast enough?");
  await tree(page).getByRole("button", { name: "No", exact: true }).click();
  await expect(tree(page)).toContainText("What faster hardware is there?");
  await page.keyboard.press("Control+z");
  await expect(tree(page).getByRole("group", { name: "Is it fast enough?" })).toBeVisible();

  await tree(page).getByRole("button", { name: "Published figures" }).click();
  const guide = page.getByRole("dialog", { name: "Published figures" });
  await expect(guide.getByRole("row", { name: /fm_mnv1.tflite, here/ }).first()).toContainText(/9\d\.\d/);
  await expect(guide.getByRole("row", { name: /DeepSpeech/ })).toContainText("43.67");
  await page.screenshot({ path: "test-results/tree-guide.png" });
  await accessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: "test-results/tree-guide-narrow.png" });
  await accessible(page);
});

test("a removed row and a forgotten model come back", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  await page.getByRole("button", { name: "Add a combination" }).click({ timeout: 60_000 });
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  const added = page.getByRole("rowheader", { name: /^Pruned \+/ });
  await expect(added).toBeVisible();
  await page.getByRole("button", { name: "Remove this row" }).click();
  await expect(added).toHaveCount(0);
  // The word about it stays as long as the pointer is on it.
  await page.getByRole("button", { name: "Undo" }).hover();
  await accessible(page);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(added).toBeVisible();
  // What was asked for is written a moment after the last change.
  const keptRecipes = async () => (await keptModel(page)).recipes.length;
  await expect.poll(keptRecipes, { timeout: 15_000 }).toBe(1);

  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent models" });
  await recent.getByRole("button", { name: /^Delete fm_mnv1/ }).click();
  await expect(recent).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  const kept = recent.getByRole("button", { name: /^fm_mnv1\.tflite/ });
  await kept.click();
  await expect(added).toBeVisible({ timeout: 30_000 });

  // Removed for good, it does not come back with the model.
  await page.getByRole("button", { name: /^Pruned \+/ }).click();
  await page.getByRole("button", { name: "Remove this row" }).click();
  await expect.poll(keptRecipes, { timeout: 15_000 }).toBe(0);
  await page.goto("/");
  await kept.click();
  await expect(page.getByRole("rowheader", { name: /^Float16/ })).toBeVisible({ timeout: 30_000 });
  await expect(added).toHaveCount(0);
});
