// A person comes back: the model is still there, with the variants they asked for.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { keptModel, openModel, smallModel } from "./parts.ts";

test("a model survives a reload, opens again with its recipes, and can be deleted", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("region", { name: "Recent models" })).toHaveCount(0);
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  const float16 = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^Float16/ }) });
  await expect(float16).toContainText(/[kM]B/, { timeout: 60_000 });
  const pruned = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^Pruned/ }) });
  await pruned.first().getByRole("button", { name: "Run", exact: true }).click();
  await expect(pruned.first()).toContainText(/[kM]B/, { timeout: 60_000 });
  // Facts are written a moment after the last change.
  await expect
    .poll(async () => (await keptModel(page)).made, { timeout: 15_000 })
    .toContainEqual(expect.objectContaining({ label: "Pruned" }));

  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent models" });
  await expect(recent).toContainText(/earlier: \d+ variants/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await recent.getByRole("button", { name: /^fm_mnv1\.tflite/ }).click();
  await expect(pruned.first()).toContainText(/[kM]B/, { timeout: 80_000 });

  await page.goto("/");
  await recent.getByRole("button", { name: /^Delete fm_mnv1/ }).click();
  await expect(recent).toHaveCount(0);
});

test("an earlier model opens from the commands while another one is open", async ({ page }) => {
  await page.goto("/");
  const heading = page.getByRole("heading", { level: 1 });
  await openModel(page, "src/test-fixtures/fm_cnn.tflite");
  await expect(heading).toHaveText("fm_cnn.tflite", { timeout: 60_000 });
  await expect.poll(async () => (await keptModel(page)).made.length, { timeout: 60_000 }).toBeGreaterThan(0);
  await openModel(page, smallModel);
  await expect(heading).toHaveText("fm_mnv1.tflite", { timeout: 60_000 });
  await page.getByRole("button", { name: "Commands" }).click();
  const again = page.getByRole("option", { name: /^Open fm_cnn\.tflite again \(.*kB/ });
  await again.scrollIntoViewIfNeeded();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole("combobox", { name: "Commands" }).fill("fm_cnn");
  await page.keyboard.press("Enter");
  await expect(heading).toHaveText("fm_cnn.tflite", { timeout: 60_000 });
});

test("where storage is denied, the page says so and works on", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("denied", "SecurityError");
    };
    Storage.prototype.setItem = () => {
      throw new DOMException("denied", "SecurityError");
    };
  });
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  await expect(page.getByText(/keeps nothing, as in private windows/)).toBeVisible({ timeout: 30_000 });
  const float16 = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^Float16/ }) });
  await expect(float16).toContainText(/[kM]B/, { timeout: 60_000 });
});
