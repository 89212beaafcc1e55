// Data in, as a person does it: a zip of pictures, arrays, and what the page says of them.
import { expect, type Page, test } from "@playwright/test";
import { idx, npy, zip } from "../src/core/data/testing/make-files.ts";
import { bytes, file, picture } from "./made-files.ts";

async function openModel(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_cnn.tflite");
}
const panel = (page: Page) => page.getByRole("region", { name: "Data", exact: true });

test("a zip of pictures by class, with one that is broken", async ({ page }) => {
  await openModel(page);
  const archive = zip({
    "set/cat/1.png": picture(1),
    "set/cat/2.png": picture(2),
    "set/dog/1.png": picture(3),
    "set/dog/broken.png": picture(4).subarray(0, 60),
  });
  await page.getByLabel("Add data").setInputFiles(file("pictures.zip", archive));
  await expect(panel(page)).toContainText("3 labelled samples", { timeout: 60_000 });
  await expect(panel(page)).toContainText("1 could not be read.");
  await panel(page).getByRole("button", { name: "What the model sees" }).click();
  await expect(panel(page)).toContainText("set/dog/broken.png");
  await expect(panel(page)).toContainText("the input has one channel");
});

test("arrays and labels are told apart, and what does not fit is named", async ({ page }) => {
  await openModel(page);
  const images = idx(
    [40, 28, 28],
    bytes(40 * 784, (i) => (i * 7 + (i >> 7)) % 256),
  );
  const labels = npy(
    "|u1",
    [40],
    bytes(40, (i) => i % 10),
  );
  await page
    .getByLabel("Add data")
    .setInputFiles([file("images-idx3-ubyte", images), file("labels.npy", labels)]);
  await expect(panel(page)).toContainText("40 labelled samples", { timeout: 60_000 });
  await page
    .getByLabel("Add data")
    .setInputFiles(file("wrong.npy", npy("|u1", [2, 5, 5], new Uint8Array(50))));
  await expect(page.getByRole("alert")).toContainText("2x5x5");
  await expect(page.getByRole("alert")).toContainText("1x28x28x1");
});
