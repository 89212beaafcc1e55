// A person takes away code, a report and a zip, and sends a link with a recipe.
import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";

const model = "src/test-fixtures/fm_mnv1.tflite";

const row = (page: Page, label: string): Locator =>
  page
    .getByRole("table", { name: "Compare techniques" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label}`) }) });

test("code, link, report and zip", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await expect(row(page, "Float16").getByRole("button", { name: /Download/ })).toBeEnabled({
    timeout: 80_000,
  });
  await row(page, "Float16").getByRole("button", { name: "Float16", exact: true }).click();
  await page.getByRole("tab", { name: "Use it" }).click();
  await expect(page.getByRole("region", { name: /Kotlin.* code/ })).toContainText("fm_mnv1.float16.tflite");
  await page.getByRole("tab", { name: "Python" }).click();
  await expect(page.getByRole("region", { name: /Python code/ })).toContainText("import");
  const link = (await page.getByText(/#recipe=/).textContent()) ?? "";
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole("button", { name: "Share", exact: true }).click();
  const report = page.waitForEvent("download");
  await page.getByRole("button", { name: "Report as HTML" }).click();
  expect(await readFile(await (await report).path(), "utf8")).toContain("Float16");
  const zip = page.waitForEvent("download");
  await page.getByRole("button", { name: /Download as zip/ }).click();
  expect((await readFile(await (await zip).path())).subarray(0, 2).toString()).toBe("PK");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.goto("about:blank");
  await page.goto(link.replace(/#recipe=.*/, "#recipe=bm9uc2Vuc2U"));
  await expect(page.getByRole("alert")).toContainText(/no recipe that can be read/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByText("This link carries a recipe: Float16.")).toBeVisible();
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await expect(row(page, "Float16")).toContainText(/[kM]B/, { timeout: 80_000 });
});
