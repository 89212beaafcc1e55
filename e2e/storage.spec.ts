// The browser gives no room for kept models: the page says so once, and all else works.
import { expect, test } from "@playwright/test";
import { fourMade, openModel, smallModel } from "./parts.ts";

test("when storage is full, a model is not kept, and the page says so", async ({
  page,
  baseURL,
  browserName,
}) => {
  test.skip(browserName !== "chromium", "The room is set through the DevTools protocol.");
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(baseURL!);
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 300_000 });
  await page.goto("/");
  await openModel(page, smallModel);
  await expect(page.getByText(/storage is full: this model will be gone after a reload/)).toBeVisible({
    timeout: 30_000,
  });
  await fourMade(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Drop a .tflite model");
  await expect(page.getByRole("region", { name: "Recent models" })).toHaveCount(0);
});

test("a model that can never fit is not written at all", async ({ page }) => {
  await page.addInitScript(() => {
    StorageManager.prototype.estimate = async () => ({ usage: 0, quota: 700_000 });
  });
  await page.goto("/");
  await openModel(page, smallModel);
  await expect(page.getByText(/too little storage to keep this model/)).toBeVisible({ timeout: 30_000 });
  await fourMade(page);
});
