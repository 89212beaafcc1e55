// A person reloads, or comes back another day: model, samples, labels and settings are there, and accuracy goes on.
import { expect, type Locator, type Page, test } from "@playwright/test";
import { idx, npy, png, zip } from "../src/core/data/testing/make-files.ts";
import { keptDatasets, openModel, row } from "./parts.ts";

test.setTimeout(360_000);

const model = "src/test-fixtures/fm_cnn.tflite";
const file = (name: string, content: Uint8Array) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content),
});
const bytes = (count: number, of: (i: number) => number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => of(i));
const arrays = (count: number) => [
  file(
    "images-idx3-ubyte",
    idx(
      [count, 28, 28],
      bytes(count * 784, (i) => (i * 7 + (i >> 7)) % 256),
    ),
  ),
  file(
    "labels.npy",
    npy(
      "|u1",
      [count],
      bytes(count, (i) => i % 10),
    ),
  ),
];
const picture = (seed: number): Uint8Array =>
  png(
    40,
    30,
    bytes(3600, (i) => (i * (seed + 3) + (i >> 5) * seed) % 256),
  );

const panel = (page: Page): Locator => page.getByRole("region", { name: "Data", exact: true });
const heading = (page: Page): Locator => page.getByRole("heading", { level: 1 });

test("samples that two models share are stored once", async ({ page }) => {
  await page.goto("/");
  const samples = zip({ "a/1.png": picture(1), "b/1.png": picture(2) });
  for (const name of ["fm_cnn", "fm_mnv1"]) {
    await openModel(page, `src/test-fixtures/${name}.tflite`);
    await expect(heading(page)).toHaveText(`${name}.tflite`, { timeout: 30_000 });
    await page.evaluate(
      (content) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(content)], "two.zip", { lastModified: 1_700_000_000_000 }));
        document
          .querySelector("main")!
          .dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
      },
      [...samples],
    );
    await expect(panel(page)).toContainText("2 labelled samples", { timeout: 60_000 });
    await panel(page).getByRole("button", { name: "What the model sees" }).click();
    await expect(panel(page)).toContainText("Kept with the model", { timeout: 30_000 });
    await panel(page).getByRole("button", { name: "Hide details" }).click();
  }
  expect(await keptDatasets(page)).toEqual({ count: 1, bytes: samples.length });
  await page.goto("about:blank");
  await page.goto("/");
  const recent = page.getByRole("region", { name: "Recent models" });
  await recent.getByRole("button", { name: "Delete fm_cnn.tflite from the recent models" }).click();
  await recent.getByRole("button", { name: /^fm_mnv1\.tflite/ }).click();
  await expect(panel(page)).toContainText("2 labelled samples", { timeout: 60_000 });
});

test("samples that fail on their way into storage are named, and nothing is left of them", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      if (this.name === "datasetFiles") throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, args);
    };
  });
  await page.goto("/");
  await openModel(page, model);
  await page.getByLabel("Add data").setInputFiles(arrays(60));
  await expect(
    page.getByText("The browser's storage is full: your samples (1 MB) are not kept."),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(row(page, "Float16").getByRole("button", { name: "Download" })).toBeVisible({
    timeout: 90_000,
  });
  await page.reload();
  await expect(heading(page)).toHaveText("fm_cnn.tflite", { timeout: 30_000 });
  await expect(panel(page)).toContainText("No data yet.");
});
