// Parts of the page that several tests look at.
import { expect, type Locator, type Page } from "@playwright/test";

export const smallModel = "src/test-fixtures/fm_mnv1.tflite";
export const noData = ["Float16", "Dynamic range int8", "Weight-only int8", "Weight-only int4"];

export const row = (page: Page, label: string): Locator =>
  page
    .getByRole("table", { name: "Compare techniques" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label.replaceAll("+", "\\+")}`) }) });

export const openModel = (page: Page, file: Parameters<Locator["setInputFiles"]>[0]): Promise<void> =>
  page.getByLabel("Open a .tflite model").setInputFiles(file);

/** Waits until nothing runs any more. */
export const ready = (page: Page, timeout = 80_000): Promise<void> =>
  expect(page.getByRole("status").filter({ hasText: /^Ready$/ })).toBeVisible({ timeout });

/** Waits until all techniques that need no data have a file to take away. */
export async function fourMade(page: Page, timeout = 80_000): Promise<void> {
  for (const label of noData)
    await expect(row(page, label).getByRole("button", { name: "Download" })).toBeVisible({ timeout });
}

interface KeptModel {
  readonly made: readonly { readonly label: string }[];
  readonly recipes: readonly { readonly steps: readonly { readonly technique: string }[] }[];
}

/** What IndexedDB remembers of the first kept model: the variants made, and the recipes asked for. */
export const keptModel = (page: Page): Promise<KeptModel> =>
  page.evaluate(
    () =>
      new Promise<KeptModel>((resolve, reject) => {
        const opening = indexedDB.open("tflite-studio");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction("models").objectStore("models").getAll();
          reading.onsuccess = () => {
            database.close();
            resolve((reading.result as KeptModel[])[0] ?? { made: [], recipes: [] });
          };
        };
      }),
  );
