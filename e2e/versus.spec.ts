// A person lays two files side by side.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { ActivationFunctionType } from "../src/core/tflite/generated/enums.ts";
import type { Model } from "../src/core/tflite/model.ts";
import { writeModel } from "../src/core/tflite/write.ts";
import { NetBuilder } from "../src/test-fixtures/tiny-net.ts";
import { openModel, row } from "./parts.ts";

test("two variants: outputs on the same samples, graphs, layers", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Open a .tflite model").setInputFiles("src/test-fixtures/fm_mnv1.tflite");
  const int4 = page
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: /^Weight-only int4/ }) });
  await expect(int4.getByRole("button", { name: /Download/ })).toBeEnabled({ timeout: 80_000 });
  await page.getByRole("button", { name: "Compare two" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare two" });
  await dialog.getByLabel("Second").selectOption("Weight-only int4");
  await expect(dialog.getByText(/cosine 0\.\d+/).first()).toBeVisible({ timeout: 60_000 });
  await expect(dialog).toContainText("synthetic inputs");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByLabel("Second").selectOption("Dynamic range int8");
  await dialog.getByRole("tab", { name: "Graph" }).click();
  await expect(dialog).toContainText(/\d+ changed/);
  await expect(dialog).toContainText(/weights float32 → int8/);
  await dialog.getByRole("tab", { name: "Layers" }).click();
  await expect(dialog.getByRole("img", { name: /^Treemap/ })).toHaveCount(2);
  // Long names of tensors end where their half of the dialog does.
  const half = dialog.getByRole("region", { name: "Layers of Original" });
  const right = async (it: typeof half) => (await it.boundingBox())!.x + (await it.boundingBox())!.width;
  for (const line of await half.getByRole("listitem").all())
    expect(await right(line)).toBeLessThanOrEqual((await right(half)) + 1);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await dialog.getByLabel("First").selectOption("Weight-only int4");
  await dialog.getByRole("tab", { name: "Errors by layer" }).click();
  const heads = dialog.getByRole("columnheader");
  await expect(heads).toHaveText(["Output of", "Weight-only int4", "Dynamic range int8"], {
    timeout: 60_000,
  });
  await expect(dialog.getByRole("row").nth(1)).toContainText(/(\d+\.\d\sdB.*){2}/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("masks lie over the picture with a border that moves", async ({ page }) => {
  test.setTimeout(150_000);
  await page.goto("/");
  await page.getByRole("button", { name: "Pick a ready-made one" }).click();
  await page.getByRole("button", { name: "Open Selfie segmentation", exact: true }).click();
  const int8 = page
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: /^Dynamic range int8/ }) });
  await expect(int8.getByRole("button", { name: /Download/ })).toBeEnabled({ timeout: 90_000 });
  await page.getByRole("button", { name: "Compare two" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare two" });
  await dialog.getByLabel("Second").selectOption("Dynamic range int8");
  const border = dialog.getByRole("slider", { name: /^Border between Original and Dynamic range/ }).first();
  await expect(border).toBeVisible({ timeout: 90_000 });
  await border.focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowRight");
  await expect(border).toHaveAttribute("aria-valuetext", "70 % Original");
  await expect(dialog.getByRole("img", { name: /^Mask of Original/ }).first()).toBeVisible();
  await page.screenshot({ path: "test-results/versus-masks.png" });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

/** Opens a model of our own making and lays its int4 variant beside it. */
async function compareInt4(page: Page, name: string, model: Model): Promise<Locator> {
  await page.goto("/");
  await openModel(page, {
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(writeModel(model)),
  });
  await expect(row(page, "Weight-only int4").getByRole("button", { name: "Download" })).toBeVisible({
    timeout: 80_000,
  });
  await page.getByRole("button", { name: "Compare two" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare two" });
  await dialog.getByLabel("Second").selectOption("Weight-only int4");
  return dialog;
}

test("key points of both are drawn over the picture", async ({ page }) => {
  test.setTimeout(150_000);
  const net = new NetBuilder([1, 32, 32, 3]);
  const scores = net.head(net.conv(net.conv(0, 8, { stride: 2 }), 16, { stride: 2 }), 34);
  const shares = net.op("LOGISTIC", [scores], [1, 34], null);
  const points = net.op(
    "RESHAPE",
    [shares, net.constant("shape", [3], new Int32Array([1, 17, 2]))],
    [1, 17, 2],
    {
      type: "ReshapeOptions",
      newShape: [1, 17, 2],
    },
  );
  const dialog = await compareInt4(page, "points.tflite", net.finish(points));
  const drawn = dialog
    .getByRole("img", { name: /^17 key points of Original and Weight-only int4 for sample/ })
    .first();
  await expect(drawn).toBeVisible({ timeout: 90_000 });
  // Rings of the one, crosses of the other, all within the picture.
  await expect(drawn.locator("circle")).toHaveCount(17);
  await expect(drawn.locator("path")).toHaveCount(17);
  const apart = await drawn.evaluate((svg) => {
    const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("circle, path")].filter((mark) => {
      const { x, y, width, height } = mark.getBoundingClientRect();
      const [across, down] = [x + width / 2 - box.x, y + height / 2 - box.y];
      return across < 0 || down < 0 || across > box.width || down > box.height;
    }).length;
  });
  expect(apart).toBe(0);
  await page.screenshot({ path: "test-results/versus-key-points.png" });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("sound of both is drawn as waveforms", async ({ page }) => {
  test.setTimeout(150_000);
  const length = 1200;
  const net = new NetBuilder([1, length]);
  const mixed = net.op(
    "FULLY_CONNECTED",
    [0, net.constant("w", [length, length], net.weights([length, length]))],
    [1, length],
    {
      type: "FullyConnectedOptions",
      fusedActivationFunction: ActivationFunctionType.NONE,
      weightsFormat: 0,
      keepNumDims: false,
      asymmetricQuantizeInputs: false,
      quantizedBiasType: 0,
    },
  );
  const dialog = await compareInt4(
    page,
    "sound.tflite",
    net.finish(net.op("TANH", [mixed], [1, length], null)),
  );
  for (const side of ["Original", "Weight-only int4"]) {
    const wave = dialog.getByRole("img", { name: new RegExp(`^Waveform of ${side} for sample`) }).first();
    await expect(wave).toBeVisible({ timeout: 90_000 });
    // An envelope that moves, not a line.
    const height = await wave.locator(".wave").evaluate((path) => (path as SVGPathElement).getBBox().height);
    expect(height).toBeGreaterThan(10);
  }
  await page.screenshot({ path: "test-results/versus-waveforms.png" });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
