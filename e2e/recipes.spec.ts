// Recipes: rows remade when data comes, rules op by op made by hand, recipe files in and out.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";

const model = "src/test-fixtures/fm_mnv1.tflite";
const pictures = "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz";
const shots = process.env.SCREENSHOTS;

test.use({ viewport: { width: 1440, height: 1000 } });

const table = (page: Page): Locator => page.getByRole("table", { name: "Compare techniques" });
const row = (page: Page, label: string): Locator =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label}`) }) });

async function open(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await expect(download(page, "Weight-only int4")).toBeVisible({ timeout: 60_000 });
}
const download = (page: Page, label: string): Locator =>
  row(page, label).getByRole("button", { name: "Download" });
const addData = (page: Page): Promise<void> =>
  page
    .getByLabel(/Add data/)
    .first()
    .setInputFiles(pictures);

async function shot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
  }
}

async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
}

test("rows made before the data came are offered to be remade, and get an accuracy", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  await row(page, "Pruned").getByRole("button", { name: "Run", exact: true }).click();
  await expect(download(page, "Pruned")).toBeVisible({ timeout: 60_000 });
  await expect(row(page, "Pruned")).toContainText("Made without data");
  await addData(page);
  const all = page.getByRole("button", { name: "Remake with your data (2)" });
  await expect(all).toBeVisible({ timeout: 120_000 });
  await expect(row(page, "Float16")).toContainText(/\d\s%\s*agreement/, { timeout: 120_000 });
  await shot(page, "remake");
  await accessible(page);
  await row(page, "Weight-only int4").getByRole("button", { name: "Remake with data" }).click();
  await expect(row(page, "Weight-only int4")).toContainText("Made with your data", { timeout: 60_000 });
  await page.getByRole("button", { name: "Remake with your data (1)" }).click();
  await expect(row(page, "Pruned")).toContainText("Made with your data", { timeout: 90_000 });
  await expect(page.getByRole("button", { name: /Remake with/ })).toHaveCount(0, { timeout: 60_000 });
});
