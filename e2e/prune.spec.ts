// Pruning and clustering by hand: sliders with a preview, the whole curve, what it is worth on a device.
import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { settled } from "./parts.ts";

const model = "src/test-fixtures/fm_mnv1.tflite";
const sparse = "node_modules/@mediapipe/face_detection/face_detection_full_range_sparse.tflite";
const pictures = "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz";
const shots = process.env.SCREENSHOTS;

test.use({ viewport: { width: 1440, height: 1000 } });

const details = (page: Page, label: string): Locator =>
  page.getByRole("region", { name: `Details of ${label}` });

const openRow = (page: Page, label: string): Promise<void> =>
  page.getByRole("button", { name: label, exact: true }).click();

async function shot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  for (const scheme of ["light", "dark"] as const) {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 1000 });
      await page.emulateMedia({ colorScheme: scheme });
      await settled(page);
      await page.locator(".inspector").screenshot({ path: `${shots}/${name}-${scheme}-${width}.png` });
    }
  }
  await page.setViewportSize({ width: 1440, height: 1000 });
}

async function accessible(page: Page): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await settled(page);
    const { violations } = await new AxeBuilder({ page }).include(".inspector").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
}

test("a slider previews what it will do, and letting go runs it", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await openRow(page, "Pruned");
  const panel = details(page, "Pruned");
  await panel.getByRole("tab", { name: "Weights" }).click();
  const slider = panel.getByRole("slider", { name: "Sparsity" });
  await expect(slider).toHaveAttribute("aria-valuetext", /^50/);
  const download = panel.getByText(/^about/);
  await expect(download).toContainText(/about \d.*\skB/, { timeout: 30_000 });
  const kilobytes = async (): Promise<number> =>
    Number(/about ([\d.]+)/.exec((await download.textContent()) ?? "")?.[1]);
  const before = await kilobytes();
  await slider.focus();
  await page.keyboard.press("End");
  await expect.poll(kilobytes, { timeout: 10_000 }).toBeLessThan(before);
  await expect(panel.getByRole("img", { name: /^Weights now and after.*\s?% zeros/ })).toBeVisible();
  await expect(panel.getByRole("region", { name: "Layers" })).toContainText(/9\d\s% zeros/);
  await expect(panel).toContainText(/An estimate, by magnitude, from/);
  await page.keyboard.press("Home");
  for (let i = 0; i < 6; i++) await page.keyboard.press("PageUp");
  await expect(slider).toHaveAttribute("aria-valuetext", /^60/);
  await shot(page, "preview");
  await accessible(page);

  // It runs by itself, with what the slider says.
  await panel.getByRole("tab", { name: /What changed/ }).click();
  await expect(panel.getByText(/zeros, by magnitude/).first()).toBeVisible({ timeout: 60_000 });
  await panel.getByRole("tab", { name: "Options" }).click();
  await expect(panel.getByRole("spinbutton", { name: "Sparsity" })).toHaveValue("60");

  // What it is worth: the raw bytes stay, the sparse form is offered and measured beside the dense one.
  await panel.getByRole("tab", { name: "Figures" }).click();
  await expect(panel).toContainText("leave the raw bytes as many as they were");
  await expect(panel).toContainText(/No\. No weight is stored sparse/);
  await panel.getByRole("button", { name: "Add it stored sparse" }).click();
  const packed = details(page, "Pruned (sparsity 0.6, encoding sparse)");
  await expect(packed).toContainText(/No\. No stretch can begin/, { timeout: 60_000 });
  const beside = packed.getByRole("list", { name: "Stored dense and stored sparse" });
  await expect(beside.getByRole("listitem").last()).toContainText(/^sparse.*ms here/, { timeout: 90_000 });
  await shot(page, "sparse");
  await accessible(page);
});

test("the whole curve is drawn as it is computed, can be stopped, and gives rows", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await page
    .getByLabel(/Add data/)
    .first()
    .setInputFiles(pictures);
  await openRow(page, "Pruned");
  const panel = details(page, "Pruned");
  await panel.getByRole("tab", { name: "Weights" }).click();
  await panel.getByRole("button", { name: "Draw the curve" }).click();
  const points = panel.getByRole("list", { name: "Points of the curve" }).getByRole("listitem");
  await expect(points).toHaveCount(2, { timeout: 120_000 });
  await expect(panel.getByRole("img", { name: /^The whole curve\. Sparsity/ })).toBeVisible();
  await expect(points.first()).toContainText(/kB gzip, \d+\.\d\s% agreement/);
  await panel.getByRole("button", { name: "Stop the curve" }).click();
  await expect(panel.getByText(/^Stopped with \d of 8 points/)).toBeVisible({ timeout: 30_000 });
  await shot(page, "curve");
  await accessible(page);
  await points
    .last()
    .getByRole("button", { name: /^Add as a row Sparsity 90/ })
    .click();
  await expect(details(page, "Pruned (sparsity 0.9)")).toBeVisible();
});

test("a clustered file can be taken away for TensorFlow Lite Micro alone", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await openRow(page, "Clustered");
  const panel = details(page, "Clustered");
  await panel.getByRole("tab", { name: "Weights" }).click();
  const slider = panel.getByRole("slider", { name: "Clusters" });
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(panel.getByRole("region", { name: "Layers" })).toContainText(/\d+ values/, {
    timeout: 30_000,
  });
  await panel.getByRole("tab", { name: "Figures" }).click();
  const button = panel.getByRole("button", { name: "Download for TensorFlow Lite Micro only" });
  await expect(button).toBeVisible({ timeout: 60_000 });
  await expect(panel).toContainText("No other runtime loads that file");
  await shot(page, "micro");
  const download = page.waitForEvent("download");
  await button.click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^fm_mnv1\.cluster-clusters\d+\.micro-only\.tflite$/);
  const bytes = await readFile(await file.path());
  expect(bytes.includes("TFLM_DECODE")).toBe(true);
  expect(bytes.length).toBeLessThan(0.3 * (await readFile(model)).length);
});

test("the published sparse model: the sparse kernels run it, and why", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles(sparse);
  await openRow(page, "Original");
  await expect(details(page, "Original")).toContainText(
    /Yes, on Arm and in WebAssembly: 69\.5 % of the 1x1 weights are zero/,
    { timeout: 60_000 },
  );
});
