// Training as a person watches and steers it: curves, pause, an early end, a reload in the middle, plain reasons.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { npy } from "../src/core/data/testing/make-files.ts";
import { file } from "./made-files.ts";
import { keptEpochs, standsStill } from "./parts.ts";

test.setTimeout(240_000);

const qat = (page: Page): Locator =>
  page
    .getByRole("table", { name: "Compare techniques" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: /^Quantization-aware training/ }) });

const details = (page: Page): Locator =>
  page.getByRole("region", { name: /^Details of Quantization-aware training/ });

async function openDemo(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Try the demo model" }).click();
  await page.getByRole("button", { name: "Use the demo's pictures" }).click();
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText(
    "1,000 labelled samples",
    {
      timeout: 60_000,
    },
  );
}

async function train(page: Page, epochs: number): Promise<void> {
  await qat(page).getByRole("rowheader").getByRole("button").first().click();
  await details(page).getByRole("tab", { name: "Options" }).click();
  await details(page).getByRole("spinbutton", { name: "Epochs" }).fill(`${epochs}`);
  await details(page).getByRole("spinbutton", { name: "Learning rate" }).fill("0.0001");
  await details(page)
    .getByRole("button", { name: /^(Run|Make again)$/ })
    .click();
}

const openTraining = (page: Page): Promise<void> =>
  details(page).getByRole("tab", { name: "Training" }).click({ timeout: 120_000 });

const curve = (page: Page, name: RegExp): Locator => details(page).getByRole("img", { name });

test("a run shows its curves, pauses, ends early with the best, and is judged on samples held apart", async ({
  page,
}) => {
  await openDemo(page);
  await train(page, 50);
  await openTraining(page);
  await expect(curve(page, /^Loss in training: now .* at step \d+/)).toBeVisible({ timeout: 120_000 });
  const accuracy = curve(page, /^Accuracy, on 100 samples held apart:.*Float .*%, Before training .*%/);
  await expect(accuracy).toBeVisible();
  await expect(details(page)).toContainText(/Best so far|after epoch/, { timeout: 120_000 });
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).include(".training").analyze()).violations).toEqual([]);
  }
  // The curves shrink with the page, from wide to narrow.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => (await accuracy.boundingBox())!.width).toBeLessThan(390);
  await page.setViewportSize({ width: 1280, height: 720 });

  await details(page).getByRole("button", { name: "Pause" }).click();
  await expect(details(page)).toContainText(/Paused in epoch \d+ of 50/);
  // The step that is on its way comes to its end, and none follows.
  await standsStill(() => curve(page, /^Loss in training/).getAttribute("aria-label"));
  await details(page).getByRole("button", { name: "Go on" }).click();
  await expect(details(page)).toContainText(/Epoch \d+ of 50/);

  await details(page).getByRole("button", { name: "End now, keep the best" }).click();
  await expect(details(page)).toContainText(/Ended early after \d+ epochs?; the best is kept/, {
    timeout: 60_000,
  });
  await expect(qat(page).getByRole("button", { name: "Download" })).toBeEnabled({ timeout: 60_000 });
  await details(page).getByRole("tab", { name: "Figures" }).click();
  await expect(details(page)).toContainText(/100 samples held apart from training/, { timeout: 90_000 });
});

test("a run goes on after a reload, or is discarded", async ({ page }) => {
  await openDemo(page);
  await train(page, 40);
  await openTraining(page);
  await expect(details(page)).toContainText(/Epoch [2-9] of 40/, { timeout: 150_000 });
  // A checkpoint is written behind each epoch.
  await expect.poll(async () => Math.max(0, ...(await keptEpochs(page)))).toBeGreaterThanOrEqual(1);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("fashion-mobilenet.tflite", {
    timeout: 60_000,
  });
  const unfinished = page.getByRole("region", { name: "Unfinished training" });
  await expect(unfinished).toContainText(/of fashion-mobilenet\.tflite: \d+ of 40 epochs are done/);
  expect((await new AxeBuilder({ page }).include(".unfinished").analyze()).violations).toEqual([]);
  const go = unfinished.getByRole("button", { name: /^Continue training \(epoch \d+ of 40\)$/ });
  const epoch = Number(/epoch (\d+)/.exec((await go.textContent())!)![1]);
  expect(epoch).toBeGreaterThan(1);
  await go.click();
  const later = new RegExp(`Epoch (${epoch}|${epoch + 1}|${epoch + 2}) of 40`);
  await expect(details(page)).toContainText(later, { timeout: 150_000 });
  await expect(unfinished).toHaveCount(0);

  // Cancelled within a second, it is offered again, and goes on.
  await qat(page).getByRole("button", { name: "Cancel" }).click();
  await expect(qat(page).last().getByRole("button", { name: "Run", exact: true })).toBeVisible({
    timeout: 1000,
  });
  await unfinished.getByRole("button", { name: /^Continue training/ }).click();
  await expect(details(page)).toContainText(/Epoch \d+ of 40/, { timeout: 60_000 });
  await details(page).getByRole("button", { name: "End now, keep the best" }).click();
  await expect(details(page)).toContainText(/Ended early after \d+ epochs?; the best is kept/, {
    timeout: 60_000,
  });
  await expect(unfinished).toHaveCount(0);
});

for (const [what, values, labels, reason] of [
  ["a label outside the classes", 60, 11, /label 11, but the model knows the classes 0 to 9/],
  ["fewer samples than classes", 6, 1, /6 samples for 10 classes/],
  ["inputs that are no numbers", 60, Number.NaN, /not numbers \(NaN\) or infinite/],
] as const) {
  test(`${what} ends a training with a plain reason`, async ({ page }) => {
    await page.goto("/");
    await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
    const broken = Number.isNaN(labels);
    const pictures = Float32Array.from({ length: values * 784 }, (_, i) =>
      broken ? Number.NaN : (i % 97) / 97,
    );
    const classes = Int32Array.from({ length: values }, (_, i) =>
      broken ? i % 10 : i === 3 ? labels : i % 10,
    );
    await page
      .getByLabel("Add data")
      .setInputFiles([
        file("images.npy", npy("<f4", [values, 28, 28, 1], new Uint8Array(pictures.buffer))),
        file("labels.npy", npy("<i4", [values], new Uint8Array(classes.buffer))),
      ]);
    await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText("labelled samples", {
      timeout: 60_000,
    });
    await train(page, 1);
    await expect(page.getByRole("main")).toContainText(reason, { timeout: 120_000 });
  });
}
