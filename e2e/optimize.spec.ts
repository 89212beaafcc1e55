// The main job as a person does it: open a model, see every technique's cost, take a file away, run it elsewhere.
import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page, test } from "@playwright/test";

const fixture = "src/test-fixtures/fm_mnv1.tflite";
const published = "node_modules/@mediapipe/face_detection/face_detection_short_range.tflite";
const noData = ["Float16", "Dynamic range int8", "Weight-only int8", "Weight-only int4"];

const row = (page: Page, label: string): Locator =>
  page
    .getByRole("table", { name: "Compare techniques" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label}`) }) });

const open = (page: Page, file: string): Promise<void> =>
  page.getByLabel("Open a .tflite model").setInputFiles(file);

const ready = (page: Page): Promise<void> =>
  expect(page.getByRole("status").filter({ hasText: /^Ready$/ })).toBeVisible({ timeout: 80_000 });

test.beforeEach(async ({ page }) => {
  const strangers: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["blob:", "data:"].includes(url.protocol) && url.hostname !== "localhost")
      strangers.push(request.url());
  });
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto("/");
  expect(strangers).toEqual([]);
});

for (const [name, file] of [
  ["a float32 model", fixture],
  ["a published model in float16 without signatures", published],
] as const) {
  test(`${name} gets four variants that can be taken away`, async ({ page }) => {
    await open(page, file);
    await ready(page);
    for (const label of noData) {
      const line = row(page, label);
      await expect(line).toBeVisible();
      await expect(line).toContainText(/\d(\.\d+)?\s[kM]B/);
      await expect(line.getByRole("button", { name: /Download/ })).toBeEnabled();
    }
    const download = page.waitForEvent("download");
    await row(page, "Weight-only int8")
      .getByRole("button", { name: /Download/ })
      .click();
    const bytes = await readFile(await (await download).path());
    expect(bytes.subarray(4, 8).toString()).toBe("TFL3");
    expect(bytes.length).toBeLessThan((await readFile(file)).length);

    // What was taken away opens again, and says that it is already int8.
    await page.getByLabel("Open a .tflite model").setInputFiles({
      name: "again.tflite",
      mimeType: "application/octet-stream",
      buffer: bytes,
    });
    await ready(page);
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

test("the demo runs without any file", async ({ page }) => {
  await page.getByRole("button", { name: "Try the demo model" }).click();
  await ready(page);
  for (const label of noData) await expect(row(page, label)).toContainText(/[kM]B/);
  await expect(page.getByRole("region", { name: "Decision tree" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Trade-offs" })).toBeVisible();
});

test("a file that is no model gets a sentence, and earlier results stay", async ({ page }) => {
  await open(page, fixture);
  await ready(page);
  await open(page, "public/demo/README.md");
  await expect(page.getByRole("alert")).toContainText(/not a TFLite model/);
  await expect(row(page, "Float16")).toContainText(/[kM]B/);
  await open(page, published);
  await ready(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
