// What a person takes back: removed samples, changed options.
import { expect, type Page, test } from "@playwright/test";
import { npy } from "../src/core/data/testing/make-files.ts";
import { openModel, row } from "./parts.ts";

const slow = { timeout: 60_000 };
const samples = {
  name: "inputs.npy",
  mimeType: "application/octet-stream",
  buffer: Buffer.from(
    npy(
      "|u1",
      [20, 28, 28],
      Uint8Array.from({ length: 20 * 784 }, (_, i) => (i * 7) % 256),
    ),
  ),
};

const data = (page: Page) => page.getByRole("region", { name: "Data", exact: true });
const undo = (page: Page) => page.getByRole("button", { name: "Undo", exact: true }).click();

test("removed samples come back, and what was made with them was not lost", async ({ page }) => {
  await page.goto("/");
  await openModel(page, "src/test-fixtures/fm_cnn.tflite");
  await page.getByLabel("Add data").setInputFiles(samples);
  await expect(data(page)).toContainText("20 samples", slow);
  const integer = row(page, "Full integer int8");
  await expect(integer.getByRole("button", { name: "Download" })).toBeVisible(slow);
  await data(page).getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("The samples were removed.")).toBeVisible();
  await expect(data(page)).toContainText("No data yet.");
  await undo(page);
  await expect(data(page)).toContainText("20 samples", slow);
  await expect(integer.getByRole("button", { name: "Download" })).toBeVisible(slow);
});

test("changed options of a row come back, and are made as before", async ({ page }) => {
  await page.goto("/");
  await openModel(page, "src/test-fixtures/fm_cnn.tflite");
  const pruned = row(page, "Pruned").first();
  const details = page.getByRole("region", { name: /^Details of Pruned/ });
  await pruned.getByRole("button", { name: "Run", exact: true }).click();
  await expect(pruned.getByRole("button", { name: "Download" })).toBeVisible(slow);
  await details.getByRole("tab", { name: "Options" }).click();
  const sparsity = details.getByRole("spinbutton", { name: /^Sparsity/ });
  const before = await sparsity.inputValue();
  await sparsity.fill("80");
  await details.getByRole("button", { name: "Make again" }).click();
  await expect(page.getByText("The options of Pruned were changed.")).toBeVisible();
  await undo(page);
  await expect(sparsity).toHaveValue(before);
  await expect(pruned.getByRole("button", { name: "Download" })).toBeVisible(slow);
});
