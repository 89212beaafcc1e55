// Everything by keyboard: the command palette, shortcuts and the help beside terms.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

test("commands by name, shortcuts, and help where a term stands", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("status")).toHaveText("Ready");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toContainText("Open a model");
  await page.keyboard.press("Escape");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  const float16 = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^Float16/ }) });
  await expect(float16).toContainText(/[kM]B/, { timeout: 60_000 });

  await page.getByRole("button", { name: "Commands" }).click();
  await page.getByRole("combobox", { name: "Commands" }).fill("target edge");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Target" })).toContainText("Edge TPU");

  await page.keyboard.press("s");
  await expect(page.getByRole("dialog", { name: "Share" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Share" })).toHaveCount(0);

  await float16.getByRole("button", { name: "Float16", exact: true }).click();
  await page.getByRole("button", { name: "What is this: Fidelity (SQNR)" }).click();
  await expect(page.getByRole("dialog", { name: "Fidelity (SQNR)" })).toContainText("decibels");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
