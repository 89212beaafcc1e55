// A person lays two files side by side.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import type { Model } from "../src/core/tflite/model.ts";
import { writeModel } from "../src/core/tflite/write.ts";
import { denseOptions } from "../src/test-fixtures/dense-options.ts";
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
  await dialog.getByRole("radio", { name: "List" }).check();
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
  // One file on both sides: the two are told apart by their place.
  await dialog.getByLabel("First").selectOption("Dynamic range int8");
  await dialog.getByRole("tab", { name: "Layers" }).click();
  await expect(dialog.getByRole("region", { name: "Layers of Dynamic range int8 (second)" })).toBeVisible();
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
    denseOptions(),
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

/** Boxes that both panes show of an op, or of what stands for it; by their upper edge. */
const tops = (pane: Locator, name: string): Promise<number[]> =>
  pane
    .locator(".react-flow__node")
    .filter({ hasText: name })
    .evaluateAll((boxes) => boxes.map((box) => Math.round(box.getBoundingClientRect().y)));

test("both graphs are drawn side by side, row by row, and move as one", async ({ page }) => {
  test.setTimeout(150_000);
  const net = new NetBuilder([1, 4, 4, 8]);
  const lengths = [740, 740];
  let at = net.conv(0, 8);
  for (const length of lengths) {
    for (let i = 0; i < length; i++) at = net.op(i % 2 === 0 ? "TANH" : "LOGISTIC", [at], [1, 4, 4, 8], null);
    at = net.conv(at, 8);
  }
  const dialog = await compareInt4(page, "long.tflite", net.finish(at));
  await dialog.getByRole("tab", { name: "Graph" }).click();
  const [first, second] = ["Original", "Weight-only int4"].map((name) =>
    dialog.getByRole("region", { name: `Graph of ${name}` }),
  ) as [Locator, Locator];
  // Three convolutions with other weights, what lies between them is folded.
  for (const pane of [first, second]) {
    await expect(pane.getByText("= 740 ops alike").first()).toBeVisible({ timeout: 60_000 });
    await expect(pane.locator(".op-node", { hasText: "CONV_2D" }).first()).toContainText("≠ weights");
  }
  await expect(second.locator(".op-node").first()).toContainText("weights int4");
  expect(await tops(first, "CONV_2D")).toEqual(await tops(second, "CONV_2D"));
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
  await page.screenshot({ path: "test-results/versus-drawing.png" });
  // What is chosen in one is chosen in both, and says what differs.
  await first.locator(".op-node", { hasText: "CONV_2D" }).first().click();
  for (const pane of [first, second]) await expect(pane.locator("[data-chosen]")).toHaveCount(1);
  const details = dialog.getByRole("region", { name: "Details of CONV_2D" });
  const type = details
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: /weights type/ }) });
  await expect(type.getByRole("cell")).toHaveText(["float32", "int4"]);
  await expect(details.getByRole("rowheader", { name: /options/ })).toHaveCount(0);
  await details.getByLabel("Show what is alike").check();
  await expect(details.getByRole("rowheader", { name: /options padding/ })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  // By keyboard: to the fold, into it, and on to the next difference far below.
  await first.getByRole("application").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(first.locator("[data-chosen]")).toContainText("TANH");
  // What was unfolded folds again, by a button and by the same key.
  await expect(first.getByText("= 740 ops alike")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Fold these 740 again" }).click();
  await expect(first.locator("[data-chosen]")).toContainText("= 740 ops alike");
  await first.getByRole("application").focus();
  await page.keyboard.press("Enter");
  await expect(first.locator("[data-chosen]")).toContainText("TANH");
  await page.keyboard.press("Enter");
  await expect(first.locator("[data-chosen]")).toContainText("= 740 ops alike");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await expect(dialog.getByRole("status").filter({ hasText: "2 of 3 different" })).toBeVisible();
  for (const pane of [first, second]) await expect(pane.locator("[data-chosen]")).toContainText("CONV_2D");
  // Dragging one moves the other; of 1,500 ops only those in sight are in the page.
  await dialog.getByLabel("Fold what is alike").uncheck();
  await expect.poll(() => tops(second, "CONV_2D")).toEqual(await tops(first, "CONV_2D"));
  const before = await tops(second, "CONV_2D");
  const box = (await first.getByRole("application").boundingBox())!;
  await page.mouse.move(box.x + 30, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 30, box.y + 100, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => tops(second, "CONV_2D")).not.toEqual(before);
  expect(await tops(second, "CONV_2D")).toEqual(await tops(first, "CONV_2D"));
  for (const pane of [first, second])
    expect(await pane.locator(".react-flow__node").count()).toBeLessThan(60);
  // The same as a list, and on a narrow screen the list alone.
  await dialog.getByRole("radio", { name: "List" }).check();
  // It names the three DEQUANTIZE too, which the drawing tells in the boxes of the ops that read them.
  await expect(dialog.getByRole("listitem")).toHaveCount(6);
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(dialog.getByRole("radio", { name: "List" })).toHaveCount(0);
  await expect(dialog.getByRole("listitem").filter({ hasText: "weights float32 → int4" })).toHaveCount(3);
});
