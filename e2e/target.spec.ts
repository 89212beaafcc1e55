// A person says where the model will run: rows, details and the decision tree follow.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { keptModel } from "./parts.ts";

const row = (page: Page, label: string): Locator =>
  page
    .getByRole("table", { name: "Compare techniques" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label}`) }) });

test("a target gives each row its verdict, the tree its answer, and takes a real measurement", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  await expect(row(page, "Float16")).toContainText(/[kM]B/, { timeout: 60_000 });

  await page.getByRole("combobox", { name: "Target" }).click();
  await page.getByRole("option", { name: "Edge TPU" }).click();
  await expect(row(page, "Float16")).toContainText("None of 21 ops");
  await expect(page.getByRole("region", { name: "Decision tree" })).toContainText(
    "Edge TPU computes in integers only",
  );

  await page.getByRole("combobox", { name: "Target" }).click();
  await page.getByRole("option", { name: "Android CPU" }).click();
  await expect(row(page, "Original")).toContainText(/All \d+ ops/);
  await expect(row(page, "Original")).toContainText(/estimated, Pixel/);

  await row(page, "Original").getByRole("button", { name: "Original" }).click();
  await page.getByRole("tab", { name: "Android CPU" }).click();
  await page.getByLabel("Import a measured latency").setInputFiles({
    name: "latency.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("device,milliseconds\nPixel 9,1.25\n"),
  });
  await expect(page.getByText("Latency taken for 1 row.")).toBeVisible();
  await expect(row(page, "Original")).toContainText(/1\.25\sms measured there/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  // Kept a moment after it came, and still there after a reload.
  await expect.poll(async () => (await keptModel(page)).measured?.length, { timeout: 60_000 }).toBe(1);
  await page.reload();
  await expect(page).toHaveURL(/target=android-cpu/);
  await expect(row(page, "Original")).toContainText(/1\.25\sms measured there/, { timeout: 60_000 });
});

test("the graph shows where a target leaves each op", async ({ page }) => {
  test.setTimeout(150_000);
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  await expect(row(page, "Dynamic range int8").getByRole("button", { name: "Download" })).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole("combobox", { name: "Target" }).click();
  await page.getByRole("option", { name: "Edge TPU" }).click();
  const inside = page.getByRole("region", { name: "Look inside" });
  await inside.getByRole("tab", { name: "Graph" }).click();
  await expect(inside).toContainText("1 cut, or run nowhere", { timeout: 30_000 });
  await expect(inside.getByRole("application")).toContainText("cut here");
  await inside.getByRole("combobox", { name: /^of/ }).selectOption("Dynamic range int8");
  await inside.getByText("Edge TPU", { exact: true }).click({ timeout: 60_000 });
  await expect(inside).toContainText(/\d+ fall back/);
  await inside.screenshot({ path: "test-results/target-graph.png" });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
