// The page itself: what it says in each state, to eyes, keyboards and screen readers.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";

const model = "src/test-fixtures/fm_mnv1.tflite";

const table = (page: Page): Locator => page.getByRole("table", { name: "Compare techniques" });
const row = (page: Page, label: string): Locator =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${label.replaceAll("+", "\\+")}`) }) });
const tree = (page: Page): Locator => page.getByRole("region", { name: "Decision tree" });
const tradeOffs = (page: Page): Locator => page.getByRole("region", { name: "Trade-offs" });

const ready = (page: Page): Promise<void> =>
  expect(page.getByRole("status").filter({ hasText: /^Ready$/ })).toBeVisible({ timeout: 80_000 });

const open = async (page: Page): Promise<void> => {
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await expect(row(page, "Weight-only int4").getByRole("button", { name: "Download" })).toBeVisible({
    timeout: 60_000,
  });
};

const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")}`)).toEqual([]);
};

const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  ).toBeLessThanOrEqual(0);
};

for (const colorScheme of ["light", "dark"] as const) {
  test(`without a model, in ${colorScheme} colours, it says what to do`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Drop a .tflite model");
    await expect(page.getByRole("main")).toContainText("nothing leaves your machine");
    await expect(page.getByRole("status")).toHaveText("Ready");
    await expectAccessible(page);
  });

  test(`with results, in ${colorScheme} colours, every part passes axe`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    await open(page);
    await expectAccessible(page);
    await ready(page);
    await row(page, "Dynamic range int8").getByRole("button", { name: "Dynamic range int8" }).click();
    await expectAccessible(page);
    await page.getByRole("tab", { name: /What changed/ }).click();
    await expect(page.getByRole("tabpanel", { name: /What changed/ })).toContainText("CONV_2D");
    await expectAccessible(page);
    await page.getByRole("tab", { name: "Options" }).click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Add a combination" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
  });
}

test("figures sort, name their source and link table and charts", async ({ page }) => {
  await page.goto("/");
  await open(page);
  await ready(page);
  const size = table(page).getByRole("columnheader", { name: "Size" });
  await size.getByRole("button").click();
  await expect(size).toHaveAttribute("aria-sort", "ascending");
  const headers = table(page).getByRole("rowheader");
  await expect(headers.nth(0)).toContainText("Original");
  await expect(headers.nth(1)).toContainText("Weight-only int4");
  await size.getByRole("button").click();
  await expect(size).toHaveAttribute("aria-sort", "descending");
  await expect(headers.nth(1)).toContainText("Float16");

  await row(page, "Float16").getByText(" dB").hover();
  await expect(page.getByRole("tooltip")).toContainText("synthetic inputs");

  await expect(tradeOffs(page).getByRole("img", { name: /Scatter chart/ })).toHaveAccessibleName(/Float16: /);
  await row(page, "Weight-only int8").hover();
  await expect(tradeOffs(page).locator(".dot-ring")).toHaveCount(1);
});

test("the tree leads to a technique and the address remembers the way", async ({ page }) => {
  await page.goto("/");
  await open(page);
  await tree(page).getByRole("button", { name: "An accelerator" }).click();
  await tree(page).getByRole("button", { name: "GPU", exact: true }).click();
  await expect(tree(page)).toContainText("This leads to");
  await tree(page).getByRole("button", { name: "Show Float16" }).click();
  await expect(page).toHaveURL(/variant=float16/);
  await expect(page.getByRole("region", { name: "Details of Float16" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("region", { name: "Details of Float16" })).toBeHidden();
  await page.goBack();
  await expect(tree(page)).toContainText("Which accelerator?");

  // An end that needs data says so, and an end that is a combination makes its row.
  await tree(page).getByRole("button", { name: "Edge TPU, DSP or NPU" }).click();
  await tree(page).getByRole("button", { name: "No", exact: true }).click();
  await expect(tree(page)).toContainText("Waits for data");
  await expectAccessible(page);
});

test("data calibrates the integer techniques and shows the accuracy of all", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await open(page);
  await expect(row(page, "Full integer int8")).toContainText("Add some typical inputs");
  await page
    .getByLabel("Add data")
    .setInputFiles(["public/demo/fashion-images-idx3-ubyte.gz", "public/demo/fashion-labels-idx1-ubyte.gz"]);
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText(
    "1,000 labelled samples",
  );
  await expect(row(page, "Full integer int8").getByRole("button", { name: "Download" })).toBeVisible({
    timeout: 90_000,
  });
  await expect(row(page, "Full integer int8")).toContainText(/9\d\.\d\s%\s*(top-1|within noise|[−+])/, {
    timeout: 90_000,
  });
  await page.getByRole("button", { name: "What the model sees" }).click();
  await expect(page.getByRole("img", { name: "Sample 1", exact: true })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Values" })).toHaveValue(/\.\./);
  await expectAccessible(page);
});

test("a combination gets a row of its own", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/");
  await open(page);
  await page.getByRole("button", { name: "Add a combination" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a combination" });
  await dialog.getByLabel("Then quantize").selectOption({ label: "Dynamic range int8" });
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  const added = row(page, "Pruned + Dynamic range int8");
  await expect(added).toBeVisible();
  await expect(added.getByRole("button", { name: "Download" })).toBeVisible({ timeout: 90_000 });
});

test("a bad file raises an alert that names it, and the page goes on", async ({ page }) => {
  await page.goto("/");
  const picture = {
    name: "photo.png",
    mimeType: "image/png",
    buffer: Buffer.from("89504e470d0a1a0a00", "hex"),
  };
  await page.getByLabel("Open a .tflite model").setInputFiles(picture);
  await expect(page.getByRole("alert")).toContainText(/PNG|picture/);
  await expectAccessible(page);
  await open(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.getByRole("heading", { name: "Trade-offs" }).evaluate((it) => it.scrollIntoView());
  await page.getByLabel("Open a .tflite model").setInputFiles(picture);
  await expect(page.getByRole("alert")).toContainText(/PNG|picture/);
  await expect(page.getByRole("alert")).toBeInViewport({ ratio: 1 });
  const empty = { ...picture, name: "nothing.tflite", buffer: Buffer.alloc(0) };
  await page.getByLabel("Open a .tflite model").setInputFiles(empty);
  await expect(page.getByRole("alert")).toHaveText(/empty/);
  await expect(row(page, "Float16")).toContainText("kB");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a file chosen while the demo is on its way is the one that counts", async ({ page }) => {
  let letGo!: () => void;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/fashion-mobilenet.tflite", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/");
  const arrived = page.waitForResponse("**/fashion-mobilenet.tflite");
  await page.getByRole("button", { name: "Try the demo model" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Opening fashion-mobilenet.tflite");
  await page.getByLabel("Open a .tflite model").setInputFiles(model);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("fm_mnv1.tflite");
  letGo();
  await (await arrived).finished();
  await ready(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("fm_mnv1.tflite");
});

test("a warning is seen without opening its row, and answered at a click", async ({ page }) => {
  await page.goto("/");
  await open(page);
  await expect(row(page, "Dynamic range int8")).toContainText("1 warning");
  await row(page, "Dynamic range int8").getByRole("button", { name: "Dynamic range int8" }).click();
  const details = page.getByRole("region", { name: "Details of Dynamic range int8" });
  await expect(details.getByRole("heading", { name: "Dynamic range int8" })).toBeInViewport();
  await page.getByRole("button", { name: "Add it with depthwise in float" }).click();
  const faster = row(page, "Dynamic range int8 \\(depthwise float\\)");
  await expect(faster.getByRole("button", { name: "Download" })).toBeVisible({ timeout: 60_000 });
  await expect(faster).not.toContainText("warning");
});

test("a part that cannot be loaded says so in its place, and the rest goes on", async ({ page }) => {
  await page.route(/graph-panel-.*\.js/, (route) => route.abort());
  await page.goto("/");
  await open(page);
  const inside = page.getByRole("region", { name: "Look inside" });
  await inside.getByRole("tab", { name: "Graph" }).click();
  await expect(inside.getByRole("alert")).toContainText("could not be shown");
  await expect(inside.getByRole("button", { name: "Reload the page" })).toBeVisible();
  await row(page, "Float16").getByRole("button", { name: "Float16" }).click();
  await expect(page.getByRole("region", { name: "Details of Float16" })).toBeVisible();
  await expectAccessible(page);
});

test("on a telephone the parts far below are a button away", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/");
  await open(page);
  await expect(tree(page).getByRole("heading", { name: "Decision tree" })).not.toBeInViewport();
  await page
    .getByRole("navigation", { name: "Parts of the page" })
    .getByRole("button", { name: "Decision tree" })
    .click();
  await expect(tree(page).getByRole("heading", { name: "Decision tree" })).toBeInViewport();
});

for (const [name, width, height] of [
  ["a telephone", 360, 740],
  ["a 4K screen", 3840, 2160],
] as const) {
  test(`on ${name} nothing is lost and nothing sticks out`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto("/");
    await expectNoSidewaysScroll(page);
    await open(page);
    await ready(page);
    await expectNoSidewaysScroll(page);
    for (const label of ["Original", "Float16", "Pruned", "Quantization-aware training"])
      await expect(row(page, label)).toBeVisible();
    await expect(row(page, "Float16").getByRole("cell").first()).toContainText("kB");
    await expect(tree(page)).toBeVisible();
    await expect(tradeOffs(page)).toBeVisible();
    await row(page, "Float16").getByRole("button", { name: "Float16" }).click();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  });
}

test("with reduced motion nothing turns, and the keyboard reaches a download", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/");
  await open(page);
  await ready(page);
  await row(page, "Float16").getByRole("button", { name: "Float16" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Details of Float16" })).toBeVisible();
  // The figures of a chosen row are stops of their own, with what stands behind them.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("tooltip")).toContainText("bytes");
  const download = row(page, "Float16").getByRole("button", { name: "Download" });
  for (let i = 0; i < 8 && !(await download.evaluate((it) => it === document.activeElement)); i++)
    await page.keyboard.press("Tab");
  await expect(download).toBeFocused();
  await expect(download).toHaveAccessibleDescription(/^Float16/);
});
