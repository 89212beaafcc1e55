// A person lays two files side by side.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

test("two variants: outputs on the same samples, graphs, layers", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  const int4 = page
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: /^Weight-only int4/ }) });
  await expect(int4.getByRole("button", { name: /Download/ })).toBeEnabled({ timeout: 80_000 });
  await page.getByRole("button", { name: "Compare two" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare two" });
  await dialog.getByLabel("Second").selectOption("Weight-only int4");
  await expect(dialog.getByText(/cosine 0\.\d+/).first()).toBeVisible({ timeout: 60_000 });
  await expect(dialog).toContainText("synthetic inputs");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByLabel("Second").selectOption("Dynamic range int8");
  await dialog.getByRole("tab", { name: "Graph" }).click();
  await expect(dialog).toContainText(/\d+ changed/);
  await expect(dialog).toContainText(/weights float32 → int8/);
  await dialog.getByRole("tab", { name: "Layers" }).click();
  await expect(dialog.getByRole("img", { name: /^Treemap/ })).toHaveCount(2);
  // Long names of tensors end where their half of the dialog does.
  const half = dialog.getByRole("region", { name: "Layers of Original" });
  const right = async (it: typeof half) => (await it.boundingBox())!.x + (await it.boundingBox())!.width;
  for (const line of await half.getByRole("listitem").all())
    expect(await right(line)).toBeLessThanOrEqual((await right(half)) + 1);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("masks lie over the picture with a border that moves", async ({ page }) => {
  test.setTimeout(150_000);
  await page.goto("/");
  await page.getByRole("button", { name: "Pick a ready-made one" }).click();
  await page.getByRole("button", { name: "Open Selfie segmentation", exact: true }).click();
  const int8 = page
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: /^Dynamic range int8/ }) });
  await expect(int8.getByRole("button", { name: /Download/ })).toBeEnabled({ timeout: 90_000 });
  await page.getByRole("button", { name: "Compare two" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare two" });
  await dialog.getByLabel("Second").selectOption("Dynamic range int8");
  const border = dialog.getByRole("slider", { name: /^Border between Original and Dynamic range/ }).first();
  await expect(border).toBeVisible({ timeout: 90_000 });
  await border.focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowRight");
  await expect(border).toHaveAttribute("aria-valuetext", "70 % Original");
  await expect(dialog.getByRole("img", { name: /^Mask of Original/ }).first()).toBeVisible();
  await page.screenshot({ path: "test-results/versus-masks.png" });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
