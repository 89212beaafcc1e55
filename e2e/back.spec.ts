// Back and forward between models: page and address always tell the same.
import { expect, type Page, test } from "@playwright/test";
import { keptModel, openModel, row, smallModel } from "./parts.ts";

test.setTimeout(180_000);

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const slow = { timeout: 60_000 };

/** Opens one model with a row chosen, then another. */
async function openTwo(page: Page): Promise<void> {
  await page.goto("/");
  await openModel(page, "src/test-fixtures/fm_cnn.tflite");
  await expect(heading(page)).toHaveText("fm_cnn.tflite", slow);
  await row(page, "Float16").getByRole("button", { name: "Float16", exact: true }).click();
  await expect(page).toHaveURL(/variant=float16/);
  await expect.poll(async () => (await keptModel(page)).made.length, slow).toBeGreaterThan(0);
  await openModel(page, smallModel);
  await expect(heading(page)).toHaveText("fm_mnv1.tflite", slow);
  await expect(page).not.toHaveURL(/variant=/);
}

test("Back returns to the first model with its row, forward to the second", async ({ page }) => {
  await openTwo(page);
  const second = page.url();
  await page.goBack();
  await expect(heading(page)).toHaveText("fm_cnn.tflite", slow);
  await expect(page.getByRole("region", { name: "Details of Float16" })).toBeVisible();
  await expect(page).toHaveURL(/variant=float16/);
  await page.goBack();
  await expect(page.getByRole("region", { name: "Details of Float16" })).toBeHidden();
  await expect(heading(page)).toHaveText("fm_cnn.tflite");

  // Two steps at once, the second before the first model is open.
  await page.goForward();
  await page.goForward();
  await expect(heading(page)).toHaveText("fm_mnv1.tflite", slow);
  await expect(page).toHaveURL(second);
  await page.goBack();
  await page.goForward();
  await expect(page).toHaveURL(second);
  await expect(heading(page)).toHaveText("fm_mnv1.tflite", slow);
});

test("where the first model is not kept, the second stays, and so does its address", async ({ page }) => {
  await openTwo(page);
  const second = page.url();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("tflite-studio");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const writing = opening.result.transaction("models", "readwrite");
          writing.objectStore("models").clear();
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.goBack();
  await expect(page.getByText("is not in this browser's storage. Open its file again.")).toBeVisible(slow);
  await expect(page).toHaveURL(second);
  await expect(heading(page)).toHaveText("fm_mnv1.tflite");
});
