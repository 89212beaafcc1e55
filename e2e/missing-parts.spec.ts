// Code that is loaded when it is needed and does not come: said in words, in its place, and the rest goes on.
import { expect, type Page, test } from "@playwright/test";
import { openModel, row } from "./parts.ts";

const sentence = /This part could not be shown: the page was updated, or the network is gone\./;
const gone = async (page: Page, name: string): Promise<void> => {
  await page.context().route(new RegExp(`/assets/${name}-[^/]*\\.js$`), (route) => route.abort());
};

test("dialogs, their parts and the engine's answers say so in words", async ({ page }) => {
  await page.goto("/");
  await openModel(page, "src/test-fixtures/fm_cnn.tflite");
  await expect(row(page, "Float16").getByRole("button", { name: "Download" })).toBeVisible({
    timeout: 60_000,
  });
  for (const name of ["share-dialog", "structure", "use-it", "storage"]) await gone(page, name);
  const dialog = page.getByRole("dialog");

  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText(sentence);
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: /^Dismiss/ }).click();

  // Another dialog is not touched; what the engine has to load for it is.
  await page.getByRole("button", { name: "Compare two" }).click();
  await dialog.getByRole("tab", { name: "Graph" }).click();
  await expect(dialog).toContainText(sentence);
  await page.keyboard.press("Escape");

  await row(page, "Float16").getByRole("button", { name: "Float16", exact: true }).click();
  const details = page.getByRole("region", { name: "Details of Float16" });
  await details.getByRole("tab", { name: "Use it" }).click();
  await expect(details.getByRole("alert")).toHaveText(sentence);
  await details.getByRole("tab", { name: "Figures" }).click();
  await expect(details).toContainText("Made in");
  await expect(page.getByText("dynamically imported module")).toHaveCount(0);
});
